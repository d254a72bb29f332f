import type { Clock } from '../../base/clock.ts';
import type { Driver } from '../../rig/bring-up/suppliers.ts';
import type { ModuleObservation, RadioObservation, SimObservation } from '../../rig/doctor/observations.ts';
import { type Asker, fieldsOf } from './asker.ts';
import { observeModule } from './observe-module.ts';
import { observeRadio } from './observe-radio.ts';
import { observeSim } from './observe-sim.ts';

export interface ModuleSessionOptions {
  readonly asker: Asker;
  /** The same, for putting things back: it goes on after the examination was called off. */
  readonly restorer: Asker;
  readonly drivers: readonly Driver[];
  readonly clock: Clock;
  /** How long the registration is watched, in milliseconds. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Whether a radio that is off may be switched on for the examination. */
  readonly mayTurnRadioOn: boolean;
  /** Whoever brings the interface up has its PIN. */
  readonly hasPin: boolean;
  /** Told what could not be looked at, and why. */
  readonly note: (text: string) => void;
}

/**
 * The upper layers of an examination: everything that is found out by asking. What it changes for that - how errors are
 * worded, and the radio where it may - is put back by `restore`.
 */
export class ModuleSession {
  readonly #options: ModuleSessionOptions;
  readonly #undo: string[] = [];

  constructor(options: ModuleSessionOptions) {
    this.#options = options;
  }

  async module(): Promise<ModuleObservation> {
    const { asker, drivers } = this.#options;
    const seen = await observeModule(asker, drivers);
    if (seen.technology === 'cellular' && seen.driver !== undefined) await this.#wordErrors();
    return seen;
  }

  /** The SIM; undefined where it cannot be seen. */
  async sim(): Promise<SimObservation | undefined> {
    const { asker, clock, hasPin, note, signal } = this.#options;
    if (!(await this.#radioIsOn())) return undefined;
    const seen = await observeSim(asker, clock, signal);
    if (!hasPin || seen.state !== 'SIM PIN') return seen;
    note('the SIM wants its PIN, which is given and not tried here: what lies above it was not looked at');
    return { ...seen, pinIsGiven: true };
  }

  async radio(): Promise<RadioObservation> {
    const { asker, clock, limitMs, signal } = this.#options;
    return await observeRadio(asker, clock, limitMs, signal);
  }

  /** Puts back what was changed; a module that went away keeps what it has. */
  async restore(): Promise<void> {
    for (const line of this.#undo.splice(0).reverse())
      await this.#options.restorer.ask(line, 15_000).catch(() => undefined);
  }

  /** Something to be put back at the end. */
  undoLater(line: string): void {
    this.#undo.push(line);
  }

  async #wordErrors(): Promise<void> {
    const { asker } = this.#options;
    const before = fieldsOf(await asker.ask('AT+CMEE?'), '+CMEE:')?.[0];
    if (before === '1' || !(await asker.ask('AT+CMEE=1')).isOk) return;
    if (before !== undefined) this.undoLater(`AT+CMEE=${before}`);
  }

  async #radioIsOn(): Promise<boolean> {
    const { asker, mayTurnRadioOn, note } = this.#options;
    const mode = fieldsOf(await asker.ask('AT+CFUN?'), '+CFUN:')?.[0];
    if (mode !== '0' && mode !== '4') return true;
    if (mayTurnRadioOn) {
      this.undoLater(`AT+CFUN=${mode}`);
      await asker.ask('AT+CFUN=1', 15_000);
      return true;
    }
    note(
      `the radio is off (AT+CFUN? says ${mode}): SIM, radio and network were not looked at; --radio-on switches it on for the examination`,
    );
    return false;
  }
}
