import { createInterface, type Interface } from 'node:readline';
import { messageOf } from '../../base/errors.ts';
import type { Cli } from '../cli.ts';
import type { Input } from '../io.ts';
import type { ModuleTalk, UrcListener } from './module-talk.ts';
import { noData } from './no-data.ts';
import { finishedPayload, payloadEndOf } from './payload-end.ts';
import { TypedLines } from './typed-lines.ts';

const cyan = (text: string): string => `\x1b[36m${text}\x1b[0m`;
const red = (text: string): string => `\x1b[31m${text}\x1b[0m`;
// What a module says must not drive the terminal.
const shown = (line: string): string => line.replaceAll(/\p{Cc}/gu, '.');

/** Reads `COMMAND <<< data`. */
export function splitPayload(text: string): { readonly command: string; readonly payload?: Uint8Array } {
  const at = text.indexOf('<<<');
  if (at === -1) return { command: text.trim() };
  return { command: text.slice(0, at).trim(), payload: Buffer.from(text.slice(at + 3).replace(/^ /, '')) };
}

/** A console on a terminal, or commands from a pipe. @returns whether the last command succeeded */
export async function runConsole(
  cli: Cli,
  input: Input,
  timeoutMs: number,
  open: (urc: UrcListener) => Promise<ModuleTalk>,
): Promise<boolean> {
  const isTerminal = input.isTTY === true && cli.io.stdout.isTTY === true;
  let show: UrcListener = (text) => cli.print(text);
  const colours = isTerminal && cli.io.env.NO_COLOR === undefined;
  const talk = await open((line) => show(colours ? cyan(shown(line)) : shown(line)));
  // Made when it will be read: lines that come before are lost to it.
  const lines = createInterface({
    input,
    ...(isTerminal && { output: cli.io.stdout, terminal: true, historySize: 200, removeHistoryDuplicates: true }),
  });
  const session = new ConsoleSession(cli, input, lines, talk, { isTerminal, colours, timeoutMs });
  show = (text) => session.show(text);
  try {
    return await session.run();
  } finally {
    lines.close();
    await talk.close();
  }
}

interface ConsoleOptions {
  readonly isTerminal: boolean;
  readonly colours: boolean;
  readonly timeoutMs: number;
}

class ConsoleSession {
  readonly #cli: Cli;
  readonly #input: Input;
  readonly #lines: Interface;
  readonly #typed: TypedLines;
  readonly #talk: ModuleTalk;
  readonly #options: ConsoleOptions;
  /** Set while data is asked for: gives that up. */
  #decline: (() => void) | undefined;

  constructor(cli: Cli, input: Input, lines: Interface, talk: ModuleTalk, options: ConsoleOptions) {
    this.#cli = cli;
    this.#input = input;
    this.#lines = lines;
    this.#talk = talk;
    this.#options = options;
    this.#typed = new TypedLines(lines);
    lines.on('SIGINT', () => {
      if (this.#decline === undefined) lines.close();
      else this.#decline();
    });
    let isLeft = false;
    lines.once('close', () => {
      isLeft = true;
    });
    void talk.ended.then((reason) => {
      // Who left has ended it.
      if (!isLeft) cli.say(reason);
      lines.close();
    });
  }

  /** Prints above what is being typed. */
  show(text: string): void {
    const { isTerminal } = this.#options;
    if (isTerminal && this.#typed.isWanted) this.#cli.io.stdout.write('\r\x1b[K');
    this.#cli.print(text);
    if (isTerminal && this.#typed.isWanted) this.#lines.prompt(true);
  }

  async run(): Promise<boolean> {
    let succeeded = true;
    for (let text = await this.#next(`${this.#talk.name}> `); text !== undefined; ) {
      if (text.trim() !== '') succeeded = await this.#answer(text);
      text = await this.#next(`${this.#talk.name}> `);
    }
    if (this.#options.isTerminal) this.#cli.print('');
    return succeeded;
  }

  #next(prompt: string): Promise<string | undefined> {
    const next = this.#typed.next();
    if (this.#options.isTerminal && this.#typed.isWanted) {
      this.#lines.setPrompt(prompt);
      this.#lines.prompt();
    }
    return next;
  }

  async #answer(text: string): Promise<boolean> {
    const { command, payload } = splitPayload(text);
    const { colours, isTerminal, timeoutMs } = this.#options;
    const given = payload === undefined ? undefined : finishedPayload(command, payload);
    const ask = (): Promise<Uint8Array> =>
      isTerminal ? this.#ask(command) : Promise.reject(noData('Write: COMMAND <<< data.'));
    try {
      const answer = await this.#talk.at(command, { timeoutMs, payload: given ?? ask });
      for (const line of answer) this.#cli.print(shown(line));
      this.#cli.print('OK');
      return true;
    } catch (thrown) {
      this.#cli.print(colours ? red(messageOf(thrown)) : messageOf(thrown));
      return false;
    } finally {
      // Nobody waits for data any more: the command is over.
      this.#decline?.();
    }
  }

  /** Lets the person type what the module waits for. */
  async #ask(command: string): Promise<Uint8Array> {
    const end = payloadEndOf(command);
    const wanted = typeof end === 'object' ? end.bytes : undefined;
    // Until it has the bytes it was promised a module takes whatever comes for data, ESC too.
    const hint = wanted === undefined ? 'a line' : `${wanted} bytes`;
    const blocks = wanted === undefined ? '' : ', and nothing else is answered until the time is over';
    this.#cli.print(`it asks for data: ${hint}; Esc or Ctrl-C gives none${blocks}`);
    const stop = this.#mayDecline();
    try {
      let typed = Buffer.alloc(0);
      do {
        const line = await this.#next('> ');
        if (line === undefined) throw noData('What the module waits for was declined.');
        typed = Buffer.concat([typed, ...(typed.length > 0 ? [Buffer.from('\n')] : []), Buffer.from(line)]);
      } while (wanted !== undefined && typed.length < wanted);
      if (wanted === undefined || typed.length === wanted) return finishedPayload(command, typed);
      this.#cli.print(`${typed.length - wanted} bytes too many were typed: they are not sent`);
      return typed.subarray(0, wanted);
    } finally {
      stop();
    }
  }

  /** @returns a function that ends it */
  #mayDecline(): () => void {
    const decline = (): void => {
      this.#decline = undefined;
      if (!this.#typed.isWanted) return;
      // What was begun is no command.
      this.#lines.write(null, { ctrl: true, name: 'u' });
      this.#cli.io.stdout.write('\n');
      this.#typed.giveUp();
    };
    const pressed = (_text: unknown, key: { readonly name?: string } | undefined): void => {
      if (key?.name === 'escape') decline();
    };
    this.#decline = decline;
    this.#input.on('keypress', pressed);
    return () => {
      this.#input.off('keypress', pressed);
      this.#decline = undefined;
    };
  }
}
