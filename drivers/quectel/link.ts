import { AtError, order, set } from '../../src/at/index.ts';
import {
  type Cause,
  type ModuleLink,
  messageOf,
  type ReadyModule,
  Registration,
  type RegistrationPolicy,
} from '../../src/driver/index.ts';
import { Bearer, ownContext } from './bearer.ts';
import { bearerTalkOf } from './bearer-talk.ts';
import { shareReceiver } from './gnss.ts';
import type { QuectelDialect } from './models.table.ts';
import { observe, reportOperator, reportSignal } from './observations.ts';
import type { QuectelOptions } from './options.ts';
import { bearerEnded, contextDropped } from './packet-data.ts';
import { readFunctionality, setFunctionality } from './radio.ts';
import { Search } from './search.ts';
import { selectOperator } from './selection.ts';
import { RadioSettings } from './settings.ts';
import { SimCare } from './sim-care.ts';

const afterRadioOffMs = 1000;
// A bearer may go, or get another address, without a word.
const silentLossMs = 30_000;

/** Roaming counts as long as it is not refused. A voice domain says nothing of data. */
const policyOf = (options: () => Partial<QuectelOptions>): RegistrationPolicy => ({
  carriesData: ({ domain, stat }) =>
    domain !== '+CREG' && (stat === 1 || (stat === 5 && options().roaming !== 'refuse')),
  report: (domain) => order(set(domain, 2), 2000),
});

const isDataMode = (thrown: unknown): boolean => thrown instanceof AtError && thrown.code === 'AT_DATA_MODE';

/** How a Quectel module associates: SIM, APN, radio, registration, PDP context; and what it sees of its bearer. */
export class QuectelLink implements ModuleLink {
  readonly #module: ReadyModule<QuectelOptions, QuectelDialect>;
  readonly #registration: Registration;
  readonly #bearer: Bearer;
  readonly #settings: RadioSettings;
  readonly #sim: SimCare;
  readonly #search: Search;
  #signal: AbortSignal | undefined;
  #connected = false;

  constructor(module: ReadyModule<QuectelOptions, QuectelDialect>) {
    const { dialect, line, options, reports } = module;
    this.#module = module;
    this.#registration = new Registration(line, dialect.domains, reports, policyOf(options));
    this.#bearer = new Bearer(module);
    this.#settings = new RadioSettings(module);
    this.#sim = new SimCare(module, (cause) => this.#lost(cause));
    this.#search = new Search(module, this.#registration, (signal) =>
      selectOperator(line, dialect, options().operator, signal),
    );
  }

  async watch(signal: AbortSignal): Promise<void> {
    const { line } = this.#module;
    this.#signal = signal;
    line.onUrc(contextDropped, (id, text) => {
      if (id !== ownContext) return;
      this.#bearer.dropped();
      this.#lost({ kind: 'urc', text });
    });
    line.onUrc(bearerEnded, ({ context }, text) => {
      if (context === undefined || context === ownContext) this.#lost({ kind: 'urc', text });
    });
    bearerTalkOf(line).onDoubt(() => this.#inBackground(this.recheck(signal)));
    this.#sim.watch();
    observe(this.#module);
    await this.#registration.watch(signal);
    this.#inBackground(this.#watchForSilentLoss(signal));
  }

  async associate(
    signal: AbortSignal,
    subAttempt: number,
  ): Promise<{ readonly addresses: readonly string[]; readonly cause: Cause }> {
    await this.#powerSim(signal);
    await this.#sim.unlock(signal);
    // A card that is pulled out ends the sub-attempt at once, whatever it waits for.
    const { active } = await this.#join(AbortSignal.any([signal, this.#sim.gone]), subAttempt);
    this.#connected = true;
    if (this.#signal) this.#inBackground(reportOperator(this.#module, this.#signal));
    const shown = active.addresses.join(', ');
    return { addresses: active.addresses, cause: { kind: 'answer', text: `+QIACT: ${ownContext} ${shown}`.trim() } };
  }

  async release(signal: AbortSignal): Promise<void> {
    this.#connected = false;
    await this.#bearer.release(signal);
  }

  async recheck(signal: AbortSignal): Promise<void> {
    const active = await this.#bearer.active(signal);
    const cause: Cause = { kind: 'answer', text: active === undefined ? '+QIACT: none' : `+QIACT: ${ownContext}` };
    if (active === undefined && this.#connected) this.#lost(cause);
    if (active === undefined) return;
    if (this.#connected) {
      this.#module.reports.addresses(active.addresses, cause);
      return;
    }
    this.#connected = true;
    this.#module.reports.gained(active.addresses, cause);
  }

  readSignal(signal: AbortSignal): Promise<void> {
    return reportSignal(this.#module, signal);
  }

  async #join(signal: AbortSignal, subAttempt: number) {
    const { dialect, line, options } = this.#module;
    const { operator, roaming } = options();
    await this.#settings.make(signal);
    await shareReceiver(this.#module, signal);
    await this.#bearer.define(signal);
    await this.#switchOn(signal, subAttempt);
    if (operator !== undefined) await selectOperator(line, dialect, operator, signal);
    if (roaming === 'refuse' && !this.#registration.isRegistered) await this.#bearer.release(signal);
    await this.#search.run(signal);
    return { active: await this.#bearer.bringUp(signal) };
  }

  /** With everything off the card is off too, and looks as if there were none. */
  async #powerSim(signal: AbortSignal): Promise<void> {
    const { line } = this.#module;
    if ((await line.run(readFunctionality, signal)) === 0) await line.run(setFunctionality(4), signal);
  }

  async #switchOn(signal: AbortSignal, subAttempt: number): Promise<void> {
    const { line } = this.#module;
    const level = await line.run(readFunctionality, signal);
    if (level === 1 && (subAttempt === 1 || this.#registration.isRegistered)) return;
    if (level === 1) {
      // Off and on by CFUN and not by COPS=2, after which the next search takes long.
      await line.run(setFunctionality(4), signal);
      await line.pause(afterRadioOffMs, signal);
    }
    await line.run(setFunctionality(1), signal);
  }

  #lost(cause: Cause): void {
    this.#connected = false;
    this.#module.reports.lost(cause);
  }

  async #watchForSilentLoss(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#module.line.pause(silentLossMs, signal);
      if (!this.#connected) continue;
      // While a transparent connection has the line there is nothing to be seen.
      await this.recheck(signal).catch((thrown: unknown) => {
        if (!isDataMode(thrown)) throw thrown;
      });
    }
  }

  #inBackground(work: Promise<void>): void {
    work.catch((thrown: unknown) => {
      if (this.#signal?.aborted !== true && !isDataMode(thrown))
        this.#module.reports.fact({ name: 'notice', value: messageOf(thrown) });
    });
  }
}
