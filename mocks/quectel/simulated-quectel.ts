import type { Clock, Timer } from '../../src/base/clock.ts';
import { fasterClock } from '../../src/base/clock.ts';
import { makeImei } from '../module/identity.ts';
import { seededRandom } from '../module/random.ts';
import type { SimulatedModule } from '../simulated-module.ts';
import { beginSession } from './boot.ts';
import type { InjectionPoint } from './interpreter.ts';
import { Memory } from './memory.ts';
import { Network } from './network.ts';
import type { Misbehaviours, QuectelOptions } from './options.ts';
import type { Personality } from './personality.ts';
import { personalityNamed } from './personality-named.ts';
import type { SessionHost } from './session.ts';
import { Session } from './session.ts';
import { SimCard } from './sim-card.ts';

const rememberedCommands = 1000;
const cardAgainMs = 400;

/** How a spontaneous restart looks. */
export interface RestartOptions {
  /** What it says before it falls silent; nothing by default. */
  readonly announce?: 'POWERED DOWN' | 'NORMAL POWER DOWN';
  /** `+QIURC: "pdpdeact",1` comes in the silence, as seen on BG96. */
  readonly latePdpdeact?: boolean;
}

/** A simulated Quectel module: a personality, a card, a network and the faults it was given. */
export class SimulatedQuectel implements SimulatedModule {
  readonly personality: string;
  readonly imei: string;
  readonly #model: Personality;
  readonly #clock: Clock;
  readonly #memory: Memory;
  readonly #card: SimCard;
  readonly #network: Network;
  readonly #host: SessionHost;
  readonly #commands: string[] = [];
  #transmit: ((bytes: Uint8Array) => void) | undefined;
  #session: Session | undefined;
  /** Set while it starts up or says goodbye. */
  #pending: Timer | undefined;
  #latePdpdeact: Timer | undefined;
  #state: 'off' | 'starting' | 'running' = 'off';
  #hung = false;
  #closed = false;

  constructor(options: QuectelOptions) {
    this.#model = personalityNamed(options.personality);
    this.personality = this.#model.name;
    this.#clock = options.speed === undefined ? options.clock : fasterClock(options.clock, options.speed);
    const random = seededRandom(options.seed ?? 1);
    const faults: Misbehaviours = { ...this.#model.misbehaviours, ...options.misbehaviours };
    this.imei = makeImei(this.#model.typeAllocationCode, random);
    // The factory routes URCs to usbat (Quectel AT manuals, AT+QURCCFG).
    this.#memory = new Memory(this.#model, 'usbat');
    this.#card = new SimCard(options.sim);
    this.#network = new Network(options.network ?? {}, random);
    this.#host = {
      personality: this.#model,
      faults,
      clock: this.#clock,
      imei: this.imei,
      memory: this.#memory,
      network: this.#network,
      card: this.#card,
      hostPort: faults.urcPort === true ? 'uart1' : undefined,
      transmit: (bytes) => this.#send(bytes),
      commandSeen: (line) => this.#remember(line),
      restart: () => this.reboot({ announce: 'POWERED DOWN' }),
      shutDown: (delayMs) => this.#shutDown(delayMs),
    };
  }

  receive(bytes: Uint8Array): void {
    // What comes before the first URC is lost: nobody listens yet.
    if (!this.#hung) this.#session?.receive(bytes);
  }

  attach(transmit: (bytes: Uint8Array) => void): () => void {
    this.#transmit = transmit;
    return () => {
      if (this.#transmit === transmit) this.#transmit = undefined;
    };
  }

  powerOn(): void {
    if (this.#closed || this.#state !== 'off') return;
    this.#start(this.#model.times.bootMs, true);
  }

  powerOff(): void {
    this.#endSession();
    this.#state = 'off';
    this.#hung = false;
  }

  close(): void {
    this.powerOff();
    this.#closed = true;
    this.#transmit = undefined;
  }

  /** One pulse on PWRKEY: switches on what is off, and what runs off, with a farewell. Ignored while it starts. */
  powerKey(): void {
    if (this.#state === 'off') this.powerOn();
    else if (this.#state === 'running') this.#shutDown(this.#model.times.powerDownMs);
  }

  /** Restarts by itself, as with a weak supply: everything volatile is gone. */
  reboot(options: RestartOptions = {}): void {
    if (this.#state !== 'running') return;
    if (options.announce !== undefined) this.#session?.core.urc(options.announce);
    this.#start(this.#model.times.rebootMs, false);
    if (options.latePdpdeact !== true) return;
    this.#latePdpdeact = this.#clock.after(this.#model.times.rebootMs / 2, () => {
      this.#send(Buffer.from('\r\n+QIURC: "pdpdeact",1\r\n', 'latin1'));
    });
  }

  /** The last cell goes out of reach. */
  loseCoverage(): void {
    this.#network.coverage = false;
    this.#session?.core.radio.coverageLost();
  }

  restoreCoverage(): void {
    this.#network.coverage = true;
    this.#session?.core.radio.networkChanged();
  }

  /** The network refuses registration with this cause (3GPP TS 24.301 9.9.3.9: 11 is "PLMN not allowed"). */
  denyRegistration(cause = 11): void {
    this.#network.refusal = cause;
    this.#session?.core.radio.networkChanged();
  }

  allowRegistration(): void {
    this.#network.refusal = undefined;
    this.#session?.core.radio.networkChanged();
  }

  /** The network takes the bearer of a context away. */
  deactivatePdp(cid = 1): void {
    this.#session?.core.packet.drop(cid);
  }

  /** The network gives a bearer another address, without a word; undefined when it is not up. */
  changeAddress(cid = 1, address?: string): string | undefined {
    return this.#session?.core.packet.changeAddress(cid, address);
  }

  /** The card is pulled out of the slot. */
  removeSim(): void {
    if (!this.#card.inserted) return;
    this.#card.inserted = false;
    if (!this.#detectsCard()) return;
    this.#reportSlot();
    this.#session?.core.slot.removed();
  }

  /** The card is put back. */
  insertSim(): void {
    if (this.#card.inserted) return;
    this.#card.inserted = true;
    if (!this.#detectsCard() || this.#session?.core.radio.functionality === 0) return;
    this.#reportSlot();
    this.#session?.core.slot.start(cardAgainMs / 2, cardAgainMs);
  }

  /** Says a URC: at the next line boundary, or at a place in the exchange of the next command. */
  injectUrc(text: string, options: { readonly between?: InjectionPoint } = {}): void {
    this.#session?.inject(text, options.between);
  }

  /** From now on it neither hears nor says anything. */
  hang(): void {
    this.#hung = true;
  }

  unhang(): void {
    this.#hung = false;
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  get isRegistered(): boolean {
    return this.#session?.core.radio.registered ?? false;
  }

  /** Contexts of the internal TCP/IP stack that are active. */
  get activeContexts(): readonly number[] {
    return this.#session?.core.packet.activeContexts ?? [];
  }

  /** The address of a bearer that is up. */
  addressOf(cid: number): string | undefined {
    return this.#session?.core.packet.address(cid);
  }

  /** Whether it echoes now. */
  get echo(): boolean {
    return this.#session?.core.settings.profile.echo ?? false;
  }

  /** The speed to which `AT+IPR` set its port, in bits a second. */
  get baudRate(): number {
    return this.#session?.core.settings.baudRate ?? this.#memory.baudRate;
  }

  get pinTriesLeft(): number {
    return this.#card.pinTries;
  }

  get pukTriesLeft(): number {
    return this.#card.pukTries;
  }

  /** The last command lines, oldest first, each from `AT` on and without its CR. At most 1000. */
  get commandsSeen(): readonly string[] {
    return this.#commands;
  }

  #start(delayMs: number, cold: boolean): void {
    this.#endSession();
    this.#state = 'starting';
    this.#pending = this.#clock.after(delayMs, () => {
      this.#state = 'running';
      this.#session = new Session(this.#host, cold);
      beginSession(this.#session);
    });
  }

  #shutDown(delayMs: number): void {
    if (this.#pending !== undefined) this.#pending.cancel();
    const session = this.#session;
    session?.core.radio.setFunctionality(4);
    this.#pending = this.#clock.after(delayMs, () => {
      session?.core.urc('POWERED DOWN');
      this.powerOff();
    });
  }

  #endSession(): void {
    this.#pending?.cancel();
    this.#pending = undefined;
    this.#latePdpdeact?.cancel();
    this.#latePdpdeact = undefined;
    this.#session?.end();
    this.#session = undefined;
  }

  #send(bytes: Uint8Array): void {
    if (!this.#hung) this.#transmit?.(bytes);
  }

  #remember(line: string): void {
    if (this.#commands.length >= rememberedCommands) this.#commands.shift();
    this.#commands.push(line);
  }

  #detectsCard(): boolean {
    return this.#memory.simDetection.startsWith('1');
  }

  #reportSlot(): void {
    if (this.#memory.simStatReport === 0) return;
    this.#session?.core.urc(`+QSIMSTAT: 1,${this.#card.inserted ? 1 : 0}`);
  }
}
