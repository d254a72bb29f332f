import type { Application } from '../personality.ts';

/** What the application does with a line before the modem core sees it. */
export type LineVerdict =
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'error' }
  /** Written back as it came, without a final result code. */
  | { readonly kind: 'echo-back' };

// Serial LTE Modem: AT, or AT, a sign, letters and digits, and then ?, =?, = or = and anything.
const slmGrammar = /^AT(?:[+%#][A-Z0-9]+(?:\?|=(?:\?|(?!\?)[\s\S]*))?)?$/i;
// Serial Modem allows an underscore, and ATE.
const serialModemGrammar = /^AT(?:E[01]|[+%#][A-Z0-9_]+(?:\?|=(?:\?|(?!\?)[\s\S]*))?)?$/i;

/**
 * Judges one line without its terminator.
 * @param writesBack an AT host returns what is no AT command, as it came
 */
export function judgeLine(line: string, application: Application, writesBack: boolean): LineVerdict {
  if (application === 'at-host') {
    // The modem library takes nothing that does not begin with AT.
    if (/^\s*AT/i.test(line)) return { kind: 'command', text: line.trim() };
    return { kind: writesBack ? 'echo-back' : 'error' };
  }
  // A UART says odd things when it is switched on: what stands before the first AT is skipped, NUL ends a string.
  const text = line.slice(Math.max(0, line.search(/AT/i))).replace(/\0[\s\S]*$/, '');
  const grammar = application === 'slm' ? slmGrammar : serialModemGrammar;
  return grammar.test(text) ? { kind: 'command', text } : { kind: 'error' };
}
