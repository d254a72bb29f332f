import type { Board, BoardPort, BootWiring, ResetWiring } from './board.ts';

/**
 * Boards with Espressif chips. Their USB sockets are bridges that sit on every other board as well, so they are known
 * by no USB ids: a person names them.
 */
export const guide = 'ESP-AT User Guide, Hardware Connection';

/** Two transistors between DTR, RTS and EN, BOOT; RTS alone is a reset. */
export const autoReset: ResetWiring = {
  assert: { dtr: false, rts: true },
  holdMs: 100,
  release: { dtr: false, rts: false },
};

/** The same two transistors: reset, then start with BOOT low. Source: esptool documentation, Boot Mode Selection. */
export const autoBoot: BootWiring = {
  enter: { dtr: false, rts: true },
  holdMs: 100,
  leave: { dtr: true, rts: false },
};

/** The one port that is named. */
const namedPort: Readonly<Record<number, BoardPort>> = { 0: { role: 'at', preferred: true } };

/** What holds for every board whose AT port is not the USB socket. */
export const secondAdapter: Pick<Board, 'kind' | 'usb' | 'interfaces' | 'driver' | 'baudRate' | 'flowControl'> = {
  kind: 'board',
  usb: [],
  interfaces: namedPort,
  driver: 'esp-at',
  baudRate: 115_200,
  // RTS resets the chip where the bridge has it wired so: it is no flow control there.
  flowControl: 'none',
};

export const logSocket =
  'The USB socket is the log and flash port: it answers no AT command, and its RTS and DTR reset the board.';
