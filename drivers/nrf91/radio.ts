import { type Cause, type ModuleLine, runStartup } from '../../src/driver/index.ts';
import { isRefusal } from './failures.ts';
import { type FunctionalMode, isLteOn, isModemOff, readFunctionality, setFunctionality } from './functionality.ts';
import { afterSwitchingOn, preamble, subscriptions } from './subscriptions.ts';

/**
 * Switches LTE on and off, and keeps what that does to the module in mind: after mode 0 the subscriptions are gone, and
 * some firmware changes them when the modem is switched on.
 */
export class Radio {
  readonly #line: ModuleLine;
  readonly #wentOff: (cause: Cause, isPowerOff: boolean) => void;
  /** It was seen in another mode than 0 since everything was subscribed to. */
  #wasUp = false;
  #hasForgotten = false;

  /** @param wentOff LTE is off: nothing of the network is true any more, and with `isPowerOff` no runtime setting */
  constructor(line: ModuleLine, wentOff: (cause: Cause, isPowerOff: boolean) => void) {
    this.#line = line;
    this.#wentOff = wentOff;
  }

  /** `AT+CFUN?`; where it says that LTE is off, what `+CEREG?` says counts for nothing: some firmware leaves it at 2. */
  async read(signal: AbortSignal): Promise<number | undefined> {
    const mode = await this.#line.run(readFunctionality, signal);
    // Nobody here switched it off altogether: it started over without a word that was heard, or was told to by another.
    if (mode === 0 && this.#wasUp) this.#hasForgotten = true;
    if (mode !== undefined) this.#wasUp = mode !== 0;
    if (mode !== undefined && !isLteOn(mode)) this.#wentOff({ kind: 'answer', text: `+CFUN: ${mode}` }, mode === 0);
    return mode;
  }

  /** LTE on, GNSS as it was. */
  async switchOn(signal: AbortSignal): Promise<void> {
    if (this.#hasForgotten) await this.subscribe(signal);
    try {
      await this.#line.run(setFunctionality(21), signal);
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      await this.#line.run(setFunctionality(1), signal);
    }
    await this.refresh(signal);
  }

  /** LTE off, GNSS as it was. */
  async leave(signal: AbortSignal): Promise<void> {
    try {
      await this.#to(20, signal);
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      await this.#to(4, signal);
    }
  }

  /** Makes sure that what needs the modem off can be set. With `power` it goes all the way to 0. */
  async switchOff(signal: AbortSignal, power = false): Promise<void> {
    const mode = await this.#line.run(readFunctionality, signal);
    if (mode === 0 || (isModemOff(mode) && !power)) return;
    await this.#to(power ? 0 : 4, signal);
    if (power) await this.subscribe(signal);
  }

  /** What is listened to most, in case the application silenced it. */
  async refresh(signal: AbortSignal): Promise<void> {
    await runStartup(this.#line, afterSwitchingOn, signal);
  }

  /** Everything that mode 0, a reset or a fault made the modem forget. */
  async subscribe(signal: AbortSignal): Promise<void> {
    await runStartup(this.#line, [...preamble, ...subscriptions], signal);
    this.#hasForgotten = false;
  }

  async #to(mode: FunctionalMode, signal: AbortSignal): Promise<void> {
    await this.#line.run(setFunctionality(mode), signal);
    this.#wasUp = mode !== 0;
    this.#wentOff({ kind: 'answer', text: `AT+CFUN=${mode}` }, mode === 0);
  }
}
