import { UsageError } from '../base/errors.ts';
import { type Command, type CommandDeclaration, command } from './command.ts';
import type { CommandLine } from './command-line.ts';

// An answer longer than this is no answer but a flood.
const maxLines = 2000;

/** The names of the extended commands on a line: `AT+CFUN?;+CEREG?` asks two. What stands in quotes is no name. */
function namesIn(wire: string): readonly string[] {
  const unquoted = wire.replaceAll(/"[^"]*"?/g, '""').toUpperCase();
  return [...unquoted.matchAll(/(?:^AT|;|^AT[A-Z]\d*)([+%#^$*&][A-Z0-9_]+)/g)].map(([, name = '']) => name);
}

/** ESP-AT says OK ahead of the prompt of these (its user guide), and the prompt always follows. */
const asksAfterOk =
  /^AT\+(?:CIPSEND(?:L|EX)?|SYSMFG|HTTPCPOST|HTTPCPUT|HTTPURLCFG|HTTPCHEAD|MQTTPUBRAW|MQTTLONG\w+)=(?!\?)/i;
// ESC, where a prompt can be declined (3GPP TS 27.005). ESP-AT takes any byte for data.
const declined = Uint8Array.of(0x1b);

/** Bytes that are given beforehand, or when they are asked for. */
type RawPayload = Uint8Array | (() => Promise<Uint8Array>) | undefined;

function payloadOf(
  wire: string,
  given: RawPayload,
): Pick<CommandDeclaration<Record<never, never>, unknown>, 'payload'> {
  if (given === undefined) return {};
  // Where no prompt comes behind that OK what was given beforehand goes out all the same.
  if (typeof given !== 'function') return { payload: { bytes: given, okBeforePrompt: true } };
  const okBeforePrompt = asksAfterOk.test(wire);
  return { payload: { bytes: okBeforePrompt ? new Uint8Array() : declined, ask: given, okBeforePrompt } };
}

/**
 * A command line as a person types it, for direct use of a module. It is one line by construction: control characters
 * are refused. Every line before the final result code is its answer, except what is known as a URC of another name.
 *
 * @param payload what is sent when the module asks for it with a prompt; a function is asked for it then, and has as
 * long as the answer
 * @throws UsageError when it does not begin with `AT` or holds a control character
 */
export function rawCommand(text: string, timeoutMs: number, payload?: RawPayload): Command<readonly string[]> {
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
    ...payloadOf(wire, payload),
    bareLines: maxLines,
    prefixedLines: true,
    // A question for what is told unasked as well: its answer is an answer.
    ownPrefixes: namesIn(wire),
    successes: ['OK', 'SEND OK'],
    failures: ['NO CARRIER', 'NO ANSWER', 'NO DIALTONE', 'BUSY', 'SEND FAIL'],
    result: ({ bare }) => bare,
  });
}
