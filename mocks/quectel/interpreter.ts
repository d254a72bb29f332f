import type { Timers } from '../module/timers.ts';
import type { Answer, Said } from './answer.ts';
import { cme, error, say } from './answer.ts';
import { cmeTexts } from './cme.table.ts';
import type { CommandEntry, CommandTable, Handler } from './core.ts';
import type { DataMode } from './data-mode.ts';
import { framedInformation, framedResult, framedUrc } from './framing.ts';
import type { Output } from './output.ts';
import type { Command } from './parse-command.ts';
import { parseLine } from './parse-command.ts';
import type { Personality } from './personality.ts';
import type { Settings } from './settings.ts';
import type { InputRequest, Typed } from './typed-input.ts';

/** A place in the exchange of one command at which a test may put a URC. */
export type InjectionPoint = 'echo' | 'info' | 'final';

/** What the interpreter works with. */
export interface InterpreterHost {
  readonly personality: Personality;
  readonly settings: Settings;
  readonly timers: Timers;
  readonly output: Output;
  readonly commands: CommandTable;
  /** From a command to its answer, in milliseconds; 0 answers at once. */
  readonly answerMs: number;
  /** What the host gives next belongs to the command. */
  ask(request: InputRequest, given: (typed: Typed) => void): void;
  /** The port goes over to data. */
  enter(mode: DataMode): void;
  /** A command line is done: input may be taken up again. */
  done(): void;
}

/** The rest of a line that is being run. */
interface Line {
  readonly commands: Command[];
  readonly broken: boolean;
  readonly afterwards: (() => void)[];
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
    const line: Line = { commands: [...commands], broken, afterwards: [] };
    this.#inTime(() => this.#next(line));
  }

  /** Goes on when the module had its time for an answer; what it says then leaves in one piece. */
  #inTime(turn: () => void): void {
    const { answerMs, output, timers } = this.#host;
    if (answerMs === 0) output.inOnePiece(turn);
    else timers.after(answerMs, () => output.inOnePiece(turn));
  }

  #next(line: Line): void {
    const command = line.commands.shift();
    if (command === undefined) this.#finish(line.broken ? error : say(), line.afterwards);
    else this.#settle(answerTo(command, this.#host), line);
  }

  #settle(answer: Answer, line: Line): void {
    const { output, settings, timers } = this.#host;
    const again = (next: Answer): void => output.inOnePiece(() => this.#settle(next, line));
    if (answer.kind === 'said') this.#say(answer, line);
    else if (answer.kind === 'later') timers.after(answer.delayMs, () => again(answer.then()));
    else if (answer.kind === 'pending') answer.start(again);
    else if (answer.kind === 'input') {
      output.write(answer.request.prompt);
      this.#host.ask(answer.request, (typed) => this.#inTime(() => this.#settle(answer.take(typed), line)));
    } else if (answer.kind === 'data') {
      output.write(framedResult(answer.result, settings.profile));
      this.#host.enter(answer.mode);
      this.#host.done();
    }
  }

  #say(said: Said, line: Line): void {
    const { output, settings } = this.#host;
    output.write(framedInformation(said.lines, settings.profile), ...(said.raw ?? []));
    if (said.result !== 'OK') {
      this.#finish(said, line.afterwards);
      return;
    }
    if (said.afterwards !== undefined) line.afterwards.push(said.afterwards);
    this.#next(line);
  }

  #finish(said: Said, afterwards: readonly (() => void)[]): void {
    const { output, settings } = this.#host;
    this.#flush('info');
    output.write(framedResult(this.#wording(said.result), settings.profile));
    this.#flush('final');
    // Some of what follows changes the speed of the line.
    output.flush();
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
