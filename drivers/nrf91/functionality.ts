import { type Command, command, exec, order, read, set } from '../../src/at/index.ts';

/**
 * Functional modes, 3GPP TS 27.007, 8.2 and nRF91 AT Commands Reference Guide: 0 off (saves settings), 1 everything on,
 * 4 flight mode, 20 and 21 LTE off and on with GNSS left alone.
 */
export type FunctionalMode = 0 | 1 | 4 | 20 | 21;

/** `AT+CFUN?` */
export const readFunctionality: Command<number | undefined> = command({
  line: read('+CFUN'),
  timeoutMs: 5000,
  lines: { '+CFUN': (params) => params.int() },
  result: ({ lines }) => lines['+CFUN'].at(-1),
});

/** Off is answered when the detach is over; on is answered at once and says nothing of the network. */
const timeoutsMs: Readonly<Record<FunctionalMode, number>> = {
  0: 90_000,
  1: 30_000,
  4: 60_000,
  20: 60_000,
  21: 30_000,
};

export const setFunctionality = (mode: FunctionalMode): Command => order(set('+CFUN', mode), timeoutsMs[mode]);

/** Whether LTE is on in a mode: 1, or 21 where that is what the module then reads. */
export const isLteOn = (mode: number | undefined): boolean => mode === 1 || mode === 21;

/** Whether what may be set with the modem off alone can be set: off, or flight mode. */
export const isModemOff = (mode: number | undefined): boolean => mode === 0 || mode === 4;

/** `AT#XMODEMRESET`: the modem core starts over, the application stays. */
export const resetModem: Command<boolean> = command({
  line: exec('#XMODEMRESET'),
  timeoutMs: 60_000,
  lines: { '#XMODEMRESET': (params) => params.int() },
  // It ends in OK also when it failed; the number says which.
  result: ({ lines }) => (lines['#XMODEMRESET'][0] ?? 0) === 0,
});

/** `AT#XRESET`: switches the modem off as it should be, and reboots. `Ready` comes some 4 s after the `OK`. */
export const resetModule: Command = order(exec('#XRESET'), 5000);
