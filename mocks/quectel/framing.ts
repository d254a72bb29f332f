/** How the module's words are framed on the wire; one instance of the two settings of a line. */
export interface LineFormat {
  /** `ATV`: words instead of numbers. */
  readonly verbose: boolean;
  /** `ATQ1`: no result codes at all. */
  readonly quiet: boolean;
}

// ITU-T V.250 6.3.6 and the Quectel AT manuals (ATV).
const numericResults: ReadonlyMap<string, string> = new Map([
  ['OK', '0'],
  ['CONNECT', '1'],
  ['RING', '2'],
  ['NO CARRIER', '3'],
  ['ERROR', '4'],
  ['NO DIALTONE', '6'],
  ['BUSY', '7'],
  ['NO ANSWER', '8'],
]);

/** The information text of one command: its lines share one frame. */
export function framedInformation(lines: readonly string[], format: LineFormat): string {
  if (lines.length === 0) return '';
  const text = lines.join('\r\n');
  // ITU-T V.250 6.3.6: without verbose, information text loses its leading CR LF only.
  return format.verbose ? `\r\n${text}\r\n` : `${text}\r\n`;
}

/** A final result code. Codes without a number of their own (`+CME ERROR: 3`) keep their words. */
export function framedResult(result: string, format: LineFormat): string {
  if (format.quiet) return '';
  if (format.verbose) return `\r\n${result}\r\n`;
  // `CONNECT 150000000` is 1 as well.
  const numeric = numericResults.get(result.startsWith('CONNECT') ? 'CONNECT' : result);
  return numeric === undefined ? `${result}\r\n` : `${numeric}\r`;
}

/** An unsolicited result code, each in its own frame. */
export function framedUrc(text: string, format: LineFormat): string {
  return framedInformation([text], format);
}
