/** What has to be typed by hand on the modules of a driver, and what its options must refuse. */
export interface FamilyFacts {
  readonly technology: 'cellular' | 'wifi';
  /** A command that changes nothing. */
  readonly harmless: string;
  /** Ends the association past the driver. */
  readonly leave: string;
  /** Restarts the module; undefined where no firmware has a command for it. */
  readonly reset: readonly string[];
  /** Options with a value that no module takes. */
  readonly refused: readonly { readonly name: string; readonly value: unknown; readonly code: 'EINVAL' | 'ENOBUFS' }[];
}

const cellularRefused: FamilyFacts['refused'] = [
  { name: 'apn', value: 17, code: 'EINVAL' },
  { name: 'apn', value: 'internet\r\nAT+CFUN=0', code: 'EINVAL' },
  { name: 'apn', value: 'x'.repeat(101), code: 'ENOBUFS' },
  { name: 'pin', value: 'abcd', code: 'EINVAL' },
];

/** By the driver's name. The commands are those of the makers' manuals, named in each family's README. */
export const families: Readonly<Record<string, FamilyFacts>> = {
  quectel: {
    technology: 'cellular',
    harmless: 'AT+CSQ',
    leave: 'AT+QIDEACT=1',
    reset: ['AT+CFUN=1,1'],
    refused: cellularRefused,
  },
  nrf91: {
    technology: 'cellular',
    harmless: 'AT+CESQ',
    leave: 'AT+CFUN=4',
    // A reset with the modem on counts against its protection from reset loops.
    reset: ['AT+CFUN=0', 'AT#XRESET'],
    refused: cellularRefused,
  },
  'esp-at': {
    technology: 'wifi',
    harmless: 'AT+GMR',
    leave: 'AT+CWQAP',
    reset: ['AT+RST'],
    refused: [
      { name: 'ssid', value: 17, code: 'EINVAL' },
      { name: 'ssid', value: 'lab\r\nAT+RST', code: 'EINVAL' },
      { name: 'ssid', value: 'x'.repeat(33), code: 'ENOBUFS' },
      { name: 'passphrase', value: 'short', code: 'EINVAL' },
    ],
  },
};
