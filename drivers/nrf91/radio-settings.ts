import type { Fact } from '../../src/driver/index.ts';
import { DriverError } from '../../src/driver/index.ts';
import { explain, isRefusal } from './failures.ts';
import type { Radio } from './radio.ts';
import { type Setting, type SettingContext, settings } from './settings.ts';

/**
 * Makes the modem what the options say, before each association. What is so already is left alone: most of it can only
 * be changed with the modem off, which would end a registration that may be good.
 */
export class RadioSettings {
  readonly #context: () => SettingContext;
  readonly #radio: Radio;
  readonly #fact: (fact: Fact) => void;
  readonly #made = new Map<string, string>();

  constructor(context: () => SettingContext, radio: Radio, fact: (fact: Fact) => void) {
    this.#context = context;
    this.#radio = radio;
    this.#fact = fact;
  }

  /** The modem lost what it does not store. */
  forget(): void {
    this.#made.clear();
  }

  /** @throws AtError when the modem refuses what the connection depends on */
  async make(signal: AbortSignal): Promise<void> {
    const context = this.#context();
    const due: { readonly setting: Setting; readonly wanted: string }[] = [];
    for (const setting of settings) {
      const wanted = setting.wanted(context.options);
      if (wanted === undefined || this.#made.get(setting.name) === wanted) continue;
      if (await this.#isMade(setting, context, signal)) this.#made.set(setting.name, wanted);
      else due.push({ setting, wanted });
    }
    if (due.some(({ setting }) => setting.needs === 'power-off')) await this.#radio.switchOff(signal, true);
    else if (due.some(({ setting }) => setting.needs === 'modem-off')) await this.#radio.switchOff(signal);
    for (const { setting, wanted } of due) {
      await this.#makeOne(setting, context, signal);
      this.#made.set(setting.name, wanted);
    }
  }

  async #isMade(setting: Setting, context: SettingContext, signal: AbortSignal): Promise<boolean> {
    try {
      return (await setting.isMade?.(context, signal)) === true;
    } catch (thrown) {
      if (isRefusal(thrown)) return false;
      throw thrown;
    }
  }

  async #makeOne(setting: Setting, context: SettingContext, signal: AbortSignal): Promise<void> {
    try {
      await setting.make(context, signal);
    } catch (thrown) {
      const isKnown = isRefusal(thrown) || thrown instanceof DriverError;
      if (setting.mayFail !== true || !isKnown) throw thrown;
      this.#fact({ name: 'notice', value: `${setting.name}: ${explain(thrown)}` });
    }
  }
}
