import type { Timers } from '../../module/timers.ts';
import type { Answer, Said } from '../answer.ts';
import { error } from '../answer.ts';
import type { Command } from '../command.ts';
import { parseCommand } from '../command.ts';
import type { CommandTable } from '../modem/core.ts';
import type { Modem } from '../modem/modem.ts';
import type { Application } from '../personality.ts';
import { finalResult, framedAnswer, framedLine, information } from './framing.ts';
import type { LineVerdict } from './grammar.ts';
import type { UrcFilter } from './urc-filter.ts';

/** A place in the exchange of one command at which a test may put a URC. */
export type InjectionPoint = 'echo' | 'info' | 'payload' | 'final';

/** What the executor works with. */
export interface ExecutorHost {
  readonly application: Application;
  readonly framed: boolean;
  /** From a command to its answer, in milliseconds; 0: in the next turn. */
  readonly answerMs: number;
  readonly timers: Timers;
  readonly filter: UrcFilter;
  /** The application's own commands, by name. */
  readonly own: CommandTable;
  /** The modem core; undefined while it is not there. */
  modem(): Modem | undefined;
  write(item: string | Uint8Array): void;
  /** A command ended: what waited may go on. */
  ended(): void;
}

/** Runs one command at a time and frames what is said about it. */
export class Executor {
  readonly #host: ExecutorHost;
  readonly #injected: Record<InjectionPoint, string[]> = { echo: [], info: [], payload: [], final: [] };
  /** Grows with every command, so that the answer to one that was given up is not written. */
  #run = 0;
  #busy = false;

  constructor(host: ExecutorHost) {
    this.#host = host;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /**
   * Puts a URC into the next exchange: before the answer, before the final result code, right behind it, or between the
   * header of payload and the payload.
   */
  inject(text: string, point: InjectionPoint): void {
    if (this.#injected[point].length < 64) this.#injected[point].push(text);
  }

  /** Runs a line that was judged already; `line` is what was typed. */
  run(verdict: LineVerdict, line: string): void {
    const run = ++this.#run;
    this.#busy = true;
    this.#host.modem()?.commandCame();
    const execute = (): void => {
      if (run === this.#run) this.#execute(verdict, line);
    };
    if (this.#host.answerMs > 0) this.#host.timers.after(this.#host.answerMs, execute);
    else queueMicrotask(execute);
  }

  /** Whatever runs is given up, without a word. */
  end(): void {
    this.#run += 1;
  }

  /** What was to come between a header and its payload. */
  flushPayload(): void {
    this.#flush('payload');
  }

  /** The modem core went away: what runs fails. */
  abort(): void {
    if (!this.#busy) return;
    this.#run += 1;
    this.#finish(error, false);
  }

  #execute(verdict: LineVerdict, line: string): void {
    this.#flush('echo');
    if (verdict.kind === 'error') this.#finish(error, false);
    else if (verdict.kind === 'echo-back') this.#writeBack(line);
    else this.#ask(verdict.text, line);
  }

  #ask(text: string, line: string): void {
    const { application, own } = this.#host;
    const command = parseCommand(text) ?? echoCommand(text);
    const entry = command === undefined ? undefined : own[command.name];
    const modem = this.#host.modem();
    if (command !== undefined && entry !== undefined) {
      this.#settle(ownAnswer(entry, command, application), (said) => this.#finish(said, true));
    } else if (modem !== undefined) this.#askModem(modem, command);
    else if (application === 'at-host') this.#writeBack(line);
    else this.#finish(error, false);
  }

  #askModem(modem: Modem, command: Command | undefined): void {
    const { filter } = this.#host;
    const answer = (command === undefined ? undefined : filter.answer(command)) ?? modem.execute(command);
    this.#settle(answer, (said) => {
      if (command === undefined) {
        this.#finish(said, false);
        return;
      }
      this.#finish({ ...said, lines: filter.shown(command, said.lines) }, false);
      if (said.result === 'OK') filter.done(command);
    });
  }

  #settle(answer: Answer, use: (said: Said) => void, spentMs = this.#host.answerMs): void {
    if (answer.kind === 'said') use(answer);
    const run = this.#run;
    const settle = (next: Answer): void => {
      if (run === this.#run) this.#settle(next, use, 0);
    };
    if (answer.kind === 'waiting') answer.begin(settle);
    if (answer.kind === 'later') this.#host.timers.after(answer.delayMs - spentMs, () => settle(answer.then()));
  }

  #writeBack(line: string): void {
    this.#host.write(line);
    this.#end(undefined);
  }

  #finish(said: Said, own: boolean): void {
    const { framed, write } = this.#host;
    const final = finalResult(said.result, this.#host.modem()?.core.cmee ?? 0);
    const end = framed ? `\r\n${final}` : final;
    if (own) {
      // The application writes its own lines and the result apart.
      for (const line of said.lines) write(framedLine(line));
      this.#put(said.output ?? []);
      this.#flush('info');
      write(end);
    } else {
      const plain = `${information(said.lines)}${final}`;
      this.#writeAround(framed ? framedAnswer(plain) : plain, end);
    }
    this.#flush('final');
    this.#end(said.afterwards);
  }

  #put(output: readonly (string | Uint8Array)[]): void {
    for (const [index, item] of output.entries()) {
      if (index === 1) this.#flush('payload');
      this.#host.write(item);
    }
  }

  /** One write, unless something was put in between. */
  #writeAround(whole: string, end: string): void {
    if (this.#injected.info.length === 0) {
      this.#host.write(whole);
      return;
    }
    const information = whole.slice(0, -end.length);
    if (information !== '') this.#host.write(information);
    this.#flush('info');
    this.#host.write(end);
  }

  #end(afterwards: (() => void) | undefined): void {
    afterwards?.();
    this.#busy = false;
    this.#host.ended();
  }

  #flush(point: InjectionPoint): void {
    for (const text of this.#injected[point].splice(0)) {
      this.#host.write(this.#host.framed ? framedLine(text) : `${text}\r\n`);
    }
  }
}

function echoCommand(text: string): Command | undefined {
  const match = /^AT(E[01])$/i.exec(text);
  return match === null ? undefined : { name: (match[1] ?? '').toUpperCase(), form: 'run', args: [] };
}

// What the parser of Serial LTE Modem has room for.
const mostParameters = 42;

function ownAnswer(entry: CommandTable[string], command: Command, application: Application): Answer {
  if (application === 'slm' && command.args.length > mostParameters) return error;
  const handler = entry[command.form];
  if (handler === undefined) return error;
  return typeof handler === 'string' ? { kind: 'said', lines: [handler], result: 'OK' } : handler(command);
}
