import type { Clock } from '../../src/base/clock.ts';
import { Timers } from '../module/timers.ts';
import { AtLine } from './at-line.ts';
import { allCommands } from './commands/all-commands.ts';
import { grantedSaving } from './commands/power.ts';
import type { Core } from './core.ts';
import { framedUrc } from './framing.ts';
import type { InjectionPoint } from './interpreter.ts';
import { Interpreter } from './interpreter.ts';
import type { Memory } from './memory.ts';
import type { Network } from './network.ts';
import type { Misbehaviours } from './options.ts';
import { Output } from './output.ts';
import { PacketData } from './packet-data.ts';
import type { Personality } from './personality.ts';
import { Radio } from './radio.ts';
import { Settings } from './settings.ts';
import type { SimCard } from './sim-card.ts';
import { SimSlot } from './sim-slot.ts';

/** What outlives a restart, and whom a session tells what. */
export interface SessionHost {
  readonly personality: Personality;
  readonly faults: Misbehaviours;
  readonly clock: Clock;
  readonly imei: string;
  readonly memory: Memory;
  readonly network: Network;
  readonly card: SimCard;
  /** The port on which the host is, as `AT+QURCCFG` calls it; undefined: whichever port the URCs go to. */
  readonly hostPort: string | undefined;
  transmit(bytes: Uint8Array): void;
  commandSeen(line: string): void;
  restart(): void;
  shutDown(delayMs: number): void;
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
  #lastLine: string | undefined = '';
  #loseNext: boolean;
  #ended = false;

  constructor(host: SessionHost, coldStart: boolean) {
    this.#host = host;
    this.#loseNext = host.faults.loseFirstCommand === true;
    const timers = new Timers(host.clock);
    const settings = new Settings(host.memory);
    this.#output = new Output((bytes) => host.transmit(bytes), timers);
    this.core = this.#buildCore(timers, settings, coldStart);
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
    this.#line.receive(bytes);
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
    this.#output.announce(framedUrc(text, this.core.settings.profile));
  }

  #routedHere(): boolean {
    const { hostPort, memory } = this.#host;
    return hostPort === undefined || memory.urcPort === 'all' || memory.urcPort === hostPort;
  }

  #buildCore(timers: Timers, settings: Settings, coldStart: boolean): Core {
    const { card, clock, faults, imei, memory, network, personality } = this.#host;
    const urc = (text: string): void => {
      if (this.#routedHere()) this.#say(text);
    };
    const event = (text: string): void => {
      if (settings.eventReporting > 0) urc(`+CGEV: ${text}`);
    };
    const packet = new PacketData({
      personality,
      memory,
      timers,
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
      registrationChanged: (kept) => packet.registrationChanged(radio.registered, kept),
    });
    const slot: SimSlot = new SimSlot(card, {
      personality,
      timers,
      phonebookFirst: faults.phonebookFirst === true,
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
      coldStart,
      clockOffsetMs: undefined,
      urc,
      report: (text) => this.#say(text),
      event,
      restart: () => this.#host.restart(),
      shutDown: (delayMs) => this.#host.shutDown(delayMs),
    };
  }
}
