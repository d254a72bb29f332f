import { type Clock, systemClock } from '../../src/base/clock.ts';
import { UsageError } from '../../src/base/errors.ts';
import { Timers } from '../module/timers.ts';
import type { SimulatedModule, Transmit } from '../simulated-module.ts';
import { type ActiveFault, activate, arm, startTrigger } from './active-fault.ts';
import type { Direction, Fault, FaultLogEntry } from './fault.ts';
import { isByteFault } from './fault.ts';
import { HeldBytes } from './held-bytes.ts';
import { HostCommandLines } from './host-lines.ts';
import { Lane } from './lane.ts';
import { type FaultyLine, Misfortunes } from './misfortunes.ts';
import { hooksOf } from './module-hooks.ts';
import type { ShiftedClock } from './shifted-clock.ts';

export interface FaultyModuleOptions {
  readonly faults?: readonly Fault[];
  /** The same seed, faults and bytes give the same again. Default 1. */
  readonly seed?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** What is unplugged by the fault of that name; asked when it happens. */
  readonly line?: () => FaultyLine;
  /** The clock that was given to the module, for the fault `clock-back`. */
  readonly wallClock?: ShiftedClock;
}

const longestLog = 1000;

/**
 * A simulated module that things happen to: bytes go astray on its line, it restarts at the worst moment, its card is
 * pulled out. It is itself a simulated module, so that it can be served in process, at a pseudo-terminal or at a socket.
 * What happens is declared, follows from the seed, and is logged.
 */
export class FaultyModule implements SimulatedModule {
  readonly personality: string;
  readonly seed: number;
  readonly #module: SimulatedModule;
  readonly #options: FaultyModuleOptions;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #misfortunes: Misfortunes;
  readonly #held: Readonly<Record<Direction, HeldBytes>>;
  readonly #lanes: Readonly<Record<Direction, Lane>>;
  readonly #hostLines = new HostCommandLines((line) => this.#commandLine(line));
  #faults: readonly ActiveFault[] = [];
  #given = 0;
  readonly #log: FaultLogEntry[] = [];
  #forgotten = 0;
  #transmit: Transmit | undefined;
  #lineFull = false;

  /** @throws UsageError for a fault that cannot be, or not with this module */
  constructor(module: SimulatedModule, options: FaultyModuleOptions = {}) {
    this.#module = module;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#timers = new Timers(this.#clock);
    this.personality = module.personality;
    this.seed = options.seed ?? 1;
    this.#held = {
      'to-host': new HeldBytes(this.#clock, (bytes) => this.#send(bytes)),
      'to-module': new HeldBytes(this.#clock, (bytes) => this.#deliver(bytes)),
    };
    this.#lanes = { 'to-host': this.#lane('to-host'), 'to-module': this.#lane('to-module') };
    this.#misfortunes = new Misfortunes({
      module,
      timers: this.#timers,
      line: options.line,
      wallClock: options.wallClock,
      say: (bytes) => this.#lanes['to-host'].take(bytes),
      dropHeld: () => this.#dropHeld(),
      failed: (text) => this.#record({ fault: -1, kind: 'unplug', direction: 'to-host', detail: text }),
    });
    for (const fault of options.faults ?? []) this.add(fault);
  }

  receive(bytes: Uint8Array): void {
    this.#lanes['to-module'].take(bytes);
  }

  attach(transmit: Transmit): () => void {
    this.#transmit = transmit;
    this.#lineFull = false;
    const detach = this.#module.attach((bytes) => {
      this.#lanes['to-host'].take(bytes);
      return !this.#lineFull;
    });
    return () => {
      detach();
      if (this.#transmit !== transmit) return;
      this.#transmit = undefined;
      this.#held['to-host'].clear();
    };
  }

  drained(): void {
    this.#lineFull = false;
    this.#module.drained?.();
  }

  powerOn(): void {
    this.#module.powerOn();
  }

  powerOff(): void {
    this.#dropHeld();
    this.#misfortunes.powerless();
    this.#module.powerOff();
  }

  /** Ends the module too. */
  close(): void {
    this.#timers.cancelAll();
    this.#faults = [];
    this.#dropHeld();
    this.#module.close();
  }

  hostLines(lines: { readonly dtr?: boolean; readonly rts?: boolean }): void {
    this.#misfortunes.hostLines(lines);
  }

  /** Its USB device was reset, by whoever plays the host: a hang that waits for that is over. */
  usbReset(): void {
    this.#misfortunes.usbReset();
  }

  hostBaudRate(baudRate: number | undefined): void {
    this.#misfortunes.hostBaudRate = baudRate;
  }

  /**
   * One fault more. Its bytes and its time count from now.
   * @throws UsageError for a fault that cannot be, or not with this module
   */
  add(fault: Fault): void {
    this.#refuseImpossible(fault);
    const active = activate(fault, this.#given, this.seed);
    this.#given += 1;
    this.#faults = [...this.#faults, ...active];
    for (const each of active)
      startTrigger(
        each,
        (ms, fire) => this.#timers.after(ms, fire),
        (fired) => this.#fire(fired),
      );
  }

  /** Ends every fault and puts right what is wrong; what was held on its way goes on. */
  mend(): void {
    this.#timers.cancelAll();
    this.#faults = [];
    this.#misfortunes.mend();
    this.#held['to-module'].flush();
    this.#held['to-host'].flush();
  }

  /** What was done so far, oldest first. At most the last 1000. */
  get log(): readonly FaultLogEntry[] {
    return this.#log;
  }

  /** The log for people, with the seed that gives the same again. */
  describe(): string {
    const lines = this.#log.map(({ atMs, detail, direction, fault, kind, position }) =>
      `${(atMs / 1000).toFixed(3)} s  fault ${fault} ${kind}  ${direction} byte ${position}  ${detail ?? ''}`.trimEnd(),
    );
    const earlier = this.#forgotten > 0 ? [`(${this.#forgotten} earlier ones are not kept)`] : [];
    return [`${this.personality}, seed ${this.seed}`, ...earlier, ...lines].join('\n');
  }

  /** How many bytes have gone that way. */
  bytesSeen(direction: Direction): number {
    return this.#lanes[direction].position;
  }

  #lane(direction: Direction): Lane {
    const module = this;
    return new Lane(direction, {
      get faults() {
        return module.#faults;
      },
      seen: (byte) => {
        if (direction === 'to-module') this.#hostLines.take(byte);
      },
      log: (active, detail) => this.#did(active, direction, detail),
      befall: (active) => this.#fire(active),
      pass: (bytes, manner) => {
        if (this.#misfortunes.isCut(direction)) return;
        this.#held[direction].push(this.#misfortunes.asHeard(bytes, direction), manner);
      },
    });
  }

  #send(bytes: Uint8Array): void {
    if (this.#transmit?.(bytes) === false) this.#lineFull = true;
  }

  #deliver(bytes: Uint8Array): void {
    if (this.#misfortunes.echoes) this.#lanes['to-host'].take(bytes);
    this.#module.receive(bytes);
  }

  #commandLine(line: string): void {
    for (const active of this.#faults) if (active.trigger.line(line)) this.#fire(active, line);
    this.#misfortunes.heard(line);
    // Behind this line: what turns echo off is still echoed.
    this.#timers.after(0, () => this.#misfortunes.commandLine(line));
  }

  #fire(active: ActiveFault, detail?: string): void {
    const { fault } = active;
    if (isByteFault(fault)) {
      arm(active, fault);
      return;
    }
    this.#did(active, active.counting, detail);
    this.#misfortunes.befall(fault);
  }

  #did({ fault, index }: ActiveFault, direction: Direction, detail?: string): void {
    this.#record({ fault: index, kind: fault.kind, direction, ...(detail !== undefined && { detail }) });
  }

  #record(entry: Omit<FaultLogEntry, 'atMs' | 'position'>): void {
    this.#log.push({ atMs: this.#clock.now(), position: this.#lanes[entry.direction].position, ...entry });
    if (this.#log.length <= longestLog) return;
    this.#log.shift();
    this.#forgotten += 1;
  }

  #dropHeld(): void {
    this.#held['to-host'].clear();
    this.#held['to-module'].clear();
  }

  #refuseImpossible({ kind }: Fault): void {
    const refuse = (what: string, hint: string): never => {
      throw new UsageError(`the fault ${JSON.stringify(kind)} ${what}`, { where: this.personality, hint });
    };
    if (kind === 'unplug' && this.#options.line === undefined) {
      refuse('wants a line to pull out', 'Give line: () => port.');
    }
    if (kind === 'clock-back' && this.#options.wallClock === undefined) {
      refuse('wants the clock of the module', 'Make the module with a ShiftedClock, and give it as wallClock too.');
    }
    if (kind === 'remove-sim' && hooksOf(this.#module).removeSim === undefined) {
      refuse('wants a module with a card', 'Only cellular modules have one.');
    }
  }
}

/** Wraps a simulated module in faults. @throws UsageError for a fault that cannot be, or not with this module */
export function faultyModule(module: SimulatedModule, options: FaultyModuleOptions = {}): FaultyModule {
  return new FaultyModule(module, options);
}
