import { AtError, fixedUrc } from '../../src/at/index.ts';
import {
  type AccessPoint,
  type Cause,
  type ModuleLine,
  type ModuleLink,
  messageOf,
  type ReadyModule,
} from '../../src/driver/index.ts';
import { Association } from './association.ts';
import { countedPayloads } from './counted.ts';
import type { EspDialect } from './dialects.table.ts';
import { Joining } from './joining.ts';
import { look, reportAssociation, reportSignal, scan } from './looking.ts';
import type { EspOptions } from './options.ts';
import { Rounds } from './rounds.ts';
import { Settings } from './settings.ts';
import type { Standing } from './standing.ts';
import { leave, noAutoJoin, setMode, stayAway } from './station.ts';
import { tryOut } from './tolerate.ts';

/** A loss may go without a word, or its word may be lost. */
const silentLossMs = 30_000;
/** So often joined by itself after it was told to leave, the radio is switched off. */
const straysBeforeOff = 3;

/** Commands after which an association is the application's own doing. */
const joiningCommands = /^AT\+CW(JAP|JEAP|MODE|AUTOCONN|RECONNCFG|INIT|STARTSMART)/i;

/** How a module joins a network and leaves it, and what it sees of its association. */
export class EspAtLink implements ModuleLink {
  readonly #module: ReadyModule<EspOptions, EspDialect>;
  readonly #association: Association;
  readonly #rounds: Rounds;
  readonly #joiner: Joining;
  readonly #settings: Settings;
  #connected = false;
  #joining = false;
  #releasing = false;
  /** Records of a scan are coming in. */
  #scanning = false;
  #looking = false;
  #lookAgain = false;
  #byHand = false;
  #strays = 0;
  /** Counts what makes an answer that is still on its way void. */
  #epoch = 0;
  #shown: readonly string[] = [];
  /** For what goes on beyond the call that began it; made by `watch`. */
  #life = AbortSignal.abort();

  constructor(module: ReadyModule<EspOptions, EspDialect>) {
    this.#module = module;
    this.#association = new Association(module);
    this.#rounds = new Rounds(module.memory);
    this.#joiner = new Joining(module, this.#association, this.#rounds);
    this.#settings = new Settings(module.line, module.dialect, (name, thrown) =>
      module.reports.fact({ name: 'notice', value: `the module does not take the option ${name}: ${thrown.message}` }),
    );
  }

  get #line(): ModuleLine {
    return this.#module.line;
  }

  async watch(signal: AbortSignal): Promise<void> {
    this.#life = signal;
    const hear = (text: string, heard: (cause: Cause) => void): void =>
      this.#line.onUrc(fixedUrc(text), () => heard({ kind: 'urc', text }));
    hear('WIFI CONNECTED', (cause) => this.#onAssociated(cause));
    hear('WIFI DISCONNECT', (cause) => {
      // Names come as they are: a neighbour's may hold a line end and this very line. After the scan it is asked.
      if (!this.#scanning) this.#onGone(cause);
    });
    for (const text of ['WIFI GOT IP', 'WIFI GOT IPv6 LL', 'WIFI GOT IPv6 GL']) {
      hear(text, (cause) => this.#onAddress(cause, signal));
    }
    for (const payload of countedPayloads) this.#line.onUrc(payload, () => undefined);
    this.#inBackground(this.#watchForSilentLoss(signal), signal);
    try {
      // One that went back in the moment after it was told to leave.
      if ((await this.#association.ask(signal)).associated) await tryOut(this.#line, leave, signal);
    } catch (thrown) {
      // What waits for this has to go on, answer or not: the line is in step again, or the module is lost.
      this.#note(thrown, signal);
    }
  }

  async associate(
    signal: AbortSignal,
    subAttempt: number,
  ): Promise<{ readonly addresses: readonly string[]; readonly cause: Cause }> {
    if (subAttempt === 1) this.#rounds.reset();
    const options = this.#module.options();
    const network = await this.#rounds.next(options, () => look(this.#line, signal));
    this.#connected = false;
    this.#byHand = false;
    this.#strays = 0;
    this.#epoch++;
    this.#joining = true;
    try {
      await this.#settings.apply(options, signal);
      const addresses = await this.#joiner.join(network, signal);
      const cause: Cause = { kind: 'answer', text: `joined ${JSON.stringify(network.ssid)}` };
      this.#association.set(true, cause);
      this.#connected = true;
      this.#shown = addresses;
      this.#describe(cause);
      return { addresses, cause };
    } finally {
      this.#joining = false;
    }
  }

  async release(signal: AbortSignal): Promise<void> {
    const byHand = this.#byHand;
    this.#connected = false;
    this.#byHand = false;
    this.#epoch++;
    this.#rounds.reset();
    this.#releasing = true;
    try {
      await this.#leave(byHand, signal);
    } finally {
      this.#releasing = false;
      this.#connected = false;
    }
    this.#association.set(false, { kind: 'answer', text: 'left' });
  }

  async #leave(byHand: boolean, signal: AbortSignal): Promise<void> {
    const { dialect } = this.#module;
    // Whatever the application set up by hand to join by itself ends here.
    if (byHand) await tryOut(this.#line, noAutoJoin, signal);
    if (dialect.reconnectConfig) await tryOut(this.#line, stayAway, signal);
    // One that goes back whenever it is told to leave has its radio switched off instead.
    const goesBack = this.#strays >= straysBeforeOff && dialect.modeOff;
    if (goesBack && (await tryOut(this.#line, setMode(dialect, 0), signal))) return;
    await tryOut(this.#line, leave, signal);
  }

  /** One look at a time: who asks during one has another follow it. */
  async recheck(signal: AbortSignal): Promise<void> {
    this.#lookAgain = true;
    if (this.#looking) return;
    this.#looking = true;
    try {
      while (this.#lookAgain) {
        this.#lookAgain = false;
        await this.#check(signal);
      }
    } finally {
      this.#looking = false;
    }
  }

  async #check(signal: AbortSignal): Promise<void> {
    if (this.#joining || this.#releasing) return;
    const epoch = this.#epoch;
    const standing = await this.#association.ask(signal);
    if (epoch !== this.#epoch || this.#joining) return;
    const cause: Cause = { kind: 'answer', text: standing.shown };
    if (standing.associated) this.#onUp(standing, cause);
    // Old firmware denies an association without an address.
    else if (this.#connected || this.#module.dialect.hasState) this.#onGone(cause);
  }

  directUse(text: string): void {
    this.#settings.forget();
    if (joiningCommands.test(text)) this.#byHand = true;
  }

  readSignal(signal: AbortSignal): Promise<void> {
    const { dialect, line, reports } = this.#module;
    return reportSignal(line, dialect, reports, signal);
  }

  async scan(signal: AbortSignal): Promise<readonly AccessPoint[]> {
    try {
      return await scan(this.#line, signal, () => {
        this.#scanning = true;
      });
    } finally {
      this.#scanning = false;
      if (!signal.aborted) this.#inBackground(this.recheck(signal), signal);
    }
  }

  #onAssociated(cause: Cause): void {
    this.#association.set(true, cause);
    if (this.#joining || this.#releasing || this.#connected || this.#byHand) return;
    this.#strays++;
    this.#module.reports.strayed(cause);
  }

  #onGone(cause: Cause): void {
    this.#connected = false;
    this.#association.set(false, cause);
  }

  #onAddress(cause: Cause, signal: AbortSignal): void {
    this.#onAssociated(cause);
    if (this.#joining || this.#releasing) return;
    this.#inBackground(this.recheck(signal), signal);
  }

  /** It stands, with or without an address: somebody else brought that about, or an address came or went. */
  #onUp({ addresses, up }: Standing, cause: Cause): void {
    this.#onAssociated(cause);
    const { reports } = this.#module;
    if (!up) {
      if (this.#connected) reports.lost(cause);
      this.#connected = false;
      return;
    }
    if (!this.#connected) {
      this.#connected = true;
      reports.gained(addresses, cause);
      this.#describe(cause);
    } else if (addresses.join() !== this.#shown.join()) {
      reports.addresses(addresses, cause);
    }
    this.#shown = addresses;
  }

  #describe(cause: Cause): void {
    const { dialect, line, reports } = this.#module;
    this.#inBackground(reportAssociation(line, dialect, reports, cause, this.#life), this.#life);
  }

  async #watchForSilentLoss(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#line.pause(silentLossMs, signal);
      if (this.#connected) await this.recheck(signal).catch((thrown: unknown) => this.#note(thrown, signal));
    }
  }

  #inBackground(work: Promise<void>, signal: AbortSignal): void {
    work.catch((thrown: unknown) => this.#note(thrown, signal));
  }

  #note(thrown: unknown, signal: AbortSignal): void {
    // A transparent socket has the line: it is asked again when that is over.
    if (thrown instanceof AtError && thrown.code === 'AT_DATA_MODE') return;
    if (!signal.aborted) this.#module.reports.fact({ name: 'notice', value: messageOf(thrown) });
  }
}
