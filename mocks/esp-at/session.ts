import type { Clock, Timer } from '../../src/base/clock.ts';
import type { LineRoom } from '../module/line-room.ts';
import { Timers } from '../module/timers.ts';
import type { StackNetwork } from '../network/contract.ts';
import type { SimulatedAir } from './air.ts';
import { allCommands } from './commands/all-commands.ts';
import { synchronise } from './commands/time.ts';
import type { Core, RestartOptions, RestartReason } from './core.ts';
import type { InjectionPoint } from './interpreter.ts';
import { Interpreter } from './interpreter.ts';
import { LineInput } from './line-input.ts';
import type { Link } from './link.ts';
import { Links } from './links.ts';
import type { Memory, UartSettings } from './memory.ts';
import type { Misbehaviours } from './options.ts';
import type { Personality } from './personality.ts';
import { ReceiveOverflow } from './receive-overflow.ts';
import { Server } from './server.ts';
import { Settings } from './settings.ts';
import { Station } from './station.ts';
import { TlsSettings } from './tls-settings.ts';
import { Transparent } from './transparent.ts';
import { connectionLine } from './wire-forms.ts';

/** What a session is told to count. */
export type Counted = 'commands' | 'busy' | 'joins' | 'disconnects';

/** What outlives a restart, and whom a session tells what. */
export interface SessionHost {
  readonly personality: Personality;
  readonly faults: Misbehaviours;
  readonly clock: Clock;
  /** From a command to its answer, on that clock; 0: at once. */
  readonly answerMs: number;
  readonly memory: Memory;
  readonly air: SimulatedAir;
  readonly network: StackNetwork;
  readonly refusesNext: () => boolean;
  readonly useUpEmptyScan: () => boolean;
  transmit(bytes: Uint8Array): void;
  /** Whether the line takes more. */
  readonly room: LineRoom;
  log(text: string): void;
  commandSeen(line: string): void;
  count(what: Counted): void;
  restart(reason: RestartReason, options: RestartOptions): void;
}

// `AT+UART_CUR` drains what was said before it switches.
const uartSwitchMs = 2;
const readyAtTheLatestMs = 8000;
/** `AT+SYSMSG`, bit 2. */
const tellsWhilePassing = 4;

/**
 * One life of the module, from `ready` to the next restart. Everything volatile is in it, so that a restart forgets by
 * construction what a real one forgets.
 */
export class Session {
  readonly core: Core;
  readonly #host: SessionHost;
  readonly #timers: Timers;
  readonly #interpreter: Interpreter;
  readonly #input: LineInput;
  #listening = true;
  #lateReady: Timer | undefined;
  readonly #overflow: ReceiveOverflow;

  constructor(host: SessionHost) {
    this.#host = host;
    this.#timers = new Timers(host.clock);
    this.core = this.#buildCore();
    this.#interpreter = new Interpreter({
      personality: host.personality,
      faults: host.faults,
      settings: this.core.settings,
      timers: this.#timers,
      answerMs: host.answerMs,
      commands: allCommands(this.core),
      engaged: () => host.faults.busyWhileJoining === true && this.core.station.phase === 'connecting',
      now: () => host.clock.now(),
      write: (item) => this.#write(item),
      expectPayload: (count, deliver) => this.#input.expectPayload(count, deliver),
      expectData: (consumer) => this.#input.expectData(consumer),
      commandRun: (line) => {
        host.commandSeen(line);
        host.count('commands');
      },
      busyAnswered: () => {
        host.count('busy');
      },
      forceRestart: () => host.restart('software', {}),
    });
    this.#input = this.#buildInput();
    this.#overflow = new ReceiveOverflow(
      () => host.faults.rxOverflow === true && (this.core.settings.uart.flowControl & 1) === 0,
    );
  }

  /** Announces itself, and joins what it remembers. */
  begin(): void {
    const { autoConnect } = this.#host.memory;
    const { join, mode } = this.core.settings.current;
    const joins = autoConnect === 1 && join !== undefined && (mode & 1) === 1 ? join : undefined;
    if (joins === undefined || this.#host.faults.connectedBeforeReady !== true) this.#ready();
    else this.#lateReady = this.#timers.after(readyAtTheLatestMs, () => this.#ready());
    if (joins !== undefined) this.core.station.autoJoin(joins);
  }

  receive(bytes: Uint8Array): void {
    if (!this.#listening || this.#lateReady !== undefined || this.core.settings.asleep) return;
    const kept = this.#overflow.keep(bytes, this.#interpreter.isBusy && !this.#input.collects);
    if (kept.length > 0) this.#input.receive(kept);
  }

  /** A line that no command explains, now or at a place in the next exchange. */
  inject(text: string, between: InjectionPoint | undefined): void {
    if (between === undefined) this.#write(`${text}\r\n`);
    else this.#interpreter.inject(text, between);
  }

  /** Cancels all that was under way. */
  end(): void {
    this.#listening = false;
    this.#timers.cancelAll();
    this.core.station.end();
    this.core.server.stop();
    this.core.links.end();
  }

  /** What a restart by command still says: the links and the network go. */
  #farewell(reason: RestartReason, options: RestartOptions): void {
    const { core } = this;
    const { faults, personality } = this.#host;
    this.#listening = false;
    const associated = core.station.isAssociated && faults.noDisconnect !== true;
    if (faults.disconnectBeforeClosed === true && associated) this.#write('WIFI DISCONNECT\r\n');
    core.server.stop();
    core.links.closeAll();
    if (faults.disconnectBeforeClosed !== true && associated) this.#write('WIFI DISCONNECT\r\n');
    core.station.end();
    this.#timers.cancelAll();
    this.#timers.after(personality.times.farewellMs, () => this.#host.restart(reason, options));
  }

  #ready(): void {
    this.#lateReady?.cancel();
    this.#lateReady = undefined;
    const { faults, personality } = this.#host;
    if (personality.vendorLine !== undefined) this.#write(`\r\n${personality.vendorLine}\r\n`);
    if (faults.noReady !== true) this.#write('\r\nready\r\n');
    const { storedLink } = this.#host.memory;
    if (storedLink === undefined) return;
    // The module wakes up in transparent transmission (AT+SAVETRANSLINK): what the host says is data.
    const { core } = this;
    core.settings.transparent = 1;
    this.#interpreter.enter({ kind: 'data', begin: (finish) => new Transparent(core, storedLink, finish) });
  }

  #write(item: Buffer | string): void {
    this.#host.transmit(typeof item === 'string' ? Buffer.from(item, 'latin1') : item);
  }

  #urc(text: string): void {
    const { settings } = this.core;
    const told = !settings.passing || (settings.current.systemMessages & tellsWhilePassing) !== 0;
    if (told) this.#write(`${text}\r\n`);
    if (text === 'WIFI CONNECTED') this.#host.count('joins');
    if (text === 'WIFI DISCONNECT') this.#host.count('disconnects');
    if (text === 'WIFI CONNECTED' && this.#lateReady !== undefined) {
      this.#lateReady.cancel();
      this.#lateReady = this.#timers.after(30, () => this.#ready());
    }
    if (text !== 'WIFI GOT IP') return;
    this.core.links.networkBack();
    synchronise(this.core);
  }

  #changeUart(wanted: UartSettings): void {
    this.#timers.after(uartSwitchMs, () => {
      this.core.settings.uart = wanted;
    });
  }

  #buildInput(): LineInput {
    const { faults, personality } = this.#host;
    const interpreter = this.#interpreter;
    const { settings } = this.core;
    return new LineInput({
      get echoes() {
        return settings.echo && !interpreter.isBlocked;
      },
      doublesCr: (line) => faults.doubledCrEcho === true || personality.doubledCr.includes(nameOf(line)),
      echo: (bytes) => this.#echo(bytes),
      line: (text) => interpreter.line(text),
      overlong: () => interpreter.overlong(),
    });
  }

  /** The echo; a race in old firmware puts a line into the middle of it. */
  #echo(bytes: Buffer): void {
    const inside = bytes.length < 4 ? '' : this.#interpreter.takeInjected('inside-echo');
    if (inside === '') {
      this.#write(bytes);
      return;
    }
    const half = bytes.length >> 1;
    this.#write(bytes.subarray(0, half));
    this.#write(inside);
    this.#write(bytes.subarray(half));
  }

  #buildCore(): Core {
    const { air, clock, faults, memory, network, personality, refusesNext, useUpEmptyScan } = this.#host;
    const settings = new Settings(memory, personality);
    const urc = (text: string): void => this.#urc(text);
    const tls = new TlsSettings(personality, faults, memory, settings);
    const timers = this.#timers;
    const now = (): number => clock.now();
    const write = (item: Buffer | string): void => this.#write(item);
    const links = new Links({
      personality,
      faults,
      settings,
      network,
      timers,
      now,
      urc,
      write,
      room: this.#host.room,
      collecting: () => this.#interpreter.isCollecting,
    });
    const connectLine = (link: Link): string => connectionLine(links.forms, settings.current.systemMessages, link);
    const server = new Server({ network, links, timers, now, urc, connectLine });
    const station = new Station({
      personality,
      faults,
      clock,
      settings,
      air,
      refusesNext,
      urc,
      log: (text) => this.#host.log(text),
      lost: () => {
        links.networkLost();
        settings.linksWereOpen = false;
        settings.networkWasLost = true;
      },
    });
    return {
      personality,
      faults,
      clock,
      timers: this.#timers,
      memory,
      settings,
      air,
      network,
      station,
      links,
      server,
      tls,
      urc,
      write,
      useUpEmptyScan,
      // ESP-AT stores until 2.1 gave it a switch.
      get stores() {
        return settings.store;
      },
      change: (patch, persist) => {
        settings.current = { ...settings.current, ...patch };
        if (persist) memory.state = { ...memory.state, ...patch };
      },
      restart: (reason, options = {}) => this.#farewell(reason, options),
      changeUart: (wanted) => this.#changeUart(wanted),
      sleep: () => {
        settings.asleep = true;
      },
    };
  }
}

/** `+CIFSR` of `AT+CIFSR`, `+CIPCLOSE` of `AT+CIPCLOSE=0`. */
function nameOf(line: string): string {
  return /^AT([^=?]*)/i.exec(line)?.[1]?.toUpperCase() ?? '';
}
