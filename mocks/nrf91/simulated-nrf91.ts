import { fasterClock } from '../../src/base/clock.ts';
import { SerialOutput } from '../esp-at/serial-output.ts';
import { makeImei } from '../module/identity.ts';
import { seededRandom } from '../module/random.ts';
import type { SimulatedModule, Transmit } from '../simulated-module.ts';
import type { InjectionPoint } from './firmware/executor.ts';
import { LifeCycle } from './life-cycle.ts';
import type { Core } from './modem/core.ts';
import { Network } from './network.ts';
import type { Nrf91Options } from './options.ts';
import type { Personality } from './personality.ts';
import { personalityNamed } from './personality-named.ts';
import type { Session } from './session.ts';
import { SimCard } from './sim-card.ts';

const rememberedCommands = 1000;
const faultStepMs = 500;

/** How a modem fault looks. */
export interface ModemFaultOptions {
  /** The whole module reboots instead of telling; so it always is with the AT host. */
  readonly reboot?: boolean;
}

/** A simulated nRF91 module: an application on top of a modem core, a card, a network and the faults it was given. */
export class SimulatedNrf91 implements SimulatedModule {
  readonly personality: string;
  readonly imei: string;
  readonly #model: Personality;
  readonly #card: SimCard;
  readonly #network: Network;
  readonly #life: LifeCycle;
  readonly #commands: string[] = [];
  readonly #line = new SerialOutput();
  #hung = false;
  #closed = false;

  constructor(options: Nrf91Options) {
    this.#model = personalityNamed(options.personality);
    this.personality = this.#model.name;
    const random = seededRandom(options.seed ?? 1);
    this.imei = makeImei(this.#model.typeAllocationCode, random);
    this.#card = new SimCard(options.sim);
    this.#network = new Network(options.network ?? {}, random);
    this.#life = new LifeCycle({
      model: this.#model,
      options,
      clock: options.speed === undefined ? options.clock : fasterClock(options.clock, options.speed),
      imei: this.imei,
      card: this.#card,
      network: this.#network,
      transmit: (bytes) => {
        if (!this.#hung) this.#line.send(bytes, this.baudRate);
      },
      room: this.#line.room,
      commandSeen: (line) => this.#remember(line),
    });
  }

  receive(bytes: Uint8Array): void {
    // What comes before the UART is on is lost.
    if (this.#hung) return;
    const own = this.baudRate;
    this.#session?.receive(this.#line.asReadAt(bytes, this.#line.hostBaudRate ?? own, own));
  }

  attach(transmit: Transmit): () => void {
    return this.#line.attach(transmit);
  }

  drained(): void {
    this.#line.room.drained();
  }

  powerOn(): void {
    if (!this.#closed) this.#life.powerOn();
  }

  powerOff(): void {
    this.#life.powerOff();
    this.#hung = false;
  }

  close(): void {
    this.powerOff();
    this.#closed = true;
    this.#line.detach();
  }

  hostBaudRate(baudRate: number | undefined): void {
    this.#line.hostBaudRate = baudRate;
  }

  /** A pulse on the power pin: wakes a module that `AT#XSLEEP` sent to sleep. */
  wake(): void {
    this.#life.wake();
  }

  /** The host set its control lines; DTR means something where `build.dtrWired` says so. */
  hostLines(lines: { readonly dtr?: boolean; readonly rts?: boolean }): void {
    if (lines.dtr !== undefined) this.#life.setDtr(lines.dtr);
  }

  /** The indicate pin, or RI: it has something to say, and its UART is off. */
  get indicating(): boolean {
    return this.#session?.sleep.indicating ?? false;
  }

  /** Restarts by itself, with no farewell: everything volatile is gone, and the modem counts it as a reset. */
  reboot(): void {
    this.#life.reboot();
  }

  /** The modem core crashes. */
  modemFault(options: ModemFaultOptions = {}): void {
    const session = this.#session;
    if (session === undefined) return;
    if (options.reboot === true || this.#model.application === 'at-host') {
      this.reboot();
      return;
    }
    session.crashModem();
    session.announce('#XMODEM: FAULT,0x2,0x5de4c');
    session.timers.after(faultStepMs, () => session.announce('#XMODEM: SHUTDOWN,0'));
    session.timers.after(2 * faultStepMs, () => {
      session.startModem();
      session.announce('#XMODEM: INIT,0');
    });
  }

  /** From now on every command to the modem fails, until the modem core or the module is started anew. */
  breakModem(): void {
    this.#session?.breakModem();
  }

  /** The last cell goes out of reach. */
  loseCoverage(): void {
    this.#network.coverage = false;
    this.#core?.radio.coverageLost();
  }

  restoreCoverage(): void {
    this.#network.coverage = true;
    this.#core?.radio.networkChanged();
  }

  /** The network refuses registration with this cause (3GPP TS 24.301 9.9.3.9: 11 is "PLMN not allowed"). */
  denyRegistration(cause = 11): void {
    this.#network.refusal = cause;
    this.#core?.radio.networkChanged();
  }

  allowRegistration(): void {
    this.#network.refusal = undefined;
    this.#core?.radio.networkChanged();
  }

  /** The module moves to another cell: eight hexadecimal digits in capitals. */
  changeCell(cell: string): void {
    this.#network.cell = cell;
    this.#core?.radio.cellChanged();
  }

  /** The network takes a connection away; without its default one the modem attaches again by itself. */
  deactivatePdn(cid = 0, options: { readonly attachAgain?: boolean } = {}): void {
    const core = this.#core;
    if (core?.packet.drop(cid) !== true || cid !== 0 || options.attachAgain === false) return;
    core.radio.attachAgain();
  }

  /** The network detaches the module, without a word about each connection; it attaches again by itself. */
  detachByNetwork(): void {
    this.#core?.radio.networkDetached();
  }

  /** A context loses its IPv4 address, without a word. */
  dropIpv4(cid = 0): void {
    const connection = this.#core?.packet.connection(cid);
    if (connection !== undefined) connection.ipv4 = undefined;
  }

  /** A context loses its IPv6 address: `+CGEV: IPV6 FAIL`. */
  dropIpv6(cid = 0): void {
    this.#core?.packet.loseIpv6(cid);
  }

  /** A context gets an IPv6 address: `+CGEV: IPV6`. */
  giveIpv6(cid = 0): void {
    this.#core?.packet.giveIpv6(cid);
  }

  /** A context gets another IPv4 address, without a word; undefined when it is not up. */
  changeAddress(cid = 0, address?: string): string | undefined {
    const connection = this.#core?.packet.connection(cid);
    if (connection === undefined) return undefined;
    connection.ipv4 = address ?? this.#network.assignIpv4();
    return connection.ipv4;
  }

  /** The card is pulled; the modem notices when it next asks it something. */
  removeSim(): void {
    this.#card.inserted = false;
    this.#core?.uicc.pulled();
  }

  /** The card is put back; the modem does not look before it is activated again. */
  insertSim(): void {
    this.#card.inserted = true;
  }

  /** The modem switches itself off because it is too hot. */
  overheat(): void {
    const session = this.#session;
    session?.modem?.core.subscribed('%MDMEV', '%MDMEV: ME OVERHEATED');
    session?.modem?.core.subscribed('+CGEREP', '+CGEV: ME OVERHEATED');
    session?.modem?.power.apply(4);
  }

  /** Says a URC: as soon as URCs may go, or at a place in the exchange of the next command. */
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
    return this.#life.isRunning;
  }

  get isRegistered(): boolean {
    return this.#core?.radio.registered ?? false;
  }

  /** `AT+CFUN`: what was last set, 0 after a start. */
  get functionalMode(): number {
    return this.#session?.modem?.power.mode ?? 0;
  }

  /** The contexts that are up. */
  get activePdns(): readonly number[] {
    return this.#core?.packet.active ?? [];
  }

  /** The addresses of a context, IPv4 first. */
  addressesOf(cid: number): readonly string[] {
    return this.#core?.packet.addresses(cid) ?? [];
  }

  /** Whether it echoes now. */
  get echo(): boolean {
    return this.#session?.echo ?? false;
  }

  /** The speed of its line, in bits a second. */
  get baudRate(): number {
    return this.#session?.baudRate ?? 115_200;
  }

  /** Attaching is restricted after too many resets without `AT+CFUN=0`. */
  get resetLoopArmed(): boolean {
    return (this.#core?.resetLoop.leftMs ?? this.#life.flash.holdOffMs) > 0;
  }

  get pinTriesLeft(): number {
    return this.#card.pinTries;
  }

  get pukTriesLeft(): number {
    return this.#card.pukTries;
  }

  /** The last command lines, oldest first, without their ends. At most 1000. */
  get commandsSeen(): readonly string[] {
    return this.#commands;
  }

  get #session(): Session | undefined {
    return this.#life.session;
  }

  get #core(): Core | undefined {
    return this.#session?.modem?.core;
  }

  #remember(line: string): void {
    if (this.#commands.length >= rememberedCommands) this.#commands.shift();
    this.#commands.push(line);
  }
}
