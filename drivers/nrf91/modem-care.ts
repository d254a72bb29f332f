import { AtError } from '../../src/at/index.ts';
import { type Cause, DriverError, type ReadyModule } from '../../src/driver/index.ts';
import { initErrorKey } from './awaken.ts';
import type { Nrf91Dialect } from './dialects.ts';
import { isRefusal, NoRetryError, WrongOptionError } from './failures.ts';
import { resetModem, resetModule, setFunctionality } from './functionality.ts';
import { deviceEvent, type ModemEvent, modemEvent, modemFault } from './modem-events.ts';
import type { Nrf91Options } from './options.ts';

/** What the link does when the modem is not well. */
export interface CareActions {
  /** Nothing of what was known of the network is true any more. */
  forget(cause: Cause): void;
  /** The modem core started over: everything has to be said again. */
  setUp(signal: AbortSignal): Promise<void>;
  /** What runs cannot succeed. */
  fail(error: DriverError): void;
}

const holdOffMs = 30 * 60_000;
const resetLoopKey = 'reset loop until';
const initResetsKey = 'resets after INIT ERROR';
// Serial LTE Modem starts its modem again by itself within about a second.
const ownRecoveryMs = 5000;
const rebootMs = 20_000;
const healthMs = 60_000;
const failuresToFault = 3;

/** Looks after the modem itself: crashes, boots that failed half-way, reset loops, and what makes it switch itself off. */
export class ModemCare {
  readonly #module: ReadyModule<Nrf91Options, Nrf91Dialect>;
  readonly #actions: CareActions;
  readonly #signal: AbortSignal;
  readonly #inBackground: (work: Promise<void>) => void;
  #isRecovering = false;
  #cure: Promise<void> | undefined;

  constructor(
    module: ReadyModule<Nrf91Options, Nrf91Dialect>,
    actions: CareActions,
    signal: AbortSignal,
    inBackground: (work: Promise<void>) => void,
  ) {
    this.#module = module;
    this.#actions = actions;
    this.#signal = signal;
    this.#inBackground = inBackground;
  }

  /** Milliseconds until a modem that was reset too often attaches again; 0 when it is not held off. */
  get heldOffMs(): number {
    const until = Number(this.#module.memory.get(resetLoopKey) ?? 0);
    return Math.max(0, until - this.#module.line.clock.now());
  }

  watch(): void {
    const { line, dialect, identity } = this.#module;
    line.onUrc(modemFault, (text) => this.#fault(`the modem crashed (${text})`, { kind: 'urc', text }));
    line.onUrc(modemEvent, (event, text) => this.#take(event, { kind: 'urc', text }));
    line.onUrc(deviceEvent, (event, text) => this.#take(event, { kind: 'urc', text }));
    if (identity.firmware?.startsWith('mfw-pti')) {
      this.#notice('This is production test modem firmware: it is not made for networks. Flash the released one.');
    }
    if (dialect.modemFirmware.length === 0) this.#notice('The version of the modem firmware could not be read.');
  }

  /**
   * The firmware said `INIT ERROR`: it answers, and half of its services are missing. By policy it is reset, once.
   * @throws NoRetryError when that is not wanted or did not help
   */
  cureHalfBoot(): Promise<void> {
    this.#cure ??= this.#cureHalfBoot();
    return this.#cure;
  }

  async #cureHalfBoot(): Promise<void> {
    const { dialect, line, memory, options } = this.#module;
    if (memory.get(initErrorKey) !== true) {
      memory.delete(initResetsKey);
      return;
    }
    const resets = Number(memory.get(initResetsKey) ?? 0);
    if (options().onModemFault !== 'reset' || resets > 0 || !dialect.hasResets) {
      throw new NoRetryError('STARTUP_FAILED', 'the firmware did not start all of its services (INIT ERROR)', {
        hint: 'Reset it (AT#XRESET), or switch its power off and on after AT+CFUN=0.',
      });
    }
    memory.set(initResetsKey, resets + 1);
    this.#notice('The firmware said INIT ERROR: it is reset, once.');
    await this.#resetModule();
    await line.pause(rebootMs, this.#signal);
    throw new DriverError('STARTUP_FAILED', 'the module did not reboot');
  }

  /** Asks now and then whether the modem still answers. It costs no radio time. */
  async watchHealth(look: () => Promise<void>): Promise<void> {
    let failures = 0;
    for (;;) {
      await this.#module.line.pause(healthMs, this.#signal);
      try {
        await look();
        failures = 0;
      } catch (thrown) {
        // What cannot be told in step is the session's business.
        if (!isRefusal(thrown)) continue;
        failures++;
        if (failures < failuresToFault) continue;
        failures = 0;
        this.#fault('the modem refuses everything', { kind: 'answer', text: (thrown as AtError).message });
      }
    }
  }

  #take(event: ModemEvent, cause: Cause): void {
    const { memory, line } = this.#module;
    switch (event.kind) {
      case 'information':
        return;
      case 'reset-loop':
        memory.set(resetLoopKey, line.clock.now() + holdOffMs);
        this.#notice(
          'The modem was reset or lost its power too often without AT+CFUN=0 before it, and does not attach for 30 ' +
            'minutes. Leave it switched on: the time does not run while it is off.',
        );
        return;
      case 'no-band':
        this.#notice('The band lock leaves no band that this modem has.');
        this.#actions.fail(
          new WrongOptionError('REGISTRATION_DENIED', 'the band lock leaves no band', { hint: 'Change bandLock.' }),
        );
        return;
      case 'disabled':
        // In this order: what is merely lost would be given up without a word of why.
        this.#module.reports.fatal(event.text, cause);
        this.#actions.forget(cause);
    }
  }

  #fault(what: string, cause: Cause): void {
    const { reports, options } = this.#module;
    if (options().onModemFault !== 'reset') {
      this.#notice(`${what}; the option onModemFault says that this is fatal`);
      reports.fatal(what, cause);
      this.#actions.forget(cause);
      return;
    }
    this.#actions.forget(cause);
    this.#notice(`${what}; it is started again`);
    if (!this.#isRecovering) this.#inBackground(this.#recover());
  }

  /** First it may help itself; then the modem core is started over, then the whole module. */
  async #recover(): Promise<void> {
    this.#isRecovering = true;
    try {
      const { line } = this.#module;
      await line.pause(ownRecoveryMs, this.#signal);
      if (!this.#module.dialect.hasResets) {
        this.#notice('This firmware cannot reset its modem: switch its power off and on.');
        return;
      }
      const isBack = await line.run(resetModem, this.#signal).catch((thrown: unknown) => this.#unlessGone(thrown));
      if (isBack === true) await this.#actions.setUp(this.#signal);
      else await this.#resetModule();
    } finally {
      this.#isRecovering = false;
    }
  }

  /** `#XRESET` switches the modem off by itself; doing so before costs a moment, and a reset loop costs half an hour. */
  async #resetModule(): Promise<void> {
    const { line } = this.#module;
    await line.run(setFunctionality(0), this.#signal).catch((thrown: unknown) => this.#unlessGone(thrown));
    await line.run(resetModule, this.#signal);
  }

  #unlessGone(thrown: unknown): undefined {
    if (this.#signal.aborted || !(thrown instanceof AtError)) throw thrown;
    return undefined;
  }

  #notice(value: string): void {
    this.#module.reports.fact({ name: 'notice', value });
  }
}
