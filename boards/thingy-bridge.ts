import type { Board } from './board.ts';

/** Nordic's USB vendor number. */
export const nordic = '1915';
const source = 'nRF Connect SDK, connectivity bridge; Thingy:91 and Thingy:91 X user guides';

/** A bridge chip between USB and the module: it looks at DTR twice a second, and is deaf while that is clear. */
export const bridged = {
  kind: 'board',
  driver: 'nrf91',
  baudRate: 115_200,
  // The pins are not wired.
  flowControl: 'none',
  dtr: 'assert',
  settleMs: 600,
  source,
} as const;

/**
 * The first serial port is AT. Which interface that is depends on the bridge's firmware: a debug probe and a drive may
 * stand before it. The trace port does not mind being asked.
 */
export const firstPort: Board['interfaces'] = {
  0: { role: 'at', preferred: true },
  1: { role: 'at' },
  2: { role: 'at' },
  3: { role: 'at' },
  4: { role: 'at' },
};

export const bridgeNotes: readonly string[] = [
  'What the module said before the port was opened, its Ready among it, is lost.',
  'There is no flow control: long bursts lose bytes without a word.',
];
