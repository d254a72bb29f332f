import type { Timers } from '../module/timers.ts';
import type { Answer, DataConsumer, DataPhase, Prompt, Said } from './answer.ts';
import { errorCode, refused } from './answer.ts';
import { Refusal } from './arguments.ts';
import type { CommandEntry, CommandTable } from './core.ts';
import type { Misbehaviours } from './options.ts';
import type { Command } from './parse-command.ts';
import { parseCommand } from './parse-command.ts';
import type { Personality } from './personality.ts';
import type { Settings } from './settings.ts';
import { receivedLine } from './wire-forms.ts';

/**
 * A place in the next exchange at which a test may put a line: in the middle of the echo, behind the echo, before and
 * behind the final result code, between `OK` and the prompt, behind the prompt, and behind `Recv`.
 */
export type InjectionPoint = 'inside-echo' | 'echo' | 'info' | 'final' | 'prompt' | 'data' | 'recv';

const keptLineMs = 20;
const loopMs = 50;
const restarting: ReadonlySet<string> = new Set(['+RST', '+RESTORE', '+GSLP']);

/** What the interpreter works with. */
export interface InterpreterHost {
  readonly personality: Personality;
  readonly faults: Misbehaviours;
  readonly settings: Settings;
  readonly timers: Timers;
  /** From a command to its answer, on the module's clock; 0: at once. */
  readonly answerMs: number;
  readonly commands: CommandTable;
  /** Whether something in the background keeps the module from taking commands. */
  readonly engaged: () => boolean;
  now(): number;
  /** Text is Latin-1. */
  write(item: string | Buffer): void;
  expectPayload(count: number, deliver: (bytes: Uint8Array) => void): void;
  expectData(consumer: DataConsumer | undefined): void;
  commandRun(line: string): void;
  busyAnswered(): void;
  /** `AT+RST` while another command runs. */
  forceRestart(): void;
}

/** Runs command lines, one at a time; what comes meanwhile is answered with `busy p...` and forgotten. */
export class Interpreter {
  readonly #host: InterpreterHost;
  readonly #injected = new Map<InjectionPoint, string[]>();
  #state: 'idle' | 'running' | 'sending' = 'idle';
  #finishedAt = Number.NEGATIVE_INFINITY;
  #kept: string | undefined;
  #restarts = false;
  #collecting = false;
  #lostBytes: number;

  constructor(host: InterpreterHost) {
    this.#host = host;
    this.#lostBytes = host.faults.lostPayloadBytes ?? 0;
  }

  get isBusy(): boolean {
    return this.#state !== 'idle';
  }

  /** Whether the bytes of a send are being waited for. */
  get isCollecting(): boolean {
    return this.#collecting;
  }

  /** Whether a line that ended now would be answered with `busy p...`. */
  get isBlocked(): boolean {
    const tooSoon = this.#host.now() - this.#finishedAt < (this.#host.faults.busyAfterFinalMs ?? 0);
    return this.isBusy || tooSoon || this.#host.engaged();
  }

  /** Puts a line into the next exchange. */
  inject(text: string, point: InjectionPoint): void {
    this.#injected.set(point, [...(this.#injected.get(point) ?? []), text]);
  }

  /** The lines that wait for `point`, each with its end. */
  takeInjected(point: InjectionPoint): string {
    const waiting = this.#injected.get(point) ?? [];
    this.#injected.delete(point);
    return waiting.map((text) => `${text}\r\n`).join('');
  }

  /** Takes a line without its CR LF. */
  line(text: string): void {
    if (this.isBlocked) this.#busy(text);
    else this.#run(text);
  }

  /** 256 bytes without an end: they are no command, and what follows them is the next line. */
  overlong(): void {
    if (this.isBusy) this.#host.write(this.#busyText());
    else this.#host.write(this.#finalText(refused(errorCode.noTerminator)));
  }

  #run(text: string): void {
    const { faults, personality } = this.#host;
    this.#state = 'running';
    this.#host.commandRun(text);
    this.#flush('echo');
    if (text === '' && faults.emptyLineLoop === true) {
      this.#loop();
      return;
    }
    const parsed = parseCommand(text, personality.anyCase);
    this.#restarts = !('code' in parsed) && restarting.has(parsed.name);
    if (!('code' in parsed) && parsed.name === faults.stuckCommand) return;
    const settle = (): void => this.#settle('code' in parsed ? refused(parsed.code) : this.#answerTo(parsed));
    this.#think(settle, faults.slowAnswersMs);
  }

  #think(then: () => void, moreMs = 0): void {
    const { answerMs, timers } = this.#host;
    if (answerMs + moreMs === 0) timers.soon(then);
    else timers.after(answerMs + moreMs, then);
  }

  #loop(): void {
    this.#host.write(this.#busyText());
    this.#host.timers.after(loopMs, () => this.#loop());
  }

  #answerTo(command: Command): Answer {
    const entry = this.#host.commands[command.name];
    if (entry === undefined) return refused(errorCode.unsupported);
    try {
      return answerOf(entry, command);
    } catch (thrown) {
      if (thrown instanceof Refusal) return refused(thrown.code);
      throw thrown;
    }
  }

  #settle(answer: Answer): void {
    switch (answer.kind) {
      case 'said':
        this.#finish(answer);
        break;
      case 'later':
        this.#host.timers.after(answer.delayMs, () => this.#settle(answer.then()));
        break;
      case 'waiting':
        this.#wait(answer.start);
        break;
      case 'prompt':
        this.#prompt(answer);
        break;
      case 'data':
        this.#askForData();
        this.enter(answer);
        break;
    }
  }

  #wait(start: (settle: (answer: Answer) => void) => void): void {
    let settled = false;
    start((answer) => {
      if (settled) return;
      settled = true;
      this.#settle(answer);
    });
  }

  /** Takes bytes that are no command lines, from now on: at the start, or behind the prompt. */
  enter(phase: DataPhase): void {
    this.#state = 'running';
    let over = false;
    const consumer = phase.begin((answer) => {
      if (over) return;
      over = true;
      this.#host.expectData(undefined);
      this.#settle(answer);
    });
    if (!over) this.#host.expectData(consumer);
  }

  #askForData(): void {
    const { personality } = this.#host;
    // NONOS AT has no line end between OK and its prompt.
    const lead = personality.family === 'nonos' ? '' : '\r\n';
    this.#host.write('\r\nOK\r\n');
    this.#flush('prompt');
    this.#host.write(`${lead}${personality.prompt}`);
    this.#flush('data');
  }

  #prompt(prompt: Prompt): void {
    this.#askForData();
    this.#collecting = true;
    const lost = this.#lostBytes;
    this.#lostBytes = 0;
    this.#host.expectPayload(prompt.count + lost, (received) => {
      this.#collecting = false;
      const bytes = received.subarray(lost);
      this.#state = 'sending';
      this.#think(() => {
        // A dump of NONOS AT 1.x shows CR LF and then the line; ESP-AT begins each line of the exchange so.
        if (prompt.unconfirmed !== true) this.#host.write(receivedLine(prompt.count));
        this.#flush('recv');
        this.#think(() => this.#settle(prompt.take(bytes)));
      });
    });
  }

  #finish(said: Said): void {
    const { faults } = this.#host;
    for (const line of said.lines) this.#host.write(`${line}\r\n`);
    if (said.raw !== undefined) this.#host.write(said.raw);
    this.#flush('info');
    const { lateFinalMs = 0 } = faults;
    if (lateFinalMs > 0 && said.lines.length > 0) this.#host.timers.after(lateFinalMs, () => this.#conclude(said));
    else this.#conclude(said);
  }

  #conclude(said: Said): void {
    const { faults, settings } = this.#host;
    if (this.#restarts && faults.busyBeforeRestart === true) this.#host.write(this.#busyText());
    if (said.silent !== true) this.#host.write(this.#finalText(said));
    this.#state = 'idle';
    this.#finishedAt = this.#host.now();
    this.#flush('final');
    said.afterwards?.();
    const kept = this.#kept;
    this.#kept = undefined;
    if (kept !== undefined && !settings.asleep && !this.#restarts) this.#run(kept);
  }

  #finalText(said: Said): string {
    const { settings } = this.#host;
    if (said.bare === true) return `${said.final}\r\n`;
    const told = said.final === 'ERROR' && said.code !== undefined && settings.errorCodes === 1;
    return `${told ? codeLine(said.code ?? 0) : ''}\r\n${said.final}\r\n`;
  }

  #busy(text: string): void {
    const { faults, personality } = this.#host;
    if (this.isBusy && personality.forcedRestart && /^AT\+RST$/i.test(text)) {
      this.#host.write('\r\nWill force to restart!!!\r\n');
      this.#host.forceRestart();
      return;
    }
    this.#host.busyAnswered();
    this.#host.write(this.#busyText());
    if (faults.busyThenExecute !== true) return;
    if (this.isBusy) this.#kept = text;
    else this.#host.timers.after(keptLineMs, () => this.#run(text));
  }

  #busyText(): string {
    const { personality, settings } = this.#host;
    if (this.#state === 'sending' && personality.family === 'nonos') return '\r\nbusy s...\r\n';
    return `${settings.errorCodes === 1 ? codeLine(errorCode.busy) : ''}\r\nbusy p...\r\n`;
  }

  #flush(point: InjectionPoint): void {
    const text = this.takeInjected(point);
    if (text !== '') this.#host.write(text);
  }
}

function codeLine(code: number): string {
  return `ERR CODE:0x${code.toString(16).padStart(8, '0')}\r\n`;
}

function answerOf(entry: CommandEntry, command: Command): Answer {
  if (command.form === 'test') {
    if (entry.test === undefined) return refused(errorCode.wrongForm);
    return { kind: 'said', lines: entry.test === '' ? [] : [entry.test], final: 'OK' };
  }
  const handler = entry[command.form];
  return handler === undefined ? refused(errorCode.wrongForm) : handler(command);
}
