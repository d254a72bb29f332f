import { AtError } from '../../src/at/index.ts';
import {
  type Cause,
  DriverError,
  type ModuleLink,
  messageOf,
  type ReadyModule,
  Registration,
  unlockSim,
} from '../../src/driver/index.ts';
import type { QuectelDialect } from './models.table.ts';
import type { QuectelOptions } from './options.ts';
import {
  type ActiveContext,
  activate,
  bearerEnded,
  configureContext,
  contextDropped,
  deactivate,
  defineContext,
  pdpTypes,
  readActiveContexts,
  readContextDefinition,
  readLastError,
} from './packet-data.ts';
import { readFunctionality, readOperator, readSignal, setFunctionality } from './radio.ts';
import { readIccid, readPinAttempts } from './sim.ts';

/** The context that is ours. 2 and 3 are often IMS and emergency calls and are left alone. */
const context = 1;

// The manual gives the SIM 20 s after the boot before "not inserted" is to be believed.
const simGraceMs = 20_000;
// After this long without a network the radio is switched off and on: a search may have gone to sleep for good.
const registrationMs = 180_000;
const afterRadioOffMs = 1000;
// A bearer may go, or get another address, without a word.
const silentLossMs = 30_000;

/** How a Quectel module associates: SIM, APN, radio, registration, PDP context; and what it sees of its bearer. */
export class QuectelLink implements ModuleLink {
  readonly #module: ReadyModule<QuectelOptions, QuectelDialect>;
  readonly #registration: Registration;
  /** The network dropped the context: it has to be deactivated by us before it can be activated again. */
  #dropped = false;
  #connected = false;

  constructor(module: ReadyModule<QuectelOptions, QuectelDialect>) {
    this.#module = module;
    this.#registration = new Registration(module.line, module.dialect.domains, module.reports);
  }

  async watch(signal: AbortSignal): Promise<void> {
    const { line } = this.#module;
    line.onUrc(contextDropped, (id, text) => {
      if (id === context) this.#lost({ kind: 'urc', text }, true);
    });
    line.onUrc(bearerEnded, (ended, text) => {
      if (ended.context === undefined || ended.context === context) this.#lost({ kind: 'urc', text }, false);
    });
    await this.#registration.watch(signal);
    this.#inBackground(this.#watchForSilentLoss(signal), signal);
  }

  async associate(
    signal: AbortSignal,
    subAttempt: number,
  ): Promise<{ readonly addresses: readonly string[]; readonly cause: Cause }> {
    await this.#unlock(signal);
    await this.#defineAttachContext(signal);
    await this.#switchOn(signal, subAttempt);
    await this.#register(signal);
    const active = await this.#activate(signal);
    this.#connected = true;
    this.#inBackground(this.#reportOperator(signal), signal);
    const shown = active.addresses.join(', ');
    return { addresses: active.addresses, cause: { kind: 'answer', text: `+QIACT: ${context} ${shown}`.trim() } };
  }

  async release(signal: AbortSignal): Promise<void> {
    this.#connected = false;
    const active = await this.#activeContext(signal);
    if (active === undefined && !this.#dropped) return;
    await this.#module.line.run(deactivate(context), signal);
    this.#dropped = false;
  }

  async recheck(signal: AbortSignal): Promise<void> {
    const active = await this.#activeContext(signal);
    const cause: Cause = { kind: 'answer', text: active === undefined ? '+QIACT: none' : `+QIACT: ${context}` };
    if (active === undefined && this.#connected) this.#lost(cause, false);
    if (active === undefined) return;
    if (this.#connected) {
      this.#module.reports.addresses(active.addresses, cause);
      return;
    }
    this.#connected = true;
    this.#module.reports.gained(active.addresses, cause);
  }

  async readSignal(signal: AbortSignal): Promise<void> {
    const read = await this.#module.line.run(readSignal, signal);
    if (read === undefined) return;
    const { system, rssiDbm, rsrpDbm, sinrDb, rsrqDb } = read;
    const value =
      rsrpDbm !== undefined ? `${rsrpDbm} dBm RSRP` : rssiDbm !== undefined ? `${rssiDbm} dBm RSSI` : 'none';
    this.#module.reports.fact({ name: 'signal', value, data: { system, rssiDbm, rsrpDbm, sinrDb, rsrqDb } });
  }

  #unlock(signal: AbortSignal): Promise<void> {
    const { line, memory, options, reports } = this.#module;
    const optional = <Value>(work: Promise<Value>): Promise<Value | undefined> =>
      work.catch((thrown: unknown) => {
        if (signal.aborted) throw thrown;
        return undefined;
      });
    return unlockSim(
      {
        line,
        memory,
        pin: () => options().pin,
        attemptsLeft: (aborting) => optional(line.run(readPinAttempts, aborting)),
        iccid: (aborting) => optional(line.run(readIccid, aborting)),
        fact: (fact) => reports.fact(fact),
        graceMs: simGraceMs,
      },
      signal,
    );
  }

  /** On LTE the module attaches with the APN of context 1, so that has to be right before the radio is on. */
  async #defineAttachContext(signal: AbortSignal): Promise<void> {
    const { line, options } = this.#module;
    const { apn, pdpType } = options();
    if (apn === undefined && pdpType === undefined) return;
    const defined = await line.run(readContextDefinition(context), signal);
    const sameApn = apn === undefined || defined?.apn.toLowerCase() === apn.toLowerCase();
    if (sameApn && (pdpType === undefined || defined?.type === pdpTypes[pdpType][1])) return;
    await this.#deactivateIfActive(signal);
    await line.run(setFunctionality(4), signal);
    await line.run(defineContext(context, pdpType ?? 'ipv4', apn ?? defined?.apn ?? ''), signal);
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

  async #register(signal: AbortSignal): Promise<void> {
    await this.#registration.read(signal);
    const { line } = this.#module;
    const late = new AbortController();
    const timer = line.clock.after(registrationMs, () =>
      late.abort(new DriverError('REGISTRATION_DENIED', `no network within ${registrationMs / 1000} s`)),
    );
    try {
      await this.#registration.wait(AbortSignal.any([signal, late.signal]));
    } finally {
      timer.cancel();
    }
  }

  async #activate(signal: AbortSignal): Promise<ActiveContext> {
    const { line } = this.#module;
    if (this.#dropped) await this.#deactivate(signal);
    const before = await this.#activeContext(signal);
    if (before !== undefined) return before;
    const { apn = '', user = '', password = '', pdpType = 'ipv4', auth } = this.#module.options();
    const authentication = auth ?? (user === '' ? 'none' : 'chap');
    await line.run(configureContext(context, { type: pdpType, apn, user, password, authentication }), signal);
    try {
      await line.run(activate(context), signal);
    } catch (thrown) {
      if (!(thrown instanceof AtError) || thrown.code === 'AT_RESET') throw thrown;
      // Some firmware says ERROR because it is active already; only the list tells.
      const after = signal.aborted ? undefined : await this.#activeContext(signal);
      if (after === undefined) throw await this.#refusal(thrown, signal);
    }
    const active = await this.#activeContext(signal);
    if (active === undefined) throw new DriverError('BEARER_REFUSED', 'the context is not active after its activation');
    return active;
  }

  /** The TCP/IP commands say plain ERROR whatever CMEE is; the reason has to be asked for. */
  async #refusal(refused: AtError, signal: AbortSignal): Promise<DriverError> {
    const why = await this.#module.line.run(readLastError, signal).catch(() => undefined);
    const reason = why === undefined || why.number === 0 ? refused.message : `${why.number} ${why.text}`;
    return new DriverError('BEARER_REFUSED', `the network or the module refused the PDP context: ${reason}`, {
      cause: refused,
      hint: 'Check the options apn, user and password.',
    });
  }

  async #activeContext(signal: AbortSignal): Promise<ActiveContext | undefined> {
    const active = await this.#module.line.run(readActiveContexts, signal);
    return active.find(({ id }) => id === context);
  }

  async #deactivateIfActive(signal: AbortSignal): Promise<void> {
    if (this.#dropped || (await this.#activeContext(signal)) !== undefined) await this.#deactivate(signal);
  }

  async #deactivate(signal: AbortSignal): Promise<void> {
    await this.#module.line.run(deactivate(context), signal);
    this.#dropped = false;
  }

  #lost(cause: Cause, dropped: boolean): void {
    this.#dropped ||= dropped;
    this.#connected = false;
    this.#module.reports.lost(cause);
  }

  async #reportOperator(signal: AbortSignal): Promise<void> {
    const operator = await this.#module.line.run(readOperator, signal);
    if (operator !== undefined) this.#module.reports.fact({ name: 'operator', value: operator });
  }

  async #watchForSilentLoss(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#module.line.pause(silentLossMs, signal);
      if (this.#connected) await this.recheck(signal);
    }
  }

  #inBackground(work: Promise<void>, signal: AbortSignal): void {
    work.catch((thrown: unknown) => {
      if (!signal.aborted) this.#module.reports.fact({ name: 'notice', value: messageOf(thrown) });
    });
  }
}
