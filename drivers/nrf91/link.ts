import {
  type Cause,
  DriverError,
  type ModuleLink,
  messageOf,
  oneLook,
  type ReadyModule,
  Registration,
  registrationChanged,
} from '../../src/driver/index.ts';
import { Bearer } from './bearer.ts';
import { cellPolicy, simFailureStat } from './cell.ts';
import type { Nrf91Dialect } from './dialects.ts';
import { explain, isRefusal, WrongOptionError } from './failures.ts';
import { isLteOn, setFunctionality } from './functionality.ts';
import { ModemCare } from './modem-care.ts';
import { observe, reportServingCell } from './observations.ts';
import type { Nrf91Options } from './options.ts';
import { bearerRefused, defaultContext } from './packet-data.ts';
import { Radio } from './radio.ts';
import { RadioSettings } from './radio-settings.ts';
import { Search } from './search.ts';
import { readSignal, signalFact } from './signal.ts';
import { SimLadder } from './sim-ladder.ts';
import { noteDirectUse } from './sockets/direct-use.ts';
import { offerLook } from './sockets/look-again.ts';

/** ESM causes that only another APN, user or password can cure. */
const wrongOptionCauses: ReadonlySet<number> = new Set([8, 27, 28, 29, 32, 33, 66]);
// Long enough for what an event in the same moment may still change.
const settleMs = 20;

/**
 * How an nRF91 associates, and what it sees of it: service is a serving cell and the default PDN with an address, in
 * either order. Both come with switching LTE on, and go with switching it off.
 */
export class Nrf91Link implements ModuleLink {
  readonly #module: ReadyModule<Nrf91Options, Nrf91Dialect>;
  readonly #registration: Registration;
  readonly #bearer: Bearer;
  readonly #radio: Radio;
  readonly #settings: RadioSettings;
  readonly #sim: SimLadder;
  #care: ModemCare | undefined;
  #signal: AbortSignal | undefined;
  #search: Search | undefined;
  /** A connection is wanted: from an attempt on, until the release. */
  #wanted = false;
  /** The application switched LTE on by hand. */
  #byHand = false;
  #connected = false;
  /** The last search found nothing, and may have gone to sleep for long: the next one is begun anew. */
  #isStale = false;
  /** This driver switched LTE on. */
  #switchedOn = false;

  constructor(module: ReadyModule<Nrf91Options, Nrf91Dialect>) {
    const { line, reports, options, dialect } = module;
    this.#module = module;
    this.#registration = new Registration(
      line,
      ['+CEREG'],
      {
        carrier: (on, cause, flicker) => this.#cellChanged(on, cause, flicker),
        fact: (fact, cause) => reports.fact(fact, cause),
      },
      cellPolicy,
    );
    this.#bearer = new Bearer(
      line,
      (cause) => this.#judge(cause),
      (work) => this.#inBackground(work),
    );
    this.#radio = new Radio(line, (cause, isPowerOff) => {
      if (isPowerOff) this.#settings.forget();
      this.#forget(cause);
    });
    this.#settings = new RadioSettings(
      () => ({ line, options: options(), dialect }),
      this.#radio,
      (fact) => reports.fact(fact),
    );
    this.#sim = new SimLadder(module, this.#radio);
  }

  async watch(signal: AbortSignal): Promise<void> {
    const { line, memory } = this.#module;
    this.#signal = signal;
    this.#switchedOn = memory.get('switched on') === true;
    const care = new ModemCare(
      this.#module,
      {
        forget: (cause) => this.#forget(cause),
        setUp: (aborting) => this.#setUp(aborting),
        fail: (error) => this.#search?.fail(error),
      },
      signal,
      (work) => this.#inBackground(work),
    );
    this.#care = care;
    observe(this.#module);
    care.watch();
    line.onUrc(bearerRefused, ({ cause, context }) => this.#bearerRefused(cause, context));
    line.onUrc(registrationChanged('+CEREG'), ({ stat }) => {
      if (stat === simFailureStat)
        this.#search?.fail(new DriverError('SIM_MISSING', 'the modem reports a SIM failure'));
    });
    await this.#tolerate(this.#registration.watch(signal));
    await this.#tolerate(this.#bearer.watch(signal));
    await this.#tolerate(this.#radio.read(signal));
    this.#inBackground(care.cureHalfBoot());
    this.#inBackground(this.#lookSoon());
    this.#inBackground(care.watchHealth(() => this.#look(signal)));
    const look = oneLook((ended) => this.#look(ended));
    offerLook(line, () => this.#inBackground(look(signal)));
  }

  async associate(signal: AbortSignal): Promise<{ readonly addresses: readonly string[]; readonly cause: Cause }> {
    this.#wanted = true;
    this.#byHand = false;
    await this.#care?.cureHalfBoot();
    await this.#settings.make(signal);
    try {
      await this.#switchOn(signal);
      await this.#sim.unlock(signal);
      await this.#findNetwork(signal);
    } catch (thrown) {
      this.#isStale = thrown instanceof DriverError && thrown.code === 'REGISTRATION_DENIED';
      if (!signal.aborted && thrown instanceof DriverError && thrown.code === 'SIM_MISSING') {
        return await this.#sim.failed(thrown, signal);
      }
      throw thrown;
    }
    this.#sim.succeeded();
    this.#connected = true;
    this.#inBackground(this.#lookSoon());
    if (this.#signal) this.#inBackground(reportServingCell(this.#module, this.#signal));
    const { addresses } = this.#bearer;
    return { addresses, cause: { kind: 'answer', text: `+CGPADDR: ${defaultContext}: ${addresses.join(', ')}` } };
  }

  async release(signal: AbortSignal): Promise<void> {
    this.#wanted = false;
    this.#byHand = false;
    this.#connected = false;
    if (isLteOn(await this.#radio.read(signal))) await this.#radio.leave(signal);
  }

  async recheck(signal: AbortSignal): Promise<void> {
    const mode = await this.#radio.read(signal);
    // The application may have silenced what is listened to, or switched off the modem, which does the same.
    await (mode === 0 ? this.#radio.subscribe(signal) : this.#radio.refresh(signal));
    if (isLteOn(mode) && !this.#wanted) this.#byHand = true;
    await this.#look(signal);
  }

  directUse(text: string): void {
    noteDirectUse(this.#module.memory, text);
  }

  async readSignal(signal: AbortSignal): Promise<void> {
    const read = await this.#module.line.run(readSignal, signal);
    if (read !== undefined) this.#module.reports.fact(signalFact(read));
  }

  async farewell(signal: AbortSignal): Promise<void> {
    if (this.#module.options().offOnClose !== true || !this.#switchedOn) return;
    await this.#module.line.run(setFunctionality(0), signal);
    this.#module.memory.delete('switched on');
  }

  async #switchOn(signal: AbortSignal): Promise<void> {
    const isOn = isLteOn(await this.#radio.read(signal));
    if (isOn && !this.#isStale) return;
    if (isOn) await this.#radio.switchOff(signal);
    this.#isStale = false;
    try {
      await this.#radio.switchOn(signal);
    } catch (thrown) {
      // With a SIM that failed the modem refuses to be switched on: then that is the reason to give.
      if (isRefusal(thrown)) await this.#sim.blame(signal);
      throw thrown;
    }
    this.#switchedOn = true;
    this.#module.memory.set('switched on', true);
  }

  async #findNetwork(signal: AbortSignal): Promise<void> {
    const search = new Search(this.#module.line, {
      look: (aborting) => this.#look(aborting),
      isUp: () => this.#isUp,
      isRegistered: () => this.#registration.isRegistered,
      heldOffMs: () => this.#care?.heldOffMs ?? 0,
      latest: () => this.#registration.latest,
    });
    this.#search = search;
    try {
      await search.run(signal);
    } finally {
      this.#search = undefined;
    }
  }

  get #isUp(): boolean {
    return this.#registration.isRegistered && this.#bearer.addresses.length > 0;
  }

  #cellChanged(on: boolean, cause: Cause, flicker: boolean | undefined): void {
    this.#module.reports.carrier(on, cause, flicker);
    this.#judge(cause);
    // The PDN comes first, but may not have had its address when it was asked after.
    const isOpen = on && cause.kind === 'urc' && this.#bearer.addresses.length === 0;
    if (isOpen && this.#signal !== undefined) this.#inBackground(this.#bearer.lookAgain(this.#signal));
  }

  /** Makes one of cell and PDN, whichever came or went. */
  #judge(cause: Cause): void {
    const { reports } = this.#module;
    const isUp = this.#isUp;
    if (isUp && this.#search !== undefined) this.#search.found();
    else if (isUp && this.#connected) reports.addresses(this.#bearer.addresses, cause);
    else if (isUp && (this.#wanted || this.#byHand)) {
      this.#connected = true;
      reports.gained(this.#bearer.addresses, cause);
    } else if (isUp) reports.strayed(cause);
    else if (this.#connected) {
      this.#connected = false;
      reports.lost(cause);
    }
  }

  /** An end that came in the same moment as the beginning would go unnoticed: it is looked at again a little later. */
  async #lookSoon(): Promise<void> {
    const { line, reports } = this.#module;
    if (this.#signal === undefined) return;
    await line.pause(settleMs, this.#signal);
    const cause: Cause = { kind: 'implementation', text: 'the connection ended as it began' };
    if (this.#isUp) this.#judge(cause);
    else if (!this.#connected && this.#wanted && this.#search === undefined) reports.lost(cause);
  }

  /** How things stand, asked. */
  async #look(signal: AbortSignal): Promise<void> {
    if (!isLteOn(await this.#radio.read(signal))) return;
    await this.#registration.read(signal);
    await this.#bearer.read(signal);
  }

  #forget(cause: Cause): void {
    this.#bearer.clear(cause);
    this.#registration.forget(cause);
  }

  async #setUp(signal: AbortSignal): Promise<void> {
    this.#settings.forget();
    await this.#radio.subscribe(signal);
    await this.#look(signal);
  }

  #bearerRefused(cause: number, context: number | undefined): void {
    if ((context ?? defaultContext) !== defaultContext || !wrongOptionCauses.has(cause)) return;
    this.#search?.fail(
      new WrongOptionError('BEARER_REFUSED', `the network refused the PDN (ESM cause ${cause})`, {
        hint: 'Check the options apn, pdpType, user and password.',
      }),
    );
  }

  /** What a module will not tell at the start it may tell later: the link begins all the same. */
  async #tolerate(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (thrown) {
      if (this.#signal?.aborted) throw thrown;
      this.#module.reports.fact({ name: 'notice', value: explain(thrown) });
    }
  }

  #inBackground(work: Promise<void>): void {
    work.catch((thrown: unknown) => {
      if (this.#signal?.aborted !== true) this.#module.reports.fact({ name: 'notice', value: messageOf(thrown) });
    });
  }
}
