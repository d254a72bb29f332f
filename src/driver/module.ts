import { rawCommand } from '../at/index.ts';
import type { Timer } from '../base/clock.ts';
import { DriverError, messageOf } from '../base/errors.ts';
import {
  type AttemptFailure,
  AttemptRunner,
  type Binding,
  type Cause,
  type ModuleIdentity,
} from '../connectivity/index.ts';
import type { Port } from '../transport/transport.ts';
import type { DriverDefinition, ModuleLink } from './define-driver.ts';
import type { ModuleLine } from './module-line.ts';
import { Options } from './options.ts';
import { ModuleSession } from './session.ts';

/** What an interface is bound with. */
export interface ModuleSetup {
  /** Where the module is. */
  readonly port: Port;
  /** Options of the driver, by name. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A module while it is ready. */
interface Life {
  readonly line: ModuleLine;
  readonly link: ModuleLink;
  readonly signal: AbortSignal;
}

const rawTimeoutMs = 180_000;

/**
 * One module behind one interface: the context of a binding. It joins the session (is the module there?), the attempt
 * (what is wanted?) and the link (how is it done?), and writes what comes of it into the interface.
 */
export class Module<Values extends object, Dialect> {
  readonly options: Options<Values>;
  readonly #definition: DriverDefinition<Values, Dialect>;
  readonly #port: Port;
  readonly #memory = new Map<string, unknown>();
  #binding: Binding<unknown> | undefined;
  #runner: AttemptRunner | undefined;
  #session: ModuleSession | undefined;
  #life: Life | undefined;
  #identity: ModuleIdentity = {};
  #grace: Timer | undefined;
  /** What the interface was given, and why: ours to remember, since the interface is never asked (G9). */
  #addresses: readonly string[] = [];
  #cause: Cause = { kind: 'implementation', text: 'starting' };

  constructor(definition: DriverDefinition<Values, Dialect>, setup: ModuleSetup) {
    this.#definition = definition;
    this.#port = setup.port;
    this.options = new Options(definition.options, `${definition.name} on ${setup.port.name}`, setup.options);
  }

  /** Who the module said it is; empty before it was ready for the first time. */
  get identity(): ModuleIdentity {
    return this.#identity;
  }

  /** Starts the session. The interface begins without carrier and dormant (G5). */
  init(binding: Binding<unknown>): void {
    this.#binding = binding;
    binding.locked(() => {
      binding.setCarrier(false, this.#cause);
      binding.setDormant(true, this.#cause);
    });
    this.#runner = new AttemptRunner(
      {
        associate: (signal, subAttempt) => this.#associate(signal, subAttempt),
        release: async (signal) => this.#life?.link.release(signal),
        classify: (thrown) => this.#classify(thrown),
        up: () => this.#up(binding),
        down: () => this.#down(binding),
        raiseTimeout: () => binding.raiseTimeout({ kind: 'timer', text: 'the connection timeout elapsed' }),
        raiseFatal: (reason) => binding.raiseFatalError(reason, this.#cause),
        timeoutS: () => binding.timeoutS,
        isPersistent: () => binding.getFlag('PERSISTENT'),
        phaseChanged: (phase, detail) => binding.reportPhase(phase, detail),
      },
      { clock: binding.clock },
    );
    this.#session = new ModuleSession({
      plan: {
        ...this.#definition,
        startup: (identity) => this.#definition.startup(this.#definition.dialectOf(identity)),
      },
      port: this.#port,
      clock: binding.clock,
      log: binding.log,
      reports: {
        state: (state, cause, identity) => {
          if (identity !== undefined) this.#identity = identity;
          binding.reportModule(state, cause, identity);
        },
        ready: (line, identity, signal) => this.#ready(line, identity, signal),
        lost: (cause) => this.#lost(cause),
        fact: (fact) => binding.reportFact(fact),
      },
    });
    this.#session.open();
  }

  connect(): void {
    this.#runner?.connect();
  }

  disconnect(): void {
    this.#cause = { kind: 'call', text: 'disconnect()' };
    this.#runner?.disconnect();
  }

  /** @throws ControlError when the option does not exist or does not take the value */
  setOption(name: string, value: unknown): void {
    this.options.set(name, value);
    this.#runner?.parametersChanged();
  }

  timeoutChanged(): void {
    this.#runner?.timeoutChanged();
  }

  /**
   * Sends a command line of the application's own, while the driver goes on (G10), and returns the lines of its answer.
   * @throws AtError as the module answers; DriverError when the module is not ready
   */
  async run(text: string, signal?: AbortSignal): Promise<readonly string[]> {
    const life = this.#requireLife();
    try {
      return await life.line.run(rawCommand(text, rawTimeoutMs), signal);
    } finally {
      // Whatever it did to the association is to be seen now, not at the next loss.
      this.#inBackground(life, life.link.recheck(life.signal));
    }
  }

  /** Has the signal read and reported as a fact. Nothing is ever read while nobody asks. */
  async readSignal(): Promise<void> {
    const life = this.#life;
    if (life?.link.readSignal !== undefined) await life.link.readSignal(life.signal);
  }

  async close(): Promise<void> {
    this.#grace?.cancel();
    this.#runner?.close();
    await this.#session?.close();
  }

  #requireLife(): Life {
    if (this.#life !== undefined) return this.#life;
    const state = this.#session?.state ?? 'absent';
    throw new DriverError('FEATURE_MISSING', `the module on ${this.#port.name} is ${state}, not ready`, {
      where: this.#port.name,
      hint: 'Wait for the event module-ready.',
    });
  }

  #ready(line: ModuleLine, identity: ModuleIdentity, signal: AbortSignal): void {
    const link = this.#definition.link({
      line,
      identity,
      dialect: this.#definition.dialectOf(identity),
      options: () => this.options.values,
      memory: this.#memory,
      reports: {
        carrier: (on, cause, flicker) => this.#carrier(on, cause, flicker === true),
        lost: (cause) => this.#serviceLost(cause),
        gained: (addresses, cause) => {
          this.#addresses = addresses;
          this.#cause = cause;
          this.#runner?.gained();
        },
        fact: (fact, cause) => this.#binding?.reportFact(fact, cause),
      },
    });
    const life: Life = { line, link, signal };
    this.#life = life;
    // An attempt that was queued begins when it is known how things stand (G12).
    this.#inBackground(
      life,
      link.watch(signal).then(() => {
        if (this.#life === life) this.#runner?.moduleReady();
      }),
    );
  }

  #lost(cause: Cause): void {
    this.#life = undefined;
    this.#grace?.cancel();
    this.#cause = cause;
    this.#binding?.locked(() => {
      this.#runner?.moduleLost();
      this.#binding?.setCarrier(false, cause);
    });
  }

  #carrier(on: boolean, cause: Cause, flicker: boolean): void {
    const binding = this.#binding;
    if (binding === undefined) return;
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
    this.#grace ??= binding.clock.after(this.#definition.graceMs, () => this.#carrier(false, cause, false));
  }

  #serviceLost(cause: Cause): void {
    this.#cause = cause;
    this.#runner?.lost();
  }

  async #associate(signal: AbortSignal, subAttempt: number): Promise<void> {
    const { link } = this.#requireLife();
    const { addresses, cause } = await link.associate(signal, subAttempt);
    this.#addresses = addresses;
    this.#cause = cause;
  }

  #classify(thrown: unknown): AttemptFailure {
    const failure = this.#definition.classify(thrown);
    this.#cause = { kind: 'answer', text: failure.reason };
    return failure;
  }

  #up(binding: Binding<unknown>): void {
    binding.locked(() => {
      binding.setDormant(false, this.#cause);
      for (const address of this.#addresses) binding.addAddress(address, this.#cause);
    });
  }

  #down(binding: Binding<unknown>): void {
    binding.locked(() => {
      binding.setDormant(true, this.#cause);
      for (const address of this.#addresses) binding.removeAddress(address, this.#cause);
      this.#addresses = [];
    });
  }

  /** Something that goes on by itself; its failure ends with the module's life and is a note before that. */
  #inBackground(life: Life, work: Promise<void>): void {
    work.catch((thrown: unknown) => {
      if (!life.signal.aborted) this.#binding?.log.warn({ err: thrown }, messageOf(thrown));
    });
  }
}
