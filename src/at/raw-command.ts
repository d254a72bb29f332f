import { UsageError } from '../base/errors.ts';
import { type Command, command } from './command.ts';
import type { CommandLine } from './command-line.ts';

// An answer longer than this is no answer but a flood.
const maxLines = 2000;

/**
 * A command line as a person types it, for direct use of a module. It is one line by construction: control characters
 * are refused. Every line before the final result code is its answer, except what is known as a URC.
 *
 * @throws UsageError when it does not begin with `AT` or holds a control character
 */
export function rawCommand(text: string, timeoutMs: number): Command<readonly string[]> {
  const wire = text.trim();
  if (!/^at/i.test(wire)) {
    throw new UsageError(`${JSON.stringify(text)} is no command line`, { hint: 'It begins with AT.' });
  }
  if (/[^\x20-\x7e]/.test(wire)) {
    throw new UsageError('a command line holds a character that is not printable ASCII', {}, 'UNSAFE_ARGUMENT');
  }
  // A command line that a person typed may hold a PIN: only its name is shown.
  const shown = wire.replace(/=(?!\?).*$/, '=...');
  const line = { wire, shown, secrets: [] } as unknown as CommandLine;
  return command({
    line,
    timeoutMs,
    bareLines: maxLines,
    prefixedLines: true,
    successes: ['OK', 'SEND OK'],
    failures: ['NO CARRIER', 'NO ANSWER', 'NO DIALTONE', 'BUSY', 'SEND FAIL'],
    result: ({ bare }) => bare,
  });
}
