import { messageOf } from '../../src/base/errors.ts';
import { misread, sameSpeed } from '../esp-at/misread.ts';
import type { Timers } from '../module/timers.ts';
import type { SimulatedModule } from '../simulated-module.ts';
import type { Direction, EventFault, HangEnd } from './fault.ts';
import { endsHang, isSoftReset, ResetLine } from './hangs.ts';
import { hooksOf } from './module-hooks.ts';
import type { ShiftedClock } from './shifted-clock.ts';
import { toldSpeed } from './told-speed.ts';

/** The line that a module is served at: an `InProcessPort`, what `servePty` returned, a plugged module. */
export interface FaultyLine {
  unplug(): unknown;
  replug(options?: { readonly path?: string }): unknown;
}

export interface MisfortuneOptions {
  readonly module: SimulatedModule;
  readonly timers: Timers;
  readonly line: (() => FaultyLine) | undefined;
  readonly wallClock: ShiftedClock | undefined;
  /** Says bytes to the host, as if the module had. */
  readonly say: (bytes: Uint8Array) => void;
  /** Forgets what is on its way. */
  readonly dropHeld: () => void;
  readonly failed: (text: string) => void;
}

type OfKind<Kind extends EventFault['kind']> = Extract<EventFault, { readonly kind: Kind }>;

const usualBaudRate = 115_200;
const powerCutMs = 1000;
const unplugMs = 2000;
const speedChangeMs = 100;

/** What goes wrong with a module, its line and its surroundings; and how it is put right again. */
export class Misfortunes {
  readonly #options: MisfortuneOptions;
  readonly #cuts: Record<Direction, number> = { 'to-host': 0, 'to-module': 0 };
  readonly #undo = new Set<() => void>();
  #wrongSpeed: { readonly baudRate: number; readonly settable: boolean } | undefined;
  #hostBaudRate: number | undefined;
  #echo: 'off' | 'on' | 'stubborn' = 'off';
  #hangs: readonly { readonly until: HangEnd; readonly end: () => void }[] = [];
  readonly #resetLine = new ResetLine();

  constructor(options: MisfortuneOptions) {
    this.#options = options;
  }

  isCut(direction: Direction): boolean {
    return this.#cuts[direction] > 0;
  }

  /** What the other side makes of bytes. */
  asHeard(bytes: Uint8Array, direction: Direction): Uint8Array {
    const module = this.#wrongSpeed?.baudRate;
    if (module === undefined) return bytes;
    const host = this.#hostSpeed;
    if (sameSpeed(module, host)) return bytes;
    return direction === 'to-host' ? misread(bytes, module, host) : misread(bytes, host, module);
  }

  set hostBaudRate(baudRate: number | undefined) {
    this.#hostBaudRate = baudRate;
    if (this.#wrongSpeed === undefined) this.#options.module.hostBaudRate?.(baudRate);
  }

  get #hostSpeed(): number {
    return this.#hostBaudRate ?? usualBaudRate;
  }

  /** Whether the host's bytes are to be written back. */
  get echoes(): boolean {
    return this.#echo !== 'off' && hooksOf(this.#options.module).echo !== true;
  }

  commandLine(line: string): void {
    if (this.#echo === 'on' && /^AT.*E0/i.test(line)) this.#echo = 'off';
  }

  /** The host has sent a command line: it reaches what is left of a module that hangs. */
  heard(line: string): void {
    this.#setSpeed(toldSpeed(line));
    if (isSoftReset(line) && this.#endHangs('soft-reset')) this.#next(() => this.#restart(() => this.#reboot()));
  }

  hostLines(lines: { readonly dtr?: boolean; readonly rts?: boolean }): void {
    const { module } = this.#options;
    module.hostLines?.(lines);
    if (!this.#resetLine.set(lines) || !this.#endHangs('control-lines')) return;
    // A board without such wires in its simulation is given them.
    if (hooksOf(module).state !== 'held') this.#next(() => this.#reboot());
  }

  usbReset(): void {
    this.#endHangs('usb-reset');
  }

  /** Its power went. */
  powerless(): void {
    this.#endHangs('power');
  }

  befall(fault: EventFault): void {
    if (fault.kind === 'storm') this.#storm(fault);
    else if (fault.kind === 'silence') this.#silence(fault);
    else if (fault.kind === 'hang') this.#hang(fault);
    else if (fault.kind === 'reboot') this.#restart(() => this.#reboot());
    else if (fault.kind === 'power-cut') this.#restart(() => this.#powerCut(fault));
    else if (fault.kind === 'wrong-baud') this.#wrongBaud(fault);
    else if (fault.kind === 'echo') this.#echoOn(fault);
    else if (fault.kind === 'unplug') this.#unplug(fault);
    else if (fault.kind === 'remove-sim') this.#removeSim(fault);
    else this.#options.wallClock?.shift(-fault.ms);
  }

  /** Puts right whatever is still wrong. */
  mend(): void {
    for (const undo of [...this.#undo]) undo();
  }

  /** Ends it by itself after `forMs`; `undefined` or infinity: it lasts until it is mended. */
  #lasting(forMs: number | undefined, end: () => void): void {
    const undo = (): void => {
      if (this.#undo.delete(undo)) end();
    };
    this.#undo.add(undo);
    if (forMs !== undefined && Number.isFinite(forMs)) this.#options.timers.after(forMs, undo);
  }

  /** Never inside the module's own call: it may be in the middle of saying something. */
  #next(act: () => void): void {
    this.#options.timers.after(0, act);
  }

  #cut(directions: readonly Direction[]): () => void {
    for (const direction of directions) this.#cuts[direction] += 1;
    return () => {
      for (const direction of directions) this.#cuts[direction] -= 1;
    };
  }

  #storm({ lines, count = lines.length, intervalMs = 1 }: OfKind<'storm'>): void {
    const { module, say, timers } = this.#options;
    const step = (at: number): void => {
      const line = lines[at % lines.length];
      if (line === undefined || at >= count) return;
      const hooks = hooksOf(module);
      if (hooks.injectUrc !== undefined) hooks.injectUrc(line);
      else say(Buffer.from(`\r\n${line}\r\n`, 'latin1'));
      if (at + 1 < count) timers.after(intervalMs, () => step(at + 1));
    };
    this.#next(() => step(0));
  }

  #silence({ direction = 'both', forMs }: OfKind<'silence'>): void {
    this.#lasting(forMs, this.#cut(direction === 'both' ? ['to-host', 'to-module'] : [direction]));
  }

  #hang({ until }: OfKind<'hang'>): void {
    this.#options.dropHeld();
    const uncut = this.#cut(['to-host', 'to-module']);
    const end = (): void => {
      this.#undo.delete(end);
      this.#hangs = this.#hangs.filter((each) => each.end !== end);
      uncut();
    };
    this.#undo.add(end);
    this.#hangs = [...this.#hangs, { until, end }];
  }

  /** @returns whether one was ended */
  #endHangs(done: HangEnd): boolean {
    const over = this.#hangs.filter(({ until }) => endsHang(until, done));
    for (const { end } of over) end();
    return over.length > 0;
  }

  /** From this byte on nothing gets through, and then it happens. */
  #restart(act: () => void): void {
    const uncut = this.#cut(['to-host', 'to-module']);
    this.#lasting(0, () => {
      uncut();
      this.#options.dropHeld();
      act();
    });
  }

  #reboot(): void {
    const { module } = this.#options;
    const hooks = hooksOf(module);
    if (hooks.reboot !== undefined) {
      hooks.reboot();
      return;
    }
    module.powerOff();
    module.powerOn();
  }

  #powerCut({ forMs = powerCutMs }: OfKind<'power-cut'>): void {
    const { module } = this.#options;
    this.powerless();
    module.powerOff();
    this.#lasting(forMs, () => module.powerOn());
  }

  #wrongBaud({ baudRate, forMs, settable = false }: OfKind<'wrong-baud'>): void {
    this.#wrongSpeed = { baudRate, settable };
    // The host is asked for another speed than the module's own: that of the fault.
    this.#options.module.hostBaudRate?.(undefined);
    this.#lasting(forMs, () => {
      this.#wrongSpeed = undefined;
      this.hostBaudRate = this.#hostBaudRate;
    });
  }

  /** Behind its answer, which still comes at the old speed. */
  #setSpeed(told: number | undefined): void {
    const wrong = this.#wrongSpeed;
    if (told === undefined || wrong?.settable !== true || !sameSpeed(wrong.baudRate, this.#hostSpeed)) return;
    this.#options.timers.after(speedChangeMs, () => {
      if (this.#wrongSpeed === wrong) this.#wrongSpeed = { ...wrong, baudRate: told };
    });
  }

  #echoOn({ stubborn, forMs }: OfKind<'echo'>): void {
    this.#echo = stubborn === true ? 'stubborn' : 'on';
    this.#lasting(forMs, () => {
      this.#echo = 'off';
    });
  }

  #unplug({ forMs = unplugMs, path }: OfKind<'unplug'>): void {
    const { failed, line } = this.#options;
    const attempt = (act: () => unknown): void => {
      Promise.resolve()
        .then(act)
        .catch((thrown: unknown) => failed(messageOf(thrown)));
    };
    this.#next(() => {
      attempt(() => line?.().unplug());
      this.#lasting(forMs > 0 ? forMs : undefined, () =>
        attempt(() => line?.().replug(path === undefined ? {} : { path })),
      );
    });
  }

  #removeSim({ forMs }: OfKind<'remove-sim'>): void {
    const { module } = this.#options;
    this.#next(() => {
      hooksOf(module).removeSim?.();
      this.#lasting(forMs, () => hooksOf(module).insertSim?.());
    });
  }
}
