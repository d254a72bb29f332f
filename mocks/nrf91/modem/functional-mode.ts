import type { Core } from './core.ts';

/** The modes of `AT+CFUN`; 45 (satellites) is another firmware's. */
export const functionalModes: readonly number[] = [0, 1, 2, 4, 20, 21, 30, 31, 40, 41, 44];

/** Modes that end LTE, that hold the card on without it, that let go of it, and that leave LTE alone. */
const off = [0, 4, 20, 44];
const holding = [41, 44];
const releasing = [0, 4, 40];
const partial = [30, 31, 40, 41];

/** How long the change to a mode takes; a detach has to be told to the network first. */
const changeMs = { off: 1500, quick: 40, onLteM: 3000, onNbIot: 900 };

/** `AT+CFUN` (nRF91 AT Commands Reference Guide, +CFUN). */
export class FunctionalMode {
  readonly #core: () => Core;
  #mode = 0;
  /** `AT+CFUN=41` and `=44` keep the card on without the radio. */
  #holdsCard = false;

  constructor(core: () => Core) {
    this.#core = core;
  }

  /** The mode that was last set; 0 after a start. */
  get mode(): number {
    return this.#mode;
  }

  /** How long the change will take, in milliseconds. Switching off starts talking to the network at once. */
  begin(mode: number): number {
    const { radio } = this.#core();
    if (!off.includes(mode)) return changeMs.quick;
    if (radio.registered) radio.air.connect();
    if (mode === 0) return this.#mode === 0 ? changeMs.quick : changeMs.off;
    if (!radio.registered) return changeMs.quick;
    return radio.act === 9 ? changeMs.onNbIot : changeMs.onLteM;
  }

  /** The mode is reached. */
  apply(mode: number): void {
    const { radio, uicc } = this.#core();
    if (holding.includes(mode)) this.#holdsCard = true;
    else if (releasing.includes(mode)) this.#holdsCard = false;
    if (off.includes(mode)) radio.deactivate();
    if (mode === 2 || holding.includes(mode)) uicc.powerOn();
    if (mode === 1 || mode === 21) this.#start();
    // Satellite navigation and the card alone do not change what the modem does on LTE.
    const onlyPart = partial.includes(mode) && radio.active;
    if (!radio.active && !this.#holdsCard && mode !== 2) uicc.powerOff();
    if (mode === 0) this.#store();
    if (!onlyPart) this.#mode = mode;
  }

  #start(): void {
    const { radio, uicc } = this.#core();
    uicc.powerOn();
    radio.activate();
  }

  #store(): void {
    const { flash, modes, resetLoop, settings } = this.#core();
    flash.save(settings);
    modes.clear();
    resetLoop.clear();
  }
}
