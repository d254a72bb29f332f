import { Timers } from '../module/timers.ts';
import { AtLine } from './at-line.ts';
import { allCommands } from './commands/all-commands.ts';
import type { Core } from './core.ts';
import { DataCall } from './data-call.ts';
import type { DataMode } from './data-mode.ts';
import { dtrMode } from './data-mode.ts';
import { framedResult } from './framing.ts';
import type { InjectionPoint } from './interpreter.ts';
import { Interpreter } from './interpreter.ts';
import type { StartReason } from './lifecycle.ts';
import { makeCore } from './make-core.ts';
import { Output } from './output.ts';
import type { SessionHost } from './session-host.ts';
import { Settings } from './settings.ts';
import { TypedInput } from './typed-input.ts';
import { UartSleep } from './uart-sleep.ts';
import { Voice } from './voice.ts';

// An automatic speed is found by the first characters: `A` and `T` are gone by then.
const eatenByAutobaud = 2;

/**
 * One life of the module, from the first byte after power or a restart to the next restart. Everything volatile is in
 * it, so that a restart forgets by construction what a real one forgets.
 */
export class Session {
  readonly core: Core;
  readonly #host: SessionHost;
  readonly #output: Output;
  readonly #line: AtLine;
  readonly #interpreter: Interpreter;
  readonly #voice: Voice;
  readonly #uartSleep: UartSleep;
  /** What a command asked for in the middle of its exchange. */
  #typed: TypedInput | undefined;
  /** Has the port while it is not in command mode. */
  #data: DataMode | undefined;
  #lastLine: string | undefined = '';
  #loseNext: boolean;
  #eaten = 0;
  #ended = false;

  constructor(host: SessionHost, reason: StartReason) {
    this.#host = host;
    this.#loseNext = host.faults.loseFirstCommand === true;
    const timers = new Timers(host.clock);
    const settings = new Settings(host.memory);
    host.memory.clearRam();
    this.#output = new Output((bytes) => host.transmit(bytes), timers);
    this.#voice = new Voice({
      output: this.#output,
      format: () => settings.profile,
      parks: () => host.memory.configuration.get('urc/cache') === '1',
      routedHere: () => this.#routedHere(),
      inDataMode: () => this.#data !== undefined,
    });
    this.core = makeCore({ host, timers, settings, voice: this.#voice, reason });
    this.#uartSleep = new UartSleep({
      clock: host.clock,
      mode: () => Number(settings.parameters.get('+QSCLK') ?? '0'),
      dtr: () => host.dtr(),
    });
    this.#line = new AtLine(
      {
        echo: (byte) => this.#echo(byte),
        line: (body) => this.#run(body),
        repeat: () => this.#run(this.#lastLine),
        typing: (active) => this.#typing(active),
      },
      host.faults.lineFeedIsPayload,
    );
    this.#interpreter = this.#makeInterpreter(timers, settings);
  }

  receive(bytes: Uint8Array): void {
    if (!this.#uartSleep.hears()) return;
    this.#output.inOnePiece(() => this.#take(bytes));
  }

  /** From now on the port carries the data of a call that no host attends. */
  stickInDataMode(): void {
    const { clock, settings, timers } = this.core;
    const call = new DataCall({ clock, timers, dtrMode: () => dtrMode(settings.profile.parameters.get('&D')) });
    this.#enter(call);
  }

  /** The host's DTR went from active to inactive. */
  dtrDropped(): void {
    this.#data?.dtrDropped();
  }

  /** A URC that no command explains, at the next line boundary or at a place in the next exchange. */
  inject(text: string, between: InjectionPoint | undefined): void {
    if (between === undefined) this.#voice.report(text);
    else this.#interpreter.inject(text, between);
  }

  /** Text without a frame, as a module that is starting up may utter it. */
  utter(raw: string): void {
    this.#output.write(raw);
  }

  /** Cancels all that was under way. */
  end(): void {
    this.#ended = true;
    this.#output.close();
    this.core.sockets.end();
    this.core.timers.cancelAll();
  }

  /** Bytes go to whoever has the port, which may change at any of them. */
  #take(bytes: Uint8Array): void {
    let rest = bytes;
    while (rest.length > 0) {
      if (this.#typed !== undefined) {
        rest = this.#typed.receive(rest);
      } else if (this.#data !== undefined) {
        this.#data.receive(rest);
        return;
      } else {
        rest = this.#line.receive(this.#synchronised(rest));
      }
    }
  }

  #makeInterpreter(timers: Timers, settings: Settings): Interpreter {
    return new Interpreter({
      personality: this.#host.personality,
      answerMs: this.#host.answerMs,
      settings,
      timers,
      output: this.#output,
      commands: allCommands(this.core),
      ask: (request, given) => {
        this.#typed = new TypedInput(request, {
          timers,
          write: (echoed) => this.#output.write(echoed),
          done: (typed) => {
            this.#typed = undefined;
            this.#line.block();
            given(typed);
          },
        });
        this.#take(this.#line.divert());
      },
      enter: (mode) => this.#enter(mode),
      done: () => {
        if (!this.#ended && this.#data === undefined) this.#take(this.#line.unblock());
      },
    });
  }

  #enter(mode: DataMode): void {
    this.#data = mode;
    const waiting = this.#line.divert();
    mode.begin({
      write: (bytes) => this.#output.write(bytes),
      leave: (result) => {
        if (this.#data !== mode) return;
        this.#data = undefined;
        this.#output.write(framedResult(result, this.core.settings.profile));
        this.#voice.resume();
        this.core.sockets.resumePushing();
        this.#take(this.#line.unblock());
      },
    });
    this.#take(waiting);
  }

  /** What is left of the bytes once the automatic speed is found: that eats the first characters of a line. */
  #synchronised(bytes: Uint8Array): Uint8Array {
    const { settings } = this.core;
    if (settings.lineRate !== 0) return bytes;
    this.#eaten += bytes.length;
    if (this.#eaten < eatenByAutobaud) return new Uint8Array();
    settings.lineRate = this.#host.hostBaudRate();
    const left = this.#eaten - eatenByAutobaud;
    this.#eaten = 0;
    return bytes.subarray(bytes.length - left);
  }

  #echo(byte: number): void {
    if (this.core.settings.profile.echo && !this.#loseNext) this.#output.write(String.fromCharCode(byte));
  }

  #typing(active: boolean): void {
    if (active && this.core.settings.profile.echo) this.#output.hold();
    else if (!active) this.#output.release();
  }

  #run(body: string | undefined): void {
    if (this.#loseNext) {
      this.#loseNext = false;
      return;
    }
    this.#lastLine = body;
    this.#host.commandSeen(`AT${body ?? ''}`);
    this.#line.block();
    this.#interpreter.run(body);
  }

  #routedHere(): boolean {
    const { hostPort, memory } = this.#host;
    return hostPort === undefined || memory.urcPort === 'all' || memory.urcPort === hostPort;
  }
}
