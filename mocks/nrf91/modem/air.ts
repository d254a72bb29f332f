import type { Timer } from '../../../src/base/clock.ts';
import type { Timers } from '../../module/timers.ts';
import type { Network } from '../network.ts';
import type { StoredSettings } from './flash.ts';
import { radioTimes } from './radio-times.ts';

/** <AcT> of `+CEREG`: 7 LTE-M, 9 NB-IoT. */
export type AccessTechnology = 7 | 9;

/** The technology on which the modem would use this network; undefined when it finds none that both have. */
export function technologyFor(settings: StoredSettings, network: Network): AccessTechnology | undefined {
  const [lteM, nbIot, , preference] = settings.systemMode;
  const wanted = settings.selection === 1 ? settings.wantedPlmn : undefined;
  if (!network.coverage || (wanted !== undefined && wanted !== network.plmn)) return undefined;
  const usable: AccessTechnology[] = [];
  if (lteM === 1 && network.technologies.includes('lte-m')) usable.push(7);
  if (nbIot === 1 && network.technologies.includes('nb-iot')) usable.push(9);
  const narrowFirst = preference === 2 || preference === 4;
  return narrowFirst ? usable.at(-1) : usable[0];
}

/** The technology shown while there is no cell. */
export function defaultTechnology(settings: StoredSettings): AccessTechnology {
  return settings.systemMode[0] === 1 ? 7 : 9;
}

/** The RRC connection (nRF91 AT Commands Reference Guide, +CSCON): it comes with traffic and goes with silence. */
export class AirInterface {
  readonly #timers: Timers;
  readonly #changed: (connected: boolean) => void;
  #connected = false;
  #silence: Timer | undefined;

  constructor(timers: Timers, changed: (connected: boolean) => void) {
    this.#timers = timers;
    this.#changed = changed;
  }

  get connected(): boolean {
    return this.#connected;
  }

  connect(): void {
    if (!this.#connected) this.#become(true);
    this.#silence?.cancel();
    this.#silence = this.#timers.after(radioTimes.inactivityMs, () => this.release());
  }

  release(): void {
    this.#silence?.cancel();
    if (this.#connected) this.#become(false);
  }

  #become(connected: boolean): void {
    this.#connected = connected;
    this.#changed(connected);
  }
}
