import type { Clock } from '../../src/base/clock.ts';
import { fasterClock } from '../../src/base/clock.ts';
import { answerTime } from '../module/answer-time.ts';
import { makeImei } from '../module/identity.ts';
import { seededRandom } from '../module/random.ts';
import type { SimulatedModule, Transmit } from '../simulated-module.ts';
import type { InjectionPoint } from './interpreter.ts';
import type { RestartOptions } from './lifecycle.ts';
import { Lifecycle } from './lifecycle.ts';
import { Memory } from './memory.ts';
import { Network } from './network.ts';
import type { Misbehaviours, QuectelOptions, SimOptions } from './options.ts';
import { personalityNamed } from './personality-named.ts';
import { Session } from './session.ts';
import type { SessionHost } from './session-host.ts';
import { SimCard } from './sim-card.ts';
import { Wire } from './wire.ts';

export type { RestartOptions } from './lifecycle.ts';

// What a host has that was never told a speed.
const usualBaudRate = 115_200;
const rememberedCommands = 1000;
const cardAgainMs = 400;
// A module that restarts after a swap does so once it found the card.
const swapRestartMs = 800;

/** A simulated Quectel module: a personality, a card, a network and the faults it was given. */
export class SimulatedQuectel implements SimulatedModule {
  readonly personality: string;
  readonly imei: string;
  readonly #clock: Clock;
  readonly #memory: Memory;
  #card: SimCard;
  readonly #network: Network;
  readonly #wire = new Wire();
  readonly drained = (): void => this.#wire.room.drained();
  readonly #lifecycle: Lifecycle;
  readonly #commands: string[] = [];
  readonly #openErrors: number[] = [];
  #dtr = true;
  #closed = false;

  constructor(options: QuectelOptions) {
    const model = personalityNamed(options.personality);
    this.personality = model.name;
    this.#clock = options.speed === undefined ? options.clock : fasterClock(options.clock, options.speed);
    const random = seededRandom(options.seed ?? 1);
    const faults: Misbehaviours = { ...model.misbehaviours, ...options.misbehaviours };
    this.imei = makeImei(model.typeAllocationCode, random);
    // The factory routes URCs to usbat (Quectel AT manuals, AT+QURCCFG).
    this.#memory = new Memory(model, 'usbat');
    this.#card = new SimCard(options.sim);
    this.#network = new Network(options.network ?? {}, random);
    const host: SessionHost = {
      personality: model,
      faults,
      clock: this.#clock,
      imei: this.imei,
      memory: this.#memory,
      network: this.#network,
      internet: options.internet,
      answerMs: options.answerMs ?? answerTime(model.times.answerMs, options.speed ?? 1),
      verifiesTls: options.tlsVerification !== 'ignores',
      openErrors: this.#openErrors,
      card: () => this.#card,
      hostPort: faults.urcPort === true ? 'uart1' : undefined,
      hostBaudRate: () => this.#wire.hostBaudRate ?? usualBaudRate,
      dtr: () => this.#dtr,
      transmit: (bytes) => this.#wire.send(bytes, this.#lineRate),
      room: this.#wire.room,
      commandSeen: (line) => this.#remember(line),
      restart: () => this.reboot({ announce: 'POWERED DOWN' }),
      shutDown: (delayMs) => this.#lifecycle.shutDown(delayMs),
      sleep: (wakeAfterMs) => this.#lifecycle.sleep(wakeAfterMs),
    };
    this.#lifecycle = new Lifecycle({
      personality: model,
      clock: this.#clock,
      makeSession: (reason) => new Session(host, reason),
      utter: (text) => this.#wire.send(Buffer.from(text, 'latin1'), this.#lineRate),
      asleep: () => {
        if (faults.noiseInPsm === true) this.#wire.float();
      },
    });
  }

  receive(bytes: Uint8Array): void {
    // What comes before the first URC is lost: nobody listens yet.
    this.#session?.receive(this.#wire.heard(bytes, this.#lineRate));
  }

  attach(transmit: Transmit): () => void {
    return this.#wire.attach(transmit);
  }

  powerOn(): void {
    if (!this.#closed) this.#lifecycle.powerOn();
  }

  powerOff(): void {
    this.#lifecycle.powerOff();
    this.#wire.cut = false;
  }

  close(): void {
    this.powerOff();
    this.#closed = true;
    this.#wire.detach();
  }

  /**
   * One pulse on PWRKEY: switches on what is off, and what runs off, with a farewell. Wakes it from power saving mode,
   * but for the first second of that. Ignored while it starts.
   */
  powerKey(): void {
    if (!this.#closed) this.#lifecycle.powerKey();
  }

  /** The host's DTR: active (low on the pin) unless set. A module with `AT+QSCLK=1` sleeps while it is not. */
  setDtr(active: boolean): void {
    const dropped = this.#dtr && !active;
    this.#dtr = active;
    if (dropped) this.#session?.dtrDropped();
  }

  /** The speed of the host's port, in bits a second; undefined, as at the start: whatever the module has. */
  setHostBaudRate(baudRate: number | undefined): void {
    this.#wire.hostBaudRate = baudRate;
  }

  hostLines({ dtr }: { readonly dtr?: boolean }): void {
    if (dtr !== undefined) this.setDtr(dtr);
  }

  hostBaudRate(baudRate: number | undefined): void {
    this.setHostBaudRate(baudRate);
  }

  /** Restarts by itself, as with a weak supply: everything volatile is gone. */
  reboot(options: RestartOptions = {}): void {
    this.#lifecycle.restart(options);
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

  /** The network takes the bearer of a context away; `silent`: and nobody says so. */
  deactivatePdp(cid = 1, options: { readonly silent?: boolean } = {}): void {
    const packet = this.#session?.core.packet;
    if (options.silent === true) packet?.dropSilently(cid);
    else packet?.drop(cid);
  }

  /** The network detaches the module, which then attaches anew: every context is gone. */
  detachByNetwork(): void {
    const core = this.#session?.core;
    core?.packet.detach('NW');
    core?.radio.detachedByNetwork();
  }

  /** The network gives a bearer another address, without a word; undefined when it is not up. */
  changeAddress(cid = 1, address?: string): string | undefined {
    return this.#session?.core.packet.changeAddress(cid, address);
  }

  /** The card is pulled out of the slot. */
  removeSim(): void {
    if (!this.#card.inserted) return;
    this.#card.inserted = false;
    if (this.#session?.core.detectsCard !== true) return;
    this.#reportSlot();
    this.#session.core.slot.removed();
  }

  /** A card is put into the empty slot: the one that was pulled out, or another. */
  insertSim(other?: SimOptions): void {
    if (this.#card.inserted) return;
    if (other !== undefined) this.#card = new SimCard(other);
    this.#card.inserted = true;
    const core = this.#session?.core;
    if (core === undefined || !core.detectsCard) return;
    core.slot.card = this.#card;
    if (core.radio.functionality === 0) return;
    this.#reportSlot();
    if (core.faults.restartAfterSwap === true) core.timers.after(swapRestartMs, () => this.reboot());
    else core.slot.start(cardAgainMs / 2, cardAgainMs);
  }

  /** Says a URC: at the next line boundary, or at a place in the exchange of the next command. */
  injectUrc(text: string, options: { readonly between?: InjectionPoint } = {}): void {
    this.#session?.inject(text, options.between);
  }

  /** A data call of an earlier host has the port: `+++` between two seconds of silence ends that, or DTR. */
  stickInDataMode(): void {
    this.#session?.stickInDataMode();
  }

  /** The next socket fails to open, with this code of `AT+QIGETERROR`; called again, the one after it as well. */
  failNextOpen(error: number): void {
    this.#openErrors.push(error);
  }

  /** Sockets of an earlier host are open, with old data in them: as after a restart of the host alone. */
  leaveStaleSockets(ids: readonly number[], data: Uint8Array = Buffer.from('stale')): void {
    this.#session?.core.sockets.leaveStale(ids, data);
  }

  /** From now on it neither hears nor says anything. */
  hang(): void {
    this.#wire.cut = true;
  }

  unhang(): void {
    this.#wire.cut = false;
  }

  get isRunning(): boolean {
    return this.#lifecycle.state === 'running';
  }

  /** It is in power saving mode: nothing but the power key and the next tracking area update wakes it. */
  get isAsleep(): boolean {
    return this.#lifecycle.state === 'asleep';
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

  /** The speed in force; 0 while it looks for the host's. */
  get #lineRate(): number {
    return this.#session?.core.settings.lineRate ?? this.#memory.baudRate;
  }

  get #session(): Session | undefined {
    return this.#lifecycle.session;
  }

  #remember(line: string): void {
    if (this.#commands.length >= rememberedCommands) this.#commands.shift();
    this.#commands.push(line);
  }

  #reportSlot(): void {
    if (this.#memory.simStatReport === 0) return;
    this.#session?.core.urc(`+QSIMSTAT: 1,${this.#card.inserted ? 1 : 0}`);
  }
}
