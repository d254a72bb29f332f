import type { Clock } from '../../src/base/clock.ts';
import type { LineRoom } from '../module/line-room.ts';
import { Timers } from '../module/timers.ts';
import { banner, beginSession, greeting, greetingMs, initError } from './boot.ts';
import type { PowerAction } from './firmware/own-commands.ts';
import { dialectOf } from './modem/dialect.ts';
import { Flash } from './modem/flash.ts';
import type { Network } from './network.ts';
import type { BuildOptions, Misbehaviours, Nrf91Options } from './options.ts';
import type { Personality } from './personality.ts';
import type { SessionHost } from './session.ts';
import { Session } from './session.ts';
import type { SimCard } from './sim-card.ts';

// AT#XRESET and its like switch the modem off first, which takes as long as AT+CFUN=0.
const modemOffMs = 1500;
const wakeMs = 100;
const uartOffMs = 100;

/** What a module is made of that outlives its restarts. */
export interface Hardware {
  readonly model: Personality;
  readonly options: Nrf91Options;
  readonly clock: Clock;
  readonly imei: string;
  readonly card: SimCard;
  readonly network: Network;
  transmit(bytes: Uint8Array): void;
  /** Whether the line takes more. */
  readonly room: LineRoom;
  commandSeen(line: string): void;
}

/** Power, starts and ends: it makes a session at each start and knows what survives it. */
export class LifeCycle {
  readonly flash = new Flash();
  readonly #hardware: Hardware;
  readonly #build: BuildOptions;
  readonly #faults: Misbehaviours;
  readonly #host: SessionHost;
  /** What is under way between two sessions. */
  readonly #timers: Timers;
  #session: Session | undefined;
  #state: 'off' | 'starting' | 'running' | 'sleeping' | 'shut-down' = 'off';
  #modemStarts = 0;
  #dtr = false;
  #endedGracefully = true;

  constructor(hardware: Hardware) {
    const { card, clock, imei, model, network, options } = hardware;
    this.#hardware = hardware;
    this.#build = options.build ?? {};
    this.#faults = options.misbehaviours ?? {};
    this.#timers = new Timers(clock);
    this.#host = {
      personality: model,
      dialect: dialectOf(options.modemFirmware ?? model.modemFirmware),
      faults: this.#faults,
      build: this.#build,
      clock,
      imei,
      flash: this.flash,
      network,
      card,
      internet: { network: options.internet, clock: options.clock, tlsVerification: options.tlsVerification },
      speed: options.speed ?? 1,
      modemStarts: () => ({ restarted: this.#modemStarts++ > 0, ungraceful: !this.#endedGracefully }),
      modemEnds: (graceful) => {
        this.#endedGracefully = graceful;
      },
      transmit: (bytes) => hardware.transmit(bytes),
      room: hardware.room,
      commandSeen: (line) => hardware.commandSeen(line),
      power: (action) => this.#act(action),
    };
  }

  /** The application that runs; undefined before it listens. */
  get session(): Session | undefined {
    return this.#session;
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  powerOn(): void {
    if (this.#state !== 'off') return;
    this.#modemStarts = 0;
    this.#start();
  }

  powerOff(): void {
    this.#stop();
    this.#state = 'off';
  }

  /** A pulse on the power pin. */
  wake(): void {
    const session = this.#session;
    if (this.#state === 'sleeping') this.#start();
    else if (session?.sleep.asleep === true) session.timers.after(wakeMs, () => session.wake());
  }

  /** The host's DTR, where that is wired: without it the UART is off. */
  setDtr(asserted: boolean): void {
    const was = this.#dtr;
    this.#dtr = asserted;
    if (!this.#dtrWired || asserted === was) return;
    if (asserted) this.wake();
    else this.#session?.timers.after(uartOffMs, () => this.#sleepWithoutDtr());
  }

  /** Starts anew without a farewell. */
  reboot(): void {
    if (this.#state === 'running' || this.#state === 'starting') this.#start();
  }

  #start(): void {
    this.#stop();
    this.#state = 'starting';
    const { application, times } = this.#hardware.model;
    const failed = this.#faults.ready === 'init-error';
    this.#timers.after(0, () => this.#say(banner(this.#hardware.model, this.#faults)));
    this.#timers.after(times.bootMs, () => {
      this.#state = 'running';
      if (failed) return;
      this.#session = new Session(this.#host);
      this.#sleepWithoutDtr();
      beginSession(this.#session, this.#faults, this.#build.autoConnect === true);
      if (this.#faults.hangAfterReady === true) this.#session.deafen();
    });
    const greetMs = greetingMs(this.#hardware.model, this.#faults);
    const words = failed ? (application === 'at-host' ? '' : initError) : greeting(this.#hardware.model);
    if (greetMs !== undefined) this.#timers.after(greetMs, () => this.#greet(words));
  }

  /** A UART that is off says it when it is on. */
  #greet(words: string): void {
    if (this.#session?.sleep.asleep !== true) this.#say(words);
  }

  get #dtrWired(): boolean {
    return this.#hardware.model.application === 'serial-modem' && this.#build.dtrWired === true;
  }

  #sleepWithoutDtr(): void {
    if (this.#dtrWired && !this.#dtr) this.#session?.sleep.begin();
  }

  #stop(): void {
    this.#timers.cancelAll();
    this.#session?.end();
    this.#session = undefined;
  }

  #act(action: PowerAction): void {
    if (action === 'idle') {
      this.#session?.sleep.begin();
      return;
    }
    // The UART goes off first: nobody hears of the detach.
    const modem = this.#session?.modem;
    modem?.core.modes.clear();
    modem?.power.apply(0);
    this.#stop();
    this.#state = action === 'sleep' ? 'sleeping' : action === 'reset' ? 'starting' : 'shut-down';
    if (action === 'reset') this.#timers.after(modemOffMs, () => this.#start());
  }

  #say(text: string): void {
    if (text !== '') this.#hardware.transmit(Buffer.from(text, 'latin1'));
  }
}
