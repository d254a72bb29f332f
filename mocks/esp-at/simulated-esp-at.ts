import type { Clock, Timer } from '../../src/base/clock.ts';
import { fasterClock } from '../../src/base/clock.ts';
import { answerTime } from '../module/answer-time.ts';
import { seededRandom } from '../module/random.ts';
import { noNetwork } from '../network/no-network.ts';
import type { SimulatedModule, Transmit } from '../simulated-module.ts';
import { SimulatedAir } from './air.ts';
import type { HostControlLines, Wiring } from './control-lines.ts';
import { pinsOf } from './control-lines.ts';
import type { RestartOptions, RestartReason } from './core.ts';
import type { InjectionPoint } from './interpreter.ts';
import { Memory } from './memory.ts';
import type { EspAtOptions, Misbehaviours } from './options.ts';
import type { Personality } from './personality.ts';
import { personalityNamed } from './personality-named.ts';
import { esp32RomText, esp8266RomText, panicLines, portLines } from './rom-text.ts';
import { SerialOutput } from './serial-output.ts';
import type { Counted, SessionHost } from './session.ts';
import { Session } from './session.ts';
import { makeMac, storedState } from './stored-network.ts';

const rememberedCommands = 1000;
const romBaudRate = 74_880;
const usualHostBaudRate = 115_200;
const glitchBytes = [0x00, 0xff, 0xe0, 0xfe, 0x00, 0xf8];

/** What happened since it was made. */
export type EspAtCounters = Readonly<Record<Counted | 'starts', number>>;

/** A simulated module with ESP-AT or the older ESP8266 firmware: a personality, the air around it and its faults. */
export class SimulatedEspAt implements SimulatedModule {
  readonly personality: string;
  readonly mac: string;
  /** The access points around it. */
  readonly air: SimulatedAir;
  readonly #model: Personality;
  readonly #faults: Misbehaviours;
  readonly #clock: Clock;
  readonly #memory: Memory;
  readonly #host: SessionHost;
  readonly #wiring: Wiring;
  readonly #romText: 'misread' | 'readable' | 'none';
  readonly #output = new SerialOutput();
  readonly #log = new SerialOutput();
  readonly #commands: string[] = [];
  readonly #counters: Record<Counted | 'starts', number> = {
    commands: 0,
    busy: 0,
    joins: 0,
    disconnects: 0,
    starts: 0,
  };
  #lines: HostControlLines = { dtr: false, rts: false };
  #session: Session | undefined;
  #starting: Timer[] = [];
  #state: 'off' | 'held' | 'download' | 'starting' | 'running' = 'off';
  #hung = false;
  #closed = false;

  constructor(options: EspAtOptions) {
    this.#model = personalityNamed(options.personality);
    this.personality = this.#model.name;
    this.#clock = options.speed === undefined ? options.clock : fasterClock(options.clock, options.speed);
    this.#faults = { ...this.#model.misbehaviours, ...options.misbehaviours };
    this.air = options.air ?? new SimulatedAir();
    this.mac = options.mac?.toLowerCase() ?? makeMac(this.#model.oui, seededRandom(options.seed ?? 1));
    this.#memory = new Memory(this.#model, this.mac, options.certificates);
    storedState(this.#memory, this.#model, options.stored);
    this.#wiring = options.wiring ?? 'two-transistors';
    this.#romText = options.romText ?? (this.#model.romOnAtPort ? 'misread' : 'none');
    let refusals = this.#faults.refusedJoins ?? 0;
    let emptyScans = this.#faults.emptyScans ?? 0;
    this.#host = {
      personality: this.#model,
      faults: this.#faults,
      clock: this.#clock,
      answerMs: answerTime(this.#model.times.answerMs, options.speed ?? 1),
      memory: this.#memory,
      air: this.air,
      network: options.network ?? noNetwork,
      refusesNext: () => refusals-- > 0,
      useUpEmptyScan: () => emptyScans-- > 0,
      transmit: (bytes) => this.#send(bytes),
      room: this.#output.room,
      log: (text) => this.#sayOnLog(text),
      commandSeen: (line) => this.#remember(line),
      count: (what) => {
        this.#counters[what] += 1;
      },
      restart: (reason, how) => this.#start(reason, how),
    };
  }

  receive(bytes: Uint8Array): void {
    if (this.#hung || this.#session === undefined) return;
    const own = this.baudRate;
    this.#session.receive(this.#output.asReadAt(bytes, this.#output.hostBaudRate ?? own, own));
  }

  attach(transmit: Transmit): () => void {
    return this.#output.attach(transmit);
  }

  drained(): void {
    this.#output.room.drained();
  }

  /** Attaches a line to the log port: ROM, panics and the Wi-Fi driver. One at a time. */
  attachLog(transmit: Transmit): () => void {
    return this.#log.attach(transmit);
  }

  powerOn(): void {
    if (this.#closed || this.#state !== 'off') return;
    this.#start('power');
  }

  powerOff(): void {
    this.#endSession();
    this.#state = 'off';
    this.#hung = false;
  }

  close(): void {
    this.powerOff();
    this.#closed = true;
    this.#output.detach();
    this.#log.detach();
  }

  /** Restarts by itself, with no farewell: everything volatile is gone. Default: a panic. */
  reboot(reason: RestartReason = 'panic'): void {
    if (this.#state !== 'running' && this.#state !== 'starting') return;
    for (const line of panicLines(reason)) this.#sayOnLog(line);
    if (reason === 'watchdog' && this.#model.family === 'nonos') this.#send(Buffer.from('\r\nwdt reset\r\n'));
    this.#start(reason);
  }

  /** The access point throws the station out. */
  deauthenticate(): void {
    this.#session?.core.station.deauthenticate();
  }

  /** Says a line, with its CR LF: now, or at a place in the next exchange. */
  injectUrc(text: string, options: { readonly between?: InjectionPoint } = {}): void {
    this.#session?.inject(text, options.between);
  }

  /** Says bytes as they are. */
  injectBytes(bytes: Uint8Array): void {
    if (this.#state !== 'off') this.#send(bytes);
  }

  /** From now on it neither hears nor says anything. */
  hang(): void {
    this.#hung = true;
  }

  unhang(): void {
    this.#hung = false;
  }

  /** The GPIO that wakes it from light sleep (`AT+SLEEP=2`). */
  wake(): void {
    if (this.#session !== undefined) this.#session.core.settings.asleep = false;
  }

  /** Sets DTR and RTS of the bridge; what is left out stays as it is. They act on the chip as the wiring says. */
  setControlLines(lines: { readonly dtr?: boolean; readonly rts?: boolean }): void {
    const before = pinsOf(this.#wiring, this.#lines);
    this.#lines = { dtr: lines.dtr ?? this.#lines.dtr, rts: lines.rts ?? this.#lines.rts };
    const after = pinsOf(this.#wiring, this.#lines);
    if (this.#state === 'off' || before.held === after.held) return;
    if (after.held) {
      this.#endSession();
      this.#state = 'held';
    } else {
      this.#start('external', { download: after.boot });
    }
  }

  /** The host's speed; at another speed both sides see garbage. Undefined (the default): it follows the module. */
  setHostBaudRate(baudRate: number | undefined): void {
    this.#output.hostBaudRate = baudRate;
  }

  hostLines(lines: { readonly dtr?: boolean; readonly rts?: boolean }): void {
    this.setControlLines(lines);
  }

  hostBaudRate(baudRate: number | undefined): void {
    this.setHostBaudRate(baudRate);
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  /** Why it does not run: off, held in reset, or in the ROM loader. */
  get state(): 'off' | 'held' | 'download' | 'starting' | 'running' {
    return this.#state;
  }

  get isAssociated(): boolean {
    return this.#session?.core.station.isAssociated ?? false;
  }

  /** The station's IPv4 address while it has one. */
  get address(): string | undefined {
    const station = this.#session?.core.station;
    return station?.phase === 'online' ? station.address.ip : undefined;
  }

  get echo(): boolean {
    return this.#session?.core.settings.echo ?? false;
  }

  /** The speed of its UART, in bits a second. */
  get baudRate(): number {
    return this.#session?.core.settings.uart.baudRate ?? this.#memory.uart.baudRate;
  }

  /** The last command lines that were run, oldest first, without their CR LF. At most 1000. */
  get commandsSeen(): readonly string[] {
    return this.#commands;
  }

  get counters(): EspAtCounters {
    return { ...this.#counters };
  }

  #start(reason: RestartReason, options: RestartOptions = {}): void {
    this.#endSession();
    const pins = pinsOf(this.#wiring, this.#lines);
    if (pins.held) {
      this.#state = 'held';
      return;
    }
    const { bootMs, romMs } = this.#model.times;
    const extraMs = options.extraMs ?? 0;
    const download = options.download ?? pins.boot;
    this.#state = download ? 'download' : 'starting';
    this.#later(romMs + extraMs, () => this.#sayRomText(reason, download));
    if (download) return;
    this.#later(Math.max(romMs, bootMs - 1) + extraMs, () => this.#sayGlitch());
    this.#later(bootMs + extraMs, () => {
      this.#state = 'running';
      this.#counters.starts += 1;
      for (const line of portLines(this.#model, this.#memory.uart.baudRate)) this.#sayOnLog(line);
      this.#session = new Session(this.#host);
      this.#session.begin();
    });
  }

  #later(delayMs: number, act: () => void): void {
    this.#starting.push(this.#clock.after(delayMs, act));
  }

  #sayRomText(reason: RestartReason, download: boolean): void {
    if (this.#model.chip !== 'ESP8266') {
      for (const line of esp32RomText(this.#model.chip, reason, download)) this.#sayOnLog(line);
      return;
    }
    if (this.#romText === 'none' || this.#hung) return;
    const readable = this.#romText === 'readable';
    const text = Buffer.from(esp8266RomText(reason, download, readable), 'latin1');
    const sentAt = readable ? this.baudRate : romBaudRate;
    const readAt = this.#output.hostBaudRate ?? usualHostBaudRate;
    this.#send(this.#output.asReadAt(text, sentAt, readAt), readAt);
  }

  #sayGlitch(): void {
    const count = Math.min(this.#faults.bootGarbage ?? 0, 1000);
    if (count > 0) this.#send(Uint8Array.from({ length: count }, (_, index) => glitchBytes[index % 6] ?? 0));
  }

  #endSession(): void {
    for (const timer of this.#starting.splice(0)) timer.cancel();
    this.#session?.end();
    this.#session = undefined;
  }

  #send(bytes: Uint8Array, baudRate = this.baudRate): void {
    if (!this.#hung) this.#output.send(bytes, baudRate);
  }

  #sayOnLog(line: string): void {
    const bytes = Buffer.from(`${line}\r\n`, 'latin1');
    if (!this.#hung) this.#log.send(bytes, usualHostBaudRate);
    if (this.#faults.logOnAtUart === true) this.#send(bytes);
  }

  #remember(line: string): void {
    if (this.#commands.length >= rememberedCommands) this.#commands.shift();
    this.#commands.push(line);
  }
}
