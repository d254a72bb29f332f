/** A final result code with its line end. */
export function finalResult(result: 'OK' | 'ERROR' | number, cmee: 0 | 1): string {
  if (typeof result === 'string') return `${result}\r\n`;
  return cmee === 0 ? 'ERROR\r\n' : `+CME ERROR: ${result}\r\n`;
}

/** Information lines as the modem core writes them: nothing before them, CR LF behind each. */
export function information(lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join('');
}

const finals = ['OK\r\n', 'ERROR\r\n', '+CME ERROR:', '+CMS ERROR:'];

/**
 * What Serial LTE Modem and Serial Modem make of an answer of the modem core: CR LF in front, and, when there is
 * information, another before the last occurrence of the final result code.
 */
export function framedAnswer(text: string): string {
  for (const final of finals) {
    const at = text.lastIndexOf(final);
    if (at === 0) break;
    if (at > 0) return `\r\n${text.slice(0, at)}\r\n${text.slice(at)}`;
  }
  return `\r\n${text}`;
}

/** A line of the application itself, in a frame of its own. */
export function framedLine(line: string): string {
  return `\r\n${line}\r\n`;
}
