import type { Timer } from '../base/clock.ts';
import type { AttemptRunner, Binding, Cause } from '../connectivity/index.ts';
import { AssignedAddresses } from './assigned-addresses.ts';
import type { LinkReports } from './define-driver.ts';
import { resume } from './resume.ts';

/**
 * How a module stands: what its link tells goes to the attempt, and what comes of it is written into the interface.
 * Carrier has its period of grace here.
 */
export class Standing {
  /** Why things are as they are. */
  cause: Cause = { kind: 'implementation', text: 'starting' };
  readonly #binding: Binding<unknown>;
  readonly #graceMs: number;
  readonly #assigned: AssignedAddresses;
  #runner: AttemptRunner | undefined;
  #grace: Timer | undefined;
  readonly #moved: (cause: Cause) => void;
  /** What the interface has, or will have when it is up. */
  #addresses: readonly string[] = [];

  /** @param moved none of the addresses that it had is left: what was connected from them is over */
  constructor(binding: Binding<unknown>, graceMs: number, moved: (cause: Cause) => void) {
    this.#moved = moved;
    this.#binding = binding;
    this.#graceMs = graceMs;
    this.#assigned = new AssignedAddresses(binding);
  }

  /** Without carrier and dormant (G5). */
  begin(runner: AttemptRunner): void {
    this.#runner = runner;
    this.#binding.locked(() => {
      this.#binding.setCarrier(false, this.cause);
      this.#binding.setDormant(true, this.cause);
    });
  }

  /** For the link of a module that is ready. */
  get reports(): LinkReports {
    return {
      carrier: (on, cause, flicker) => this.#carrier(on, cause, flicker === true),
      lost: (cause) => this.#serviceLost(cause),
      gained: (addresses, cause) => {
        this.associated(addresses, cause);
        this.#runner?.gained();
      },
      strayed: (cause) => {
        this.cause = cause;
        this.#runner?.strayed();
      },
      addresses: (addresses, cause) => {
        const before = this.#addresses;
        this.#addresses = addresses;
        // While nothing is connected they wait for that.
        if (this.#runner?.phase !== 'connected') return;
        this.#binding.locked(() => this.#assigned.assign(addresses, cause));
        if (before.length > 0 && !before.some((address) => addresses.includes(address))) this.#moved(cause);
      },
      fatal: (reason, cause) => {
        this.cause = cause;
        this.#runner?.fatal(reason);
      },
      resume: () => resume(this.#runner),
      fact: (fact, cause) => this.#binding.reportFact(fact, cause),
    };
  }

  /** The module has these addresses; they are the interface's when the attempt says that it is up. */
  associated(addresses: readonly string[], cause: Cause): void {
    this.#addresses = addresses;
    this.cause = cause;
  }

  up(): void {
    this.#binding.locked(() => {
      this.#binding.setDormant(false, this.cause);
      this.#assigned.assign(this.#addresses, this.cause);
    });
  }

  down(): void {
    this.#binding.locked(() => {
      this.#binding.setDormant(true, this.cause);
      this.#assigned.assign([], this.cause);
      this.#addresses = [];
    });
  }

  moduleLost(cause: Cause): void {
    this.#grace?.cancel();
    this.cause = cause;
    this.#binding.locked(() => {
      this.#runner?.moduleLost();
      this.#binding.setCarrier(false, cause);
    });
  }

  close(): void {
    this.#grace?.cancel();
  }

  #carrier(on: boolean, cause: Cause, flicker: boolean): void {
    const binding = this.#binding;
    if (on || !flicker || this.#runner?.phase !== 'connected') {
      this.#grace?.cancel();
      this.#grace = undefined;
      binding.locked(() => {
        binding.setCarrier(on, cause);
        if (!on) this.#serviceLost(cause);
      });
      return;
    }
    // Service that flickers is given the moment that the documents grant it (G7).
    this.#grace ??= binding.clock.after(this.#graceMs, () => this.#carrier(false, cause, false));
  }

  #serviceLost(cause: Cause): void {
    this.cause = cause;
    this.#runner?.lost();
  }
}
