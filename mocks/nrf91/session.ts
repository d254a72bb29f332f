import { Timers } from '../module/timers.ts';
import { DataMode } from './firmware/data-mode.ts';
import type { InjectionPoint } from './firmware/executor.ts';
import { Executor } from './firmware/executor.ts';
import { judgeLine } from './firmware/grammar.ts';
import type { LineInput } from './firmware/line-input.ts';
import { makeGate, makeLine } from './firmware/make-line.ts';
import type { PowerAction } from './firmware/own-commands.ts';
import { ownCommands } from './firmware/own-commands.ts';
import { firmwareRules } from './firmware/rules.ts';
import { UrcFilter } from './firmware/urc-filter.ts';
import type { UrcGate } from './firmware/urc-gate.ts';
import type { ModemHost } from './modem/modem.ts';
import { Modem } from './modem/modem.ts';
import type { BuildOptions } from './options.ts';

// The application acts this long after its OK, so that the answer is out.
const actMs = 50;
const defaultBaudRate = 115_200;
// Three receive buffers of a development kit.
const unguardedBytes = 768;
// What waits for a host that wakes the module; the oldest goes first.
const mostParked = 64;

/** What outlives a session, and whom it tells what. */
export interface SessionHost extends Omit<ModemHost, 'urc' | 'restarted' | 'ungraceful'> {
  readonly build: BuildOptions;
  /** Counts a start of the modem core, and says how it comes to it. */
  modemStarts(): Pick<ModemHost, 'restarted' | 'ungraceful'>;
  /** The modem core ended; `graceful` after `AT+CFUN=0`. */
  modemEnds(graceful: boolean): void;
  transmit(bytes: Uint8Array): void;
  commandSeen(line: string): void;
  power(action: PowerAction): void;
}

/**
 * One life of the application, from the moment it listens to the next restart. Everything volatile is in it, so that a
 * restart forgets by construction what a real one forgets.
 */
export class Session {
  readonly timers: Timers;
  readonly dataMode: DataMode;
  echo = false;
  baudRate = defaultBaudRate;
  readonly #host: SessionHost;
  readonly #line: LineInput;
  readonly #gate: UrcGate;
  readonly #executor: Executor;
  readonly #filter: UrcFilter;
  #modem: Modem | undefined;
  #backlog: number[] = [];
  #parked: string[] | undefined;
  #mute = false;
  /** The modem library fails every command, until the modem core is started anew. */
  #broken = false;

  constructor(host: SessionHost) {
    const { build, clock, faults, imei, personality } = host;
    const { application } = personality;
    const rules = firmwareRules[application];
    this.#host = host;
    this.timers = new Timers(clock);
    const write = (text: string): void => this.say(text);
    this.dataMode = new DataMode({
      timers: this.timers,
      write,
      resultOf: (error) => (application === 'slm' ? error : -1),
      left: () => this.#gate.open(),
    });
    this.#filter = new UrcFilter(build, () => this.#modem?.core);
    this.#gate = makeGate(
      application,
      {
        timers: this.timers,
        busy: () => this.#executor.busy,
        inDataMode: () => this.dataMode.active,
        echoes: () => this.echo,
        write,
      },
      faults.urcBeforeOk === true,
    );
    const session = this;
    this.#executor = new Executor({
      application,
      framed: rules.framed,
      answerMs: personality.times.answerMs,
      timers: this.timers,
      filter: this.#filter,
      own: ownCommands({
        personality,
        build,
        imei,
        dataMode: this.dataMode,
        get echo() {
          return session.echo;
        },
        set echo(on) {
          session.echo = on;
        },
        get baudRate() {
          return session.baudRate;
        },
        set baudRate(rate) {
          session.baudRate = rate;
        },
        power: (action) => this.timers.after(actMs, () => host.power(action)),
        shutModem: () => this.shutModem(),
        startModem: () => this.startModem(),
      }),
      modem: () => (faults.commandsFail === true || this.#broken ? undefined : this.#modem),
      write,
      ended: () => this.#ended(),
    });
    this.#line = makeLine(application, build.terminator ?? rules.terminator, rules.longestLine, {
      echo: (byte) => {
        if (this.echo) this.say(String.fromCharCode(byte));
      },
      line: (text) => this.#run(text),
      tooLong: () => this.#refuse(),
    });
  }

  /** The modem core; undefined before it started and while it restarts after a fault. */
  get modem(): Modem | undefined {
    return this.#modem;
  }

  receive(bytes: Uint8Array): void {
    if (this.#mute || this.#parked !== undefined) return;
    const { build, personality } = this.#host;
    const room = Math.min(personality.backlogBytes, build.flowControl === false ? unguardedBytes : Infinity);
    for (const byte of bytes) {
      if (!this.#executor.busy) this.#take(byte);
      else if (this.#backlog.length < room) this.#backlog.push(byte);
    }
  }

  /** Text without a frame; the text is Latin-1, one character is one byte. */
  say(text: string): void {
    if (this.#parked === undefined) {
      if (text !== '') this.#host.transmit(Buffer.from(text, 'latin1'));
      return;
    }
    if (this.#parked.length >= mostParked) this.#parked.shift();
    this.#parked.push(text);
  }

  /** A URC of the application itself. */
  announce(text: string): void {
    this.#gate.urc(text, true);
  }

  /** A URC that no command explains: as soon as URCs may go, or at a place in the next exchange. */
  inject(text: string, between: InjectionPoint | undefined): void {
    if (between === undefined) this.#gate.urc(text);
    else this.#executor.inject(text, between);
  }

  startModem(): void {
    this.stopModem();
    this.#broken = false;
    this.#modem = new Modem({
      ...this.#host,
      ...this.#host.modemStarts(),
      urc: (text) => {
        if (this.#filter.passes(text)) this.#gate.urc(text);
      },
    });
    this.#filter.subscribe();
  }

  /** `AT#XMODEMRESET`, its first half: the modem core is switched off as `AT+CFUN=0` does, and ends. */
  shutModem(): void {
    this.#modem?.core.modes.clear();
    this.#modem?.power.apply(0);
    this.stopModem();
  }

  /** The modem core is gone from now on, properly or not. */
  stopModem(): void {
    const modem = this.#modem;
    if (modem === undefined) return;
    this.#modem = undefined;
    modem.end();
    this.#host.modemEnds(modem.power.mode === 0);
  }

  /** The modem core crashed: whatever runs fails. */
  crashModem(): void {
    this.stopModem();
    this.#executor.abort();
  }

  /** From now on commands to the modem fail. */
  breakModem(): void {
    this.#broken = true;
  }

  /** From now on it hears nothing. */
  deafen(): void {
    this.#mute = true;
  }

  /** `AT#XSLEEP=2`: the UART is off, the modem goes on. */
  park(): void {
    this.#parked ??= [];
  }

  get parked(): boolean {
    return this.#parked !== undefined;
  }

  /** The UART is on again: the greeting first, then what waited. */
  unpark(): void {
    const waiting = this.#parked ?? [];
    this.#parked = undefined;
    for (const text of [firmwareRules[this.#host.personality.application].greeting, ...waiting]) this.say(text);
  }

  /** Cancels all that was under way. */
  end(): void {
    this.#mute = true;
    this.timers.cancelAll();
    this.stopModem();
  }

  #take(byte: number): void {
    if (this.dataMode.active) {
      this.dataMode.take(byte);
      return;
    }
    this.#gate.typed();
    this.#line.take(byte);
  }

  #run(text: string): void {
    const { build, personality } = this.#host;
    const verdict = judgeLine(text, personality.application, build.writesBack !== false);
    this.#host.commandSeen(verdict.kind === 'command' ? verdict.text : text);
    this.#executor.run(verdict, text);
  }

  #refuse(): void {
    this.say(firmwareRules[this.#host.personality.application].framed ? '\r\nERROR\r\n' : 'ERROR\r\n');
    this.#gate.ended();
    this.#gate.open();
  }

  #ended(): void {
    this.#gate.ended();
    const waiting = this.#backlog;
    this.#backlog = [];
    // A command among them makes the rest wait again.
    this.receive(Uint8Array.from(waiting));
    this.#gate.open();
  }
}
