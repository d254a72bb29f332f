import { type Command, command, exec, read, set, type Urc, urc } from '../../src/at/index.ts';

/** `AT+CPINR="SIM PIN"`: how many attempts are left; 3GPP TS 27.007, 8.65. */
export const readPinAttempts: Command<number | undefined> = command({
  line: set('+CPINR', 'SIM PIN'),
  timeoutMs: 5000,
  lines: { '+CPINR': (params) => params.skip().int() },
  result: ({ lines }) => lines['+CPINR'][0],
});

/** `AT%XICCID`: the card's number, without the filler at its end. */
export const readIccid: Command<string | undefined> = command({
  line: exec('%XICCID'),
  timeoutMs: 5000,
  lines: { '%XICCID': (params) => params.text().replace(/F+$/i, '') },
  result: ({ lines }) => lines['%XICCID'][0],
});

/** The state of the card: initialised, or not and why. Modem firmware 1.2 gives no cause. */
export interface SimState {
  readonly isInitialised: boolean;
  readonly cause: number | undefined;
}

const simState = (params: { int(): number; optionalInt(): number | undefined }): SimState => ({
  isInitialised: params.int() === 1,
  cause: params.optionalInt(),
});

/** `AT%XSIM?` */
export const readSimState: Command<SimState | undefined> = command({
  line: read('%XSIM'),
  timeoutMs: 5000,
  lines: { '%XSIM': simState },
  result: ({ lines }) => lines['%XSIM'].at(-1),
});

export const simChanged: Urc<SimState> = urc('%XSIM', simState);

/** Why a card is not initialised; nRF91 AT Commands Reference Guide, `%XSIM`. */
export const simCauses: ReadonlyMap<number, string> = new Map([
  [1, 'it wants its PIN'],
  [9, 'there is none, or it does not answer'],
]);
