import type { Clock } from '../../src/base/clock.ts';
import { Timers } from '../module/timers.ts';
import { AtLine } from './at-line.ts';
import { allCommands } from './commands/all-commands.ts';
import { grantedSaving, grantedTimes } from './commands/power.ts';
import type { Core } from './core.ts';
import { framedResult, framedUrc } from './framing.ts';
import type { InjectionPoint } from './interpreter.ts';
import { Interpreter } from './interpreter.ts';
import type { StartReason } from './lifecycle.ts';
import type { Memory } from './memory.ts';
import type { Network } from './network.ts';
import type { Misbehaviours } from './options.ts';
import { Output } from './output.ts';
import { PacketData } from './packet-data.ts';
import type { Personality } from './personality.ts';
import { PowerSaving } from './power-saving.ts';
import { Radio } from './radio.ts';
import { Settings } from './settings.ts';
import type { SimCard } from './sim-card.ts';
import { SimSlot } from './sim-slot.ts';
import { StaleCall } from './stale-call.ts';
import { UartSleep } from './uart-sleep.ts';

// An automatic speed is found by the first characters: `A` and `T` are gone by then.
const eatenByAutobaud = 2;
const mostParkedUrcs = 64;

/** What outlives a restart, and whom a session tells what. */
export interface SessionHost {
  readonly personality: Personality;
  readonly faults: Misbehaviours;
  readonly clock: Clock;
  readonly imei: string;
  readonly memory: Memory;
  readonly network: Network;
  /** The card that is in the slot, or was last. */
  card(): SimCard;
  /** The port on which the host is, as `AT+QURCCFG` calls it; undefined: whichever port the URCs go to. */
  readonly hostPort: string | undefined;
  /** The host's speed, in bits a second. */
  hostBaudRate(): number;
  /** The host holds DTR active. */
  dtr(): boolean;
  transmit(bytes: Uint8Array): void;
  commandSeen(line: string): void;
  restart(): void;
  shutDown(delayMs: number): void;
  /** Falls into the deep sleep of power saving mode. */
  sleep(wakeAfterMs: number | undefined): void;
}

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
  readonly #uartSleep: UartSleep;
  /** A data call of an earlier host, as long as it has the port. */
  #stale: StaleCall | undefined;
  #lastLine: string | undefined = '';
  #loseNext: boolean;
  #eaten = 0;
  #ended = false;

  constructor(host: SessionHost, reason: StartReason) {
    this.#host = host;
    this.#loseNext = host.faults.loseFirstCommand === true;
    const timers = new Timers(host.clock);
    const settings = new Settings(host.memory);
    this.#output = new Output((bytes) => host.transmit(bytes), timers);
    this.core = this.#buildCore(timers, settings, reason);
    this.#uartSleep = new UartSleep({
      clock: host.clock,
      mode: () => Number(settings.parameters.get('+QSCLK') ?? '0'),
      dtr: () => host.dtr(),
    });
    this.#interpreter = new Interpreter({
      personality: host.personality,
      settings,
      timers,
      output: this.#output,
      commands: allCommands(this.core),
      done: () => {
        if (!this.#ended) this.#line.unblock();
      },
    });
    this.#line = new AtLine({
      echo: (byte) => this.#echo(byte),
      line: (body) => this.#run(body),
      repeat: () => this.#run(this.#lastLine),
      typing: (active) => this.#typing(active),
    });
  }

  receive(bytes: Uint8Array): void {
    if (!this.#uartSleep.hears()) return;
    if (this.#stale !== undefined) this.#stale.receive(bytes);
    else this.#line.receive(this.#synchronised(bytes));
  }

  /** From now on the port carries the data of a call that no host attends. */
  stickInDataMode(): void {
    const { clock, settings, timers } = this.core;
    this.#stale = new StaleCall({
      clock,
      timers,
      dtrMode: () => Number(settings.profile.parameters.get('&D') ?? '2'),
      write: (raw) => this.#output.write(raw),
      ended: (result) => {
        this.#stale = undefined;
        this.#output.write(framedResult(result, settings.profile));
      },
    });
  }

  /** The host's DTR went from active to inactive. */
  dtrDropped(): void {
    this.#stale?.dtrDropped();
  }

  /** A URC that no command explains, at the next line boundary or at a place in the next exchange. */
  inject(text: string, between: InjectionPoint | undefined): void {
    if (between === undefined) this.#say(text);
    else this.#interpreter.inject(text, between);
  }

  /** Text without a frame, as a module that is starting up may utter it. */
  utter(raw: string): void {
    this.#output.write(raw);
  }

  /** Cancels all that was under way. */
  end(): void {
    this.#ended = true;
    this.core.timers.cancelAll();
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

  #say(text: string): void {
    // A port in data mode has no room for words.
    if (this.#stale !== undefined) return;
    this.#output.announce(framedUrc(text, this.core.settings.profile));
  }

  #routedHere(): boolean {
    const { hostPort, memory } = this.#host;
    return hostPort === undefined || memory.urcPort === 'all' || memory.urcPort === hostPort;
  }

  #buildCore(timers: Timers, settings: Settings, reason: StartReason): Core {
    const { card, clock, faults, imei, memory, network, personality } = this.#host;
    const parked: string[] = [];
    const urc = (text: string): void => {
      // AT+QCFG="urc/cache",1 parks them (Quectel EG800Q and EG91xQ AT manual).
      if (memory.configuration.get('urc/cache') === '1') {
        if (parked.length < mostParkedUrcs) parked.push(text);
        return;
      }
      if (this.#routedHere()) this.#say(text);
    };
    const event = (text: string): void => {
      if (settings.eventReporting > 0) urc(`+CGEV: ${text}`);
    };
    const packet = new PacketData({
      personality,
      memory,
      timers,
      faults,
      network,
      attached: () => radio.registered && !radio.detached,
      urc,
      event,
    });
    const radio: Radio = new Radio({
      personality,
      faults,
      timers,
      network,
      cardReady: () => slot.ready,
      registrationMode: (command) => settings.profile.registrationModes.get(command) ?? 0,
      powerSaving: () => grantedSaving(this.core),
      urc,
      refused: (cause) => {
        settings.cause = cause;
      },
      // 1 switches roaming off; 2 on, 255 is automatic (Quectel BG95 and BG96 QCFG manuals).
      roams: () => memory.configuration.get('roamservice') !== '1',
      wantsNewRadio: () => /AUTO|NR5G/.test(memory.parameters.get('+QNWPREFCFG mode_pref') ?? 'AUTO'),
      // After the deep sleep the network still knows the module.
      knownToNetwork: reason === 'sleep',
      registrationChanged: (kept) => {
        packet.registrationChanged(radio.registered, kept);
        saving.update();
      },
    });
    const saving = new PowerSaving({
      timers,
      registered: () => radio.registered,
      granted: () => grantedTimes(this.core),
      releasesAtOnce: () => memory.configuration.get('psm/enter') === '1',
      tellsTimes: () => memory.configuration.get('psm/urc') === '1',
      urc,
      sleep: (wakeAfterMs) => this.#host.sleep(wakeAfterMs),
    });
    const slot: SimSlot = new SimSlot(card(), {
      personality,
      timers,
      faults,
      urc,
      cardChanged: () => radio.update(),
    });
    return {
      personality,
      faults,
      clock,
      timers,
      imei,
      memory,
      settings,
      network,
      slot,
      radio,
      packet,
      saving,
      coldStart: reason === 'power',
      startedAt: clock.now(),
      // AT+QSIMDET takes effect at the next start.
      detectsCard: memory.simDetection.startsWith('1'),
      clockOffsetMs: undefined,
      urc,
      releaseUrcs: () => {
        for (const text of parked.splice(0)) urc(text);
      },
      report: (text) => this.#say(text),
      event,
      restart: () => this.#host.restart(),
      shutDown: (delayMs) => this.#host.shutDown(delayMs),
    };
  }
}
