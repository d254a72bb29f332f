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
import { AssignedAddresses } from './assigned-addresses.ts';
import { keepRefusedPins } from './cellular/refused-pins.ts';
import type { DriverDefinition, ModuleLink } from './define-driver.ts';
import { sayFarewell } from './farewell.ts';
import type { ModuleLine } from './module-line.ts';
import type { ModuleSetup } from './module-setup.ts';
import { Options } from './options.ts';
import { resume } from './resume.ts';
import { ModuleSession } from './session.ts';
import { sessionPlan } from './session-plan.ts';
import { SideLines } from './side-lines.ts';
import type { AccessPoint } from './wifi/access-point.ts';

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
  readonly #setup: ModuleSetup;
  readonly #memory = new Map<string, unknown>();
  #binding: Binding<unknown> | undefined;
  #runner: AttemptRunner | undefined;
  #session: ModuleSession | undefined;
  #sideLines: SideLines | undefined;
  #life: Life | undefined;
  #identity: ModuleIdentity = {};
  #grace: Timer | undefined;
  /** What the interface has, or will have when it is up, and why. */
  #addresses: readonly string[] = [];
  #assigned: AssignedAddresses | undefined;
  #cause: Cause = { kind: 'implementation', text: 'starting' };

  constructor(definition: DriverDefinition<Values, Dialect>, setup: ModuleSetup) {
    this.#definition = definition;
    this.#setup = setup;
    const notice = (value: string): void => this.#binding?.reportFact({ name: 'notice', value });
    keepRefusedPins(this.#memory, setup.stateDirectory, notice);
    this.options = new Options(definition.options, `${definition.name} on ${setup.port.name}`, setup.options);
  }

  /** Who the module said it is; empty before it was ready for the first time. */
  get identity(): ModuleIdentity {
    return this.#identity;
  }

  /** Starts the session. The interface begins without carrier and dormant (G5). */
  init(binding: Binding<unknown>): void {
    this.#binding = binding;
    this.#assigned = new AssignedAddresses(binding);
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
        locked: (change) => binding.locked(change),
        mistaken: (thrown) => binding.log.error({ err: thrown }, messageOf(thrown)),
      },
      { clock: binding.clock },
    );
    this.#session = new ModuleSession({
      plan: sessionPlan(this.#definition, this.#memory),
      port: this.#setup.port,
      lineSetUp: this.#setup,
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
    this.#sideLines = new SideLines(this.#setup, binding, this.#definition.logFact);
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
  run(text: string, signal?: AbortSignal): Promise<readonly string[]> {
    return this.perform((line) => {
      this.#life?.link.directUse?.(text);
      return line.run(rawCommand(text, rawTimeoutMs), signal);
    });
  }

  /**
   * Does what a driver offers beside connecting (credentials, measurements) on the ready module, and looks afterwards
   * how things stand.
   * @throws what `work` throws; DriverError when the module is not ready
   */
  async perform<Result>(work: (line: ModuleLine, signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const life = this.#requireLife();
    try {
      return await work(life.line, life.signal);
    } finally {
      // Whatever it did to the association is to be seen now, not at the next loss.
      this.#inBackground(life, life.link.recheck(life.signal));
    }
  }

  /** Has the signal read and reported as a fact. Nothing is ever read while nobody asks. */
  async readSignal(): Promise<void> {
    await this.#life?.link.readSignal?.(this.#life.signal);
  }

  /** Looks for access points. @throws DriverError `FEATURE_MISSING` when the module cannot, or is not ready; AtError */
  async scan(signal?: AbortSignal): Promise<readonly AccessPoint[]> {
    const { link, signal: life } = this.#requireLife();
    if (link.scan === undefined) throw new DriverError('FEATURE_MISSING', `${this.#definition.title} cannot scan`);
    return await link.scan(signal === undefined ? life : AbortSignal.any([signal, life]));
  }

  /** Resets the module through DTR and RTS. @throws DriverError `FEATURE_MISSING` where no lines do that */
  async resetThroughLines(): Promise<void> {
    await this.#sideLines?.reset(this.#session?.controlLines);
  }

  async close(): Promise<void> {
    this.#grace?.cancel();
    this.#runner?.close();
    const { clock, log } = this.#binding ?? {};
    if (this.#life && clock && log) await sayFarewell(this.#life.link, this.#life.signal, clock, log);
    await Promise.all([this.#session?.close(), this.#sideLines?.close()]);
  }

  #requireLife(): Life {
    if (this.#life !== undefined) return this.#life;
    const state = this.#session?.state ?? 'absent';
    throw new DriverError('FEATURE_MISSING', `the module on ${this.#setup.port.name} is ${state}, not ready`, {
      where: this.#setup.port.name,
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
        strayed: (cause) => {
          this.#cause = cause;
          this.#runner?.strayed();
        },
        addresses: (addresses, cause) => {
          this.#addresses = addresses;
          // While nothing is connected they wait for that.
          if (this.#runner?.phase === 'connected')
            this.#binding?.locked(() => this.#assigned?.assign(addresses, cause));
        },
        fatal: (reason, cause) => {
          this.#cause = cause;
          this.#runner?.fatal(reason);
        },
        resume: () => resume(this.#runner),
        fact: (fact, cause) => this.#binding?.reportFact(fact, cause),
      },
    });
    const life: Life = { line, link, signal };
    this.#life = life;
    // An attempt that was queued begins when it is known how things stand (G12).
    const begin = (): void => {
      if (this.#life === life) this.#runner?.moduleReady();
    };
    // It begins as well when that could not be found out: the first sub-attempt will tell more.
    this.#inBackground(life, link.watch(signal).finally(begin));
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
      this.#assigned?.assign(this.#addresses, this.#cause);
    });
  }

  #down(binding: Binding<unknown>): void {
    binding.locked(() => {
      binding.setDormant(true, this.#cause);
      this.#assigned?.assign([], this.#cause);
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
