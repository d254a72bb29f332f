import { type Command, command, exec, set } from '../../src/at/index.ts';

/** `AT+QPINC="SC"`: how many attempts at PIN and PUK are left. */
export const readPinAttempts: Command<number | undefined> = command({
  line: set('+QPINC', 'SC'),
  timeoutMs: 5000,
  lines: { '+QPINC': (params) => params.skip().int() },
  result: ({ lines }) => lines['+QPINC'][0],
});

/** `AT+QCCID`: the card's number, without the filler that some firmware leaves at its end. */
export const readIccid: Command<string | undefined> = command({
  line: exec('+QCCID'),
  timeoutMs: 5000,
  lines: { '+QCCID': (params) => params.text().replace(/F+$/i, '') },
  result: ({ lines }) => lines['+QCCID'][0],
});
