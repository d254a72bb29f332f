import type { Application } from '../personality.ts';

/** What ends a command line. */
export type Terminator = 'cr' | 'lf' | 'crlf';

/** How one of the three applications treats the line: data, no behaviour. */
export interface FirmwareRules {
  readonly terminator: Terminator;
  /** Answers begin with CR LF, and another stands before the final result code. */
  readonly framed: boolean;
  /**
   * What becomes of URCs: raw are written at once, held wait for the end of a running command and are dropped in data
   * mode, queued wait until the line is idle.
   */
  readonly urcs: 'raw' | 'held' | 'queued';
  /** What it says when it is ready. */
  readonly greeting: string;
  /** The longest command line, in bytes. */
  readonly longestLine: number;
}

/** `lib/at_host` of the nRF Connect SDK, Serial LTE Modem 2.9 and Serial Modem 2.0, as documented and published. */
export const firmwareRules: Readonly<Record<Application, FirmwareRules>> = {
  'at-host': {
    terminator: 'cr',
    framed: false,
    urcs: 'raw',
    greeting: 'The AT host sample started\r\n',
    longestLine: 4095,
  },
  slm: { terminator: 'crlf', framed: true, urcs: 'held', greeting: 'Ready\r\n', longestLine: 4096 },
  'serial-modem': { terminator: 'cr', framed: true, urcs: 'queued', greeting: 'Ready\r\n', longestLine: 8190 },
};
