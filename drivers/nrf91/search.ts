import { DriverError, type ModuleLine, type RegistrationReport } from '../../src/driver/index.ts';
import { LastingRefusal, refusalWords } from './refusal.ts';

/** What a search needs to know of what it waits for. */
export interface Searched {
  /** Asks how things stand; whoever sees that it is found says so. */
  look(signal: AbortSignal): Promise<void>;
  readonly isUp: () => boolean;
  readonly isRegistered: () => boolean;
  /** Milliseconds for which the modem will not even try. */
  readonly heldOffMs: () => number;
  /** What the modem said last of its registration. */
  readonly latest: () => RegistrationReport | undefined;
}

// NB-IoT from cold takes 80 s, a search of all bands minutes. It goes on after that; it is only begun anew.
const searchMs = 10 * 60_000;
// A PDN comes before the registration; where it does not, it is a matter of seconds.
const bearerMs = 60_000;
// URCs may be withheld by the firmware or lost on the way. Asking costs no radio time.
const lookMs = 15_000;

/** The wait for a serving cell and a PDN with an address. */
export class Search {
  readonly #line: ModuleLine;
  readonly #searched: Searched;
  #waiting = new AbortController();
  #error: DriverError | undefined;
  #registeredAt: number | undefined;

  constructor(line: ModuleLine, searched: Searched) {
    this.#line = line;
    this.#searched = searched;
  }

  /** It is there. */
  found(): void {
    this.#waiting.abort();
  }

  /** It will not come. */
  fail(error: DriverError): void {
    this.#error ??= error;
    this.#waiting.abort();
  }

  /** @throws DriverError `REGISTRATION_DENIED`, `BEARER_REFUSED`, or what `fail` was given; the reason of `signal` */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#line;
    const since = clock.now();
    const refusal = new LastingRefusal();
    for (;;) {
      this.#waiting = new AbortController();
      if (this.#error === undefined && !this.#searched.isUp()) await this.#searched.look(signal);
      signal.throwIfAborted();
      if (this.#error !== undefined) throw this.#error;
      if (this.#searched.isUp()) return;
      refusal.look(this.#searched.latest(), clock.now());
      this.#giveUp(clock.now() - since);
      await this.#line.pause(lookMs, AbortSignal.any([signal, this.#waiting.signal])).catch(() => undefined);
      signal.throwIfAborted();
    }
  }

  #giveUp(elapsedMs: number): void {
    const { isRegistered, heldOffMs, latest } = this.#searched;
    const now = this.#line.clock.now();
    this.#registeredAt = isRegistered() ? (this.#registeredAt ?? now) : undefined;
    if (this.#registeredAt !== undefined && now - this.#registeredAt >= bearerMs) {
      throw new DriverError('BEARER_REFUSED', 'the module is registered, and its PDN has no address', {
        hint: 'Check the options apn and pdpType.',
      });
    }
    if (elapsedMs < searchMs || heldOffMs() > 0) return;
    const why = refusalWords(latest());
    throw new DriverError(
      'REGISTRATION_DENIED',
      `no network within ${searchMs / 60_000} minutes${why ? `: ${why}` : ''}`,
      {
        hint: 'Check the antenna, the coverage and the options systemMode and bandLock.',
      },
    );
  }
}
