import type { HangEnd } from './fault.ts';

// What starts a module over, in the words of the families: Quectel and nRF91, nRF91, ESP-AT.
const softReset = /AT(\+CFUN=1,1|#XRESET|\+RST)$/i;

/** From the mildest to the harshest; `usb-reset` starts no processor over, so that it ends nothing but its own. */
const ends: Readonly<Record<HangEnd, readonly HangEnd[]>> = {
  'soft-reset': ['soft-reset', 'control-lines', 'power'],
  'control-lines': ['control-lines', 'power'],
  'usb-reset': ['usb-reset', 'power'],
  power: ['power'],
};

/** Whether something that was done ends a hang. */
export const endsHang = (until: HangEnd, done: HangEnd): boolean => ends[until].includes(done);

/** Whether the host's command line starts a module over. */
export const isSoftReset = (line: string): boolean => softReset.test(line.trim());

/** Follows the control lines: RTS alone is what holds a board in reset (the two transistors of an auto-reset circuit). */
export class ResetLine {
  #dtr = false;
  #rts = false;

  /** @returns whether the lines hold the board in reset now */
  set({ dtr = this.#dtr, rts = this.#rts }: { readonly dtr?: boolean; readonly rts?: boolean }): boolean {
    this.#dtr = dtr;
    this.#rts = rts;
    return rts && !dtr;
  }
}
