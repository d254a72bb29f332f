import type { Timers } from '../module/timers.ts';
import type { Answer, Said } from './answer.ts';
import { cme, error, say } from './answer.ts';
import { cmeTexts } from './cme.table.ts';
import type { CommandEntry, CommandTable, Handler } from './core.ts';
import { framedInformation, framedResult, framedUrc } from './framing.ts';
import type { Output } from './output.ts';
import type { Command } from './parse-command.ts';
import { parseLine } from './parse-command.ts';
import type { Personality } from './personality.ts';
import type { Settings } from './settings.ts';

/** A place in the exchange of one command at which a test may put a URC. */
export type InjectionPoint = 'echo' | 'info' | 'final';

/** What the interpreter works with. */
export interface InterpreterHost {
  readonly personality: Personality;
  readonly settings: Settings;
  readonly timers: Timers;
  readonly output: Output;
  readonly commands: CommandTable;
  /** A command line is done: input may be taken up again. */
  done(): void;
}

/** Runs command lines, one at a time and their commands in order, up to the first that fails. */
export class Interpreter {
  readonly #host: InterpreterHost;
  readonly #injected: Record<InjectionPoint, string[]> = { echo: [], info: [], final: [] };

  constructor(host: InterpreterHost) {
    this.#host = host;
  }

  /** Puts a URC into the next exchange: behind the echo, before the final result code, or right behind it. */
  inject(text: string, point: InjectionPoint): void {
    this.#injected[point].push(text);
  }

  /** Runs a line (without `AT` and CR); undefined is a line that was too long. */
  run(body: string | undefined): void {
    this.#flush('echo');
    const { broken, commands } = body === undefined ? { broken: true, commands: [] } : parseLine(body);
    this.#host.timers.after(this.#host.personality.times.answerMs, () => this.#next([...commands], broken, []));
  }

  #next(commands: Command[], broken: boolean, afterwards: (() => void)[]): void {
    const command = commands.shift();
    if (command === undefined) {
      this.#finish(broken ? error : say(), afterwards);
      return;
    }
    this.#settle(answerTo(command, this.#host), (said) => {
      this.#host.output.write(framedInformation(said.lines, this.#host.settings.profile));
      if (said.result !== 'OK') {
        this.#finish(said, afterwards);
        return;
      }
      if (said.afterwards !== undefined) afterwards.push(said.afterwards);
      this.#next(commands, broken, afterwards);
    });
  }

  #settle(answer: Answer, use: (said: Said) => void): void {
    if (answer.kind === 'said') use(answer);
    else if (answer.kind === 'later') this.#host.timers.after(answer.delayMs, () => this.#settle(answer.then(), use));
  }

  #finish(said: Said, afterwards: readonly (() => void)[]): void {
    const { output, settings } = this.#host;
    this.#flush('info');
    output.write(framedResult(this.#wording(said.result), settings.profile));
    this.#flush('final');
    if (said.result !== 'OK') said.afterwards?.();
    for (const action of afterwards) action();
    this.#host.done();
  }

  #wording(result: Said['result']): string {
    if (typeof result === 'string') return result;
    const { cmee } = this.#host.settings;
    if (cmee === 0) return 'ERROR';
    return `+CME ERROR: ${cmee === 1 ? result : (cmeTexts.get(result) ?? 'Unknown')}`;
  }

  #flush(point: InjectionPoint): void {
    for (const text of this.#injected[point].splice(0)) {
      this.#host.output.write(framedUrc(text, this.#host.settings.profile));
    }
  }
}

function handlerOf(entry: CommandEntry, command: Command): Handler | string | undefined {
  // A command without a test form of its own just says that it exists (Quectel AT manuals, "Test Command").
  if (command.form === 'test') return entry.test ?? (() => say());
  return entry[command.form];
}

function answerTo(command: Command, host: InterpreterHost): Answer {
  const entry = host.commands[command.name];
  if (entry === undefined) return error;
  const handler = handlerOf(entry, command);
  if (handler === undefined) return badParameter(host.personality, entry);
  if (typeof handler === 'string') return say(...handler.split('\r\n'));
  const answer = handler(command);
  const misused = answer.kind === 'said' && answer.result === 50;
  return misused ? badParameter(host.personality, entry) : answer;
}

function badParameter(personality: Personality, entry: CommandEntry): Said {
  if (entry.plainError === true || personality.badParameter === 'ERROR') return error;
  return cme(personality.badParameter);
}
