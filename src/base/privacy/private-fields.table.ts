/**
 * Which values of a line are private: what identifies a person, a subscription or a device, what opens something, and
 * where something is. By the name of the command or of the answer, as 3GPP TS 27.007, TS 27.005 and the makers' manuals
 * have them. Not private: APNs, SSIDs, IP addresses, host names, cells and signal; a trace without those explains nothing.
 */

/** Positions from 0, or `all`. */
export type Places = readonly number[] | 'all';

export interface PrivateRule {
  /** Without `AT`, in capitals. */
  readonly names: readonly string[];
  /** Values of the command (`AT+NAME=...`) that are hidden. */
  readonly sent?: Places;
  /** Values in quotes of the command are hidden from this one on, counted from 1: payload behind a host or a topic. */
  readonly sentTexts?: 1 | 2;
  /** Values of the answer or URC (`+NAME: ...`) that are hidden. */
  readonly answered?: Places;
  /** Lines without a prefix that answer the command are hidden whole. */
  readonly bare?: true;
  /** The line behind the answer's header is hidden whole: the text of a message. */
  readonly next?: true;
}

export const privateRules: readonly PrivateRule[] = [
  // Identity of the module.
  { names: ['+CGSN', '+GSN', '+EGMR', '%DEVICEUUID', '%XMODEMUUID', '#XUUID'], sent: [2], answered: 'all', bare: true },
  // Identity of the subscription.
  { names: ['+CIMI', '+QCIMI'], answered: 'all', bare: true },
  { names: ['+QCCID', '+CCID', '+ICCID', '%XICCID', '+ZGETICCID'], answered: 'all', bare: true },
  { names: ['+CNUM'], answered: [0, 1], bare: true },
  { names: ['+CSIM'], sent: [1], answered: [1] },
  { names: ['+CRSM'], sent: [5, 6], answered: [2] },
  // What opens something.
  { names: ['+CPIN'], sent: 'all' },
  { names: ['+CPIN2', '+QPIN'], sent: 'all' },
  { names: ['+CLCK'], sent: [2] },
  { names: ['+CPWD'], sent: [1, 2, 3] },
  { names: ['+CGAUTH'], sent: [2, 3], answered: [2, 3] },
  { names: ['+QICSGP'], sent: [3, 4], answered: [2, 3] },
  { names: ['+CWJAP', '+CWJAP_CUR', '+CWJAP_DEF'], sent: [1] },
  { names: ['+CWSAP', '+CWSAP_CUR', '+CWSAP_DEF'], sent: [1], answered: [1] },
  { names: ['+CWJEAP', '+CWJEAP_CUR', '+CWJEAP_DEF'], sent: [2, 3, 4], answered: [2, 3, 4] },
  { names: ['+QFTPCFG', '+QSMTPCFG', '+QPPPAUTH', '+QMQTTAUTH'], sent: [1, 2] },
  { names: ['+QMTCONN', '#XMQTTCON'], sent: [2, 3] },
  { names: ['+QMTCFG'], sent: [3, 4] },
  { names: ['+MQTTUSERCFG'], sent: [3, 4] },
  { names: ['%CMNG'], sent: [3, 4], answered: [3, 4] },
  { names: ['%KEYGEN', '%ATTESTTOKEN', '%JWT'], answered: 'all', bare: true },
  // Messages, numbers and calls.
  { names: ['+CMGS', '+CMGW', '+CMSS', '+QCMGS'], sent: 'all' },
  { names: ['+CMGR', '+CMGL', '+QCMGR'], answered: 'all', bare: true, next: true },
  { names: ['+CMT', '+CDS', '+CBM', '+QCMT'], answered: 'all', next: true },
  { names: ['+CLIP', '+COLP', '+CCWA', '+CSCA', '+CLCC'], sent: [0], answered: 'all' },
  { names: ['+CPBR', '+CPBF', '+CPBW'], sent: [1, 2, 3], answered: [1, 2, 3] },
  { names: ['+CUSD'], sent: [1], answered: [1] },
  { names: ['+CCFC'], sent: [2], answered: [2] },
  // Positions.
  { names: ['+QGPSLOC', '+QGNSSLOC', '+QLBS', '+CIPGSMLOC', '+CLBS'], answered: 'all' },
  { names: ['+QGPSGNMEA', '+QGNSSRD'], answered: 'all' },
  { names: ['#XGPS', '#XGNSS', '#XGPSP', '#XGNSSP', '#XGNSSPOS', '#XNRFCLOUDPOS'], answered: 'all' },
  // Payload that stands inside a command.
  { names: ['#XSEND', '#XTCPSEND', '#XUDPSEND', '+QISENDEX', '+QISENDHEX', '+QSSLSENDEX'], sentTexts: 1 },
  { names: ['#XSENDTO', '#XMQTTPUB', '+MQTTPUB'], sentTexts: 2 },
];

/** Whatever the line is: long numbers (IMEI, IMSI, ICCID), hardware addresses, NMEA sentences, passwords that are told. */
export const privatePatterns: readonly RegExp[] = [
  /(?<![0-9A-Za-z.])[0-9]{14,22}F?(?![0-9A-Za-z])/g,
  /(?<![0-9A-Fa-f:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:-])/g,
  /(?<=^\$G[A-Z]{4},).+$/g,
  /(?<=^(?:password|pwd|passphrase)\s*:\s*).+$/gi,
  /(?<=^ATD)[+0-9]{4,}/gi,
];
