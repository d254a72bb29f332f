import { DriverError, messageOf } from '../base/errors.ts';
import {
  type AttemptFailure,
  AttemptRunner,
  type Binding,
  type LineAccess,
  type ModuleIdentity,
  type ObservedLine,
  type SocketProvider,
} from '../connectivity/index.ts';
import { keepRefusedPins } from './cellular/refused-pins.ts';
import type { DriverDefinition, ModuleLink, ReadyModule } from './define-driver.ts';
import { type DirectPlace, LineObservers, sendDirectly, useExclusively } from './direct-line.ts';
import { sayFarewell } from './farewell.ts';
import { LineGate } from './line-gate.ts';
import type { ModuleLine } from './module-line.ts';
import type { ModuleSetup } from './module-setup.ts';
import { oneLook } from './one-look.ts';
import { Options } from './options.ts';
import { ModuleQuirks } from './quirks/module-quirks.ts';
import type { AppliedQuirk } from './quirks/quirk.ts';
import { rescueOf } from './recovery/rescue-of.ts';
import { ModuleSession } from './session.ts';
import { sessionPlan } from './session-plan.ts';
import { SideLines } from './side-lines.ts';
import { ModuleSockets } from './sockets/module-sockets.ts';
import { Standing } from './standing.ts';
import type { AccessPoint } from './wifi/access-point.ts';

/** A module while it is ready. */
interface Life extends DirectPlace {
  readonly link: ModuleLink;
  /** Has the link look again: once for any number of commands that ended meanwhile. */
  readonly recheck: (signal: AbortSignal) => Promise<void>;
}

/**
 * One module behind one interface: the context of a binding. It joins the session (is the module there?), the attempt
 * (what is wanted?), the link (how is it done?) and the standing (what came of it?).
 */
export class Module<Values extends object, Dialect> {
  readonly options: Options<Values>;
  readonly #definition: DriverDefinition<Values, Dialect>;
  readonly #quirks: ModuleQuirks<Dialect>;
  readonly #setup: ModuleSetup;
  readonly #memory = new Map<string, unknown>();
  readonly #sockets: ModuleSockets;
  readonly #observers = new LineObservers();
  #binding: Binding<unknown> | undefined;
  #runner: AttemptRunner | undefined;
  #session: ModuleSession | undefined;
  #sideLines: SideLines | undefined;
  #life: Life | undefined;
  #identity: ModuleIdentity = {};
  #standing: Standing | undefined;

  constructor(definition: DriverDefinition<Values, Dialect>, setup: ModuleSetup) {
    this.#setup = setup;
    const notice = (value: string): void => this.#binding?.reportFact({ name: 'notice', value });
    keepRefusedPins(this.#memory, setup.stateDirectory, notice);
    const where = `${definition.name} on ${setup.port.name}`;
    this.options = new Options(definition.options, where, setup.options);
    const quirks = new ModuleQuirks(definition, setup.quirks, where);
    this.#quirks = quirks;
    this.#definition = { ...definition, dialectOf: (identity) => quirks.dialectOf(identity) };
    this.#sockets = new ModuleSockets(where);
  }

  /** Who the module said it is; empty before it was ready for the first time. */
  get identity(): ModuleIdentity {
    return this.#identity;
  }

  /** The quirks that apply to the module, and why; none before it said who it is. */
  get quirks(): readonly AppliedQuirk[] {
    return this.#quirks.of(this.#identity);
  }

  /** The sockets of the module: one object over all its lives. */
  get sockets(): SocketProvider {
    return this.#sockets;
  }

  /** Starts the session. The interface begins without carrier and dormant (G5). */
  init(binding: Binding<unknown>): void {
    this.#binding = binding;
    const standing = new Standing(binding, this.#definition.graceMs, (cause) => this.#sockets.bearerLost(cause));
    this.#standing = standing;
    this.#runner = new AttemptRunner(
      {
        associate: (signal, subAttempt) => this.#associate(signal, subAttempt),
        release: async (signal) => this.#life?.link.release(signal),
        classify: (thrown) => this.#classify(thrown),
        up: () => standing.up(),
        down: () => {
          standing.down();
          this.#sockets.bearerLost(standing.cause);
        },
        raiseTimeout: () => binding.raiseTimeout({ kind: 'timer', text: 'the connection timeout elapsed' }),
        raiseFatal: (reason) => binding.raiseFatalError(reason, standing.cause),
        timeoutS: () => binding.timeoutS,
        isPersistent: () => binding.getFlag('PERSISTENT'),
        phaseChanged: (phase, detail) => binding.reportPhase(phase, detail),
        locked: (change) => binding.locked(change),
        mistaken: (thrown) => binding.log.error({ err: thrown }, messageOf(thrown)),
      },
      { clock: binding.clock },
    );
    standing.begin(this.#runner);
    this.#session = new ModuleSession({
      plan: sessionPlan(this.#definition, this.#memory),
      port: this.#setup.port,
      lineSetUp: this.#setup,
      clock: binding.clock,
      log: binding.log,
      onLine: this.#observers,
      reports: {
        state: (state, cause, identity) => {
          if (identity !== undefined) this.#identity = identity;
          binding.reportModule(state, cause, identity);
        },
        ready: (line, identity, signal) => this.#ready(line, identity, signal),
        lost: (cause) => {
          this.#life = undefined;
          standing.moduleLost(cause);
          this.#sockets.end(cause);
        },
        fatal: (reason, cause) => standing.reports.fatal(reason, cause),
        fact: (fact, cause) => binding.reportFact(fact, cause),
      },
      ...rescueOf(
        this.#setup,
        () => this.resetThroughLines(),
        (value) => binding.reportFact({ name: 'notice', value }),
      ),
    });
    this.#session.open();
    this.#sideLines = new SideLines(this.#setup, binding, this.#definition.logFact);
  }

  connect(): void {
    this.#session?.rearm();
    this.#runner?.connect();
  }

  disconnect(): void {
    if (this.#standing !== undefined) this.#standing.cause = { kind: 'call', text: 'disconnect()' };
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
    return this.directLine.at(text, signal === undefined ? {} : { signal });
  }

  /** The command line for direct use: `iface.at`, `iface.observeLines`, `iface.exclusive`. */
  get directLine(): LineAccess {
    return {
      at: (text, options) => this.#direct((life) => sendDirectly(life, life.guarded, text, options)),
      observe: (observer: (line: ObservedLine) => void) => this.#observers.add(observer),
      exclusive: (work, options) => this.#direct((life) => useExclusively(life, life.line.clock, work, options)),
    };
  }

  /**
   * Does what a driver offers beside connecting (credentials, measurements) on the ready module, and looks afterwards
   * how things stand.
   * @throws what `work` throws; DriverError when the module is not ready
   */
  async perform<Result>(work: (line: ModuleLine, signal: AbortSignal) => Promise<Result>): Promise<Result> {
    return await this.#direct((life) => work(life.guarded, life.signal));
  }

  async #direct<Result>(work: (life: Life) => Promise<Result>): Promise<Result> {
    const life = this.#requireLife();
    try {
      return await work(life);
    } finally {
      // Whatever it did to the association is to be seen now, not at the next loss.
      this.#inBackground(life, life.recheck(life.signal));
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
    this.#standing?.close();
    this.#runner?.close();
    const { clock, log } = this.#binding ?? {};
    if (clock) await this.#sockets.close(clock);
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
    const standing = this.#standing;
    if (standing === undefined) return;
    const gate = new LineGate();
    const guarded = gate.guard(line);
    const ready: ReadyModule<Values, Dialect> = {
      line: guarded,
      identity,
      dialect: this.#definition.dialectOf(identity),
      options: () => this.options.values,
      memory: this.#memory,
      reports: standing.reports,
    };
    const link = this.#definition.link(ready);
    this.#sockets.begin(this.#definition.sockets?.(ready, signal));
    const told = (command: string): void => this.#told(link, command);
    const recheck = oneLook((ended) => link.recheck(ended));
    const life: Life = { line, guarded, gate, link, recheck, signal, told };
    this.#life = life;
    // An attempt that was queued begins when it is known how things stand (G12).
    const begin = (): void => {
      if (this.#life === life) this.#runner?.moduleReady();
    };
    // It begins as well when that could not be found out: the first sub-attempt will tell more.
    this.#inBackground(life, link.watch(signal).finally(begin));
  }

  async #associate(signal: AbortSignal, subAttempt: number): Promise<void> {
    const { link } = this.#requireLife();
    const { addresses, cause } = await link.associate(signal, subAttempt);
    this.#standing?.associated(addresses, cause);
  }

  /** What is about to be sent for somebody else. */
  #told(link: ModuleLink, command: string): void {
    link.directUse?.(command);
    const warning = this.#quirks.warningFor(command, this.#identity);
    if (warning !== undefined) this.#binding?.reportFact({ name: 'notice', value: warning });
  }

  #classify(thrown: unknown): AttemptFailure {
    const failure = this.#definition.classify(thrown);
    if (this.#standing !== undefined) this.#standing.cause = { kind: 'answer', text: failure.reason };
    return failure;
  }

  /** Something that goes on by itself; its failure ends with the module's life and is a note before that. */
  #inBackground(life: Life, work: Promise<void>): void {
    work.catch((thrown: unknown) => {
      if (!life.signal.aborted) this.#binding?.log.warn({ err: thrown }, messageOf(thrown));
    });
  }
}
