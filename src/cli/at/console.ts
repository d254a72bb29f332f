import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { messageOf } from '../../base/errors.ts';
import type { Cli } from '../cli.ts';
import type { ModuleTalk } from './module-talk.ts';

const dim = (text: string): string => `\x1b[36m${text}\x1b[0m`;
const red = (text: string): string => `\x1b[31m${text}\x1b[0m`;
// What a module says must not drive the terminal.
const shown = (line: string): string => line.replaceAll(/\p{Cc}/gu, '.');

/** Reads `COMMAND <<< data`. */
export function splitPayload(text: string): { readonly command: string; readonly payload?: Uint8Array } {
  const at = text.indexOf('<<<');
  if (at === -1) return { command: text.trim() };
  return { command: text.slice(0, at).trim(), payload: Buffer.from(text.slice(at + 3).replace(/^ /, '')) };
}

/** Shows a line that the module sent by itself, above what is being typed. */
export type ShowUrc = (line: string) => void;

/** A console on a terminal, or commands from a pipe. @returns whether the last command succeeded */
export async function runConsole(
  cli: Cli,
  input: Readable & { readonly isTTY?: boolean },
  timeoutMs: number,
  open: (urc: ShowUrc) => Promise<ModuleTalk>,
): Promise<boolean> {
  const isTerminal = input.isTTY === true && cli.io.stdout.isTTY === true;
  const colours = isTerminal && cli.io.env.NO_COLOR === undefined;
  let show = (text: string): void => cli.print(text);
  const talk = await open((line) => show(colours ? dim(shown(line)) : shown(line)));
  // Made when it will be read: lines that come before are lost to its iterator.
  const lines = createInterface({
    input,
    ...(isTerminal && { output: cli.io.stdout, terminal: true, historySize: 200, removeHistoryDuplicates: true }),
  });
  if (isTerminal) {
    show = (text) => {
      cli.io.stdout.write('\r\x1b[K');
      cli.print(text);
      lines.prompt(true);
    };
  }
  lines.setPrompt(`${talk.name}> `);
  let succeeded = true;
  try {
    void talk.ended.then((reason) => {
      cli.say(reason);
      lines.close();
    });
    lines.on('SIGINT', () => lines.close());
    if (isTerminal) lines.prompt();
    for await (const text of lines) {
      if (text.trim() !== '') succeeded = await answer(cli, talk, text, timeoutMs, colours);
      if (isTerminal) lines.prompt();
    }
    if (isTerminal) cli.print('');
    return succeeded;
  } finally {
    lines.close();
    await talk.close();
  }
}

async function answer(cli: Cli, talk: ModuleTalk, text: string, timeoutMs: number, colours: boolean): Promise<boolean> {
  const { command, payload } = splitPayload(text);
  try {
    for (const line of await talk.at(command, { timeoutMs, ...(payload !== undefined && { payload }) }))
      cli.print(shown(line));
    cli.print('OK');
    return true;
  } catch (thrown) {
    cli.print(colours ? red(messageOf(thrown)) : messageOf(thrown));
    return false;
  }
}
