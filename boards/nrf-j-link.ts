/** SEGGER's USB vendor number. */
export const segger = '1366';
const source = 'nRF9160 DK, nRF9161 DK and nRF9151 DK hardware user guides; nRF Connect for Desktop, Cellular Monitor';

/** What a development kit with a J-Link between USB and the module has of it. */
export const jLink = {
  kind: 'board',
  driver: 'nrf91',
  baudRate: 115_200,
  flowControl: 'rtscts',
  // Without it the probe leaves the UART of the module unconnected.
  dtr: 'assert',
  settleMs: 100,
  source,
} as const;

export const reenumerates =
  'A J-Link that goes away when its port is opened wants a newer J-Link firmware, or its drive switched off.';
