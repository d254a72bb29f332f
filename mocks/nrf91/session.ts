import { answerTime } from '../module/answer-time.ts';
import type { LineRoom } from '../module/line-room.ts';
import { Timers } from '../module/timers.ts';
import { DataMode, shortestIdleMs } from './firmware/data-mode.ts';
import type { InjectionPoint } from './firmware/executor.ts';
import { Executor } from './firmware/executor.ts';
import { judgeLine } from './firmware/grammar.ts';
import { Intake } from './firmware/intake.ts';
import type { LineInput } from './firmware/line-input.ts';
import { LineSleep } from './firmware/line-sleep.ts';
import { makeGate, makeLine } from './firmware/make-line.ts';
import type { PowerAction } from './firmware/own-commands.ts';
import { ownCommands } from './firmware/own-commands.ts';
import { firmwareRules } from './firmware/rules.ts';
import type { Internet } from './firmware/socket-service.ts';
import { SocketService } from './firmware/socket-service.ts';
import { UrcFilter } from './firmware/urc-filter.ts';
import type { UrcGate } from './firmware/urc-gate.ts';
import type { ModemHost } from './modem/modem.ts';
import { Modem } from './modem/modem.ts';
import type { BuildOptions } from './options.ts';

// The application acts this long after its OK, so that the answer is out.
const actMs = 50;
const defaultBaudRate = 115_200;
const receiveBufferBytes = 256;

/** What outlives a session, and whom it tells what. */
export interface SessionHost
  extends Omit<ModemHost, 'urc' | 'restarted' | 'ungraceful' | 'bearerLost' | 'reachChanged'> {
  readonly build: BuildOptions;
  readonly internet: Internet;
  /** How many times faster than the real thing it is. */
  readonly speed: number;
  /** Counts a start of the modem core, and says how it comes to it. */
  modemStarts(): Pick<ModemHost, 'restarted' | 'ungraceful'>;
  /** The modem core ended; `graceful` after `AT+CFUN=0`. */
  modemEnds(graceful: boolean): void;
  transmit(bytes: Uint8Array): void;
  /** Whether the line takes more. */
  readonly room: LineRoom;
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
  readonly sleep: LineSleep;
  echo = false;
  baudRate = defaultBaudRate;
  readonly #host: SessionHost;
  readonly #line: LineInput;
  readonly #intake: Intake;
  readonly #gate: UrcGate;
  readonly #executor: Executor;
  readonly #filter: UrcFilter;
  readonly #sockets: SocketService;
  #modem: Modem | undefined;
  #mute = false;
  /** The modem library fails every command, until the modem core is started anew. */
  #broken = false;

  constructor(host: SessionHost) {
    const { build, clock, personality } = host;
    const { application } = personality;
    const rules = firmwareRules[application];
    this.#host = host;
    this.timers = new Timers(clock);
    this.sleep = new LineSleep({
      timers: this.timers,
      holds: application === 'serial-modem',
      write: (item) => {
        if (item.length > 0) host.transmit(typeof item === 'string' ? Buffer.from(item, 'latin1') : item);
      },
    });
    this.dataMode = new DataMode({
      timers: this.timers,
      write: (text) => this.say(text),
      resultOf: (error) => (application === 'slm' ? error : -1),
      resumed: () => this.#intake.drain(),
      left: () => {
        this.#gate.open();
        this.#intake.drain();
      },
    });
    this.#filter = new UrcFilter(build, () => this.#modem?.core);
    this.#gate = this.#makeGate();
    this.#sockets = this.#makeSockets();
    this.#executor = this.#makeExecutor(rules.framed);
    this.#line = makeLine(application, build.terminator ?? rules.terminator, rules.longestLine, {
      echo: (byte) => {
        if (this.echo) this.say(String.fromCharCode(byte));
      },
      line: (text) => this.#run(text),
      tooLong: () => this.#refuse(),
    });
    this.#intake = new Intake({
      dataMode: this.dataMode,
      flowControl: build.flowControl !== false,
      backlogBytes: personality.backlogBytes,
      busy: () => this.#executor.busy,
      typed: () => this.#gate.typed(),
      take: (byte) => this.#line.take(byte),
    });
  }

  /** The modem core; undefined before it started and while it restarts after a fault. */
  get modem(): Modem | undefined {
    return this.#modem;
  }

  receive(bytes: Uint8Array): void {
    if (!this.#mute && !this.sleep.asleep) this.#intake.receive(bytes);
  }

  /** Bytes, or text without a frame; the text is Latin-1, one character is one byte. */
  say(item: string | Uint8Array): void {
    this.sleep.say(item);
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
      bearerLost: (cid) => this.#sockets.bearerLost(cid),
      reachChanged: () => this.#sockets.stack.reachChanged(),
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
    this.#sockets.stack.clear();
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

  /** The UART is on again: the greeting first, then what waited. */
  wake(): void {
    this.sleep.end(firmwareRules[this.#host.personality.application].greeting);
    this.#sockets.resume();
  }

  /** Cancels all that was under way. */
  end(): void {
    this.#mute = true;
    this.#executor.end();
    this.#sockets.stack.end();
    this.timers.cancelAll();
    this.stopModem();
  }

  #makeGate(): UrcGate {
    const { faults, personality } = this.#host;
    const host = {
      timers: this.timers,
      busy: () => this.#executor.busy,
      inDataMode: () => this.dataMode.active,
      echoes: () => this.echo,
      write: (text: string) => this.say(text),
      free: () => this.#sockets.resume(),
    };
    return makeGate(personality.application, host, faults.urcBeforeOk === true);
  }

  #makeSockets(): SocketService {
    const { dialect, faults, internet, personality, room } = this.#host;
    return new SocketService({
      application: personality.application,
      faults,
      internet,
      room,
      timers: this.timers,
      dataMode: this.dataMode,
      acknowledges: dialect.firmware.includes('ntn'),
      core: () => this.#modem?.core,
      shortestIdleMs: () => shortestIdleMs(receiveBufferBytes, this.baudRate),
      announce: (text) => this.announce(text),
      say: (item) => this.say(item),
      // The services of Serial LTE Modem have threads of their own, which do not wait for a command to end.
      listening: () => !this.sleep.asleep && (personality.application === 'slm' || this.#gate.isOpen),
      indicate: () => this.sleep.indicate(),
      flushPayload: () => this.#executor.flushPayload(),
    });
  }

  #makeExecutor(framed: boolean): Executor {
    const { build, faults, imei, personality, speed } = this.#host;
    const session = this;
    return new Executor({
      application: personality.application,
      framed,
      answerMs: answerTime(personality.times.answerMs, speed),
      timers: this.timers,
      filter: this.#filter,
      own: ownCommands({
        personality,
        build,
        imei,
        dataMode: this.dataMode,
        sockets: this.#sockets.commands,
        shortestIdleMs: () => shortestIdleMs(receiveBufferBytes, this.baudRate),
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
        power: (action) => this.timers.after(actMs, () => this.#host.power(action)),
        shutModem: () => this.shutModem(),
        startModem: () => this.startModem(),
      }),
      modem: () => (faults.commandsFail === true || this.#broken ? undefined : this.#modem),
      write: (item) => this.say(item),
      ended: () => this.#ended(),
    });
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
    // A command among what waited makes the rest wait again.
    this.#intake.drain();
    this.#gate.open();
  }
}
