import type { OpenOptions, PortInfo, PortStatus, SetOptions } from '@serialport/bindings-cpp';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { PacedOutput } from '../line/paced-output.ts';
import { Timers } from '../module/timers.ts';
import type { SimulatedModule } from '../simulated-module.ts';
import { noSuchPort, portLocked } from './binding-error.ts';
import { MockPortBinding } from './mock-port-binding.ts';
import { ReceiveBuffer } from './receive-buffer.ts';
import { WriteGate } from './write-gate.ts';

export interface MockSerialPortOptions {
  /** What `SerialPort.list()` says of it beside the path. */
  readonly info?: Partial<Omit<PortInfo, 'path'>>;
  /** Bytes take the time that they take at the speed of the port, both ways. Default: none. */
  readonly paced?: boolean;
  /** The most that waits for the host to read it, in bytes; what comes beyond is lost. Default 1 MiB. */
  readonly receiveBuffer?: number;
  /** The time by which that is measured. Default: the system's. */
  readonly clock?: Clock;
}

/** The lines that the host sets. */
export interface MockHostLines {
  readonly dtr: boolean;
  readonly rts: boolean;
  readonly brk: boolean;
}

const remembered = 100;
const rememberedBytes = 64 * 1024;

const keepLast = <Entry>(list: Entry[], entry: Entry): void => {
  list.push(entry);
  if (list.length > remembered) list.shift();
};

/**
 * A serial port as serialport sees it, from the device's side: who has it open and how, what was written, which lines
 * are set. A device (a scripted one, or any simulated module) is behind it.
 */
export class MockSerialPort {
  readonly #device: SimulatedModule;
  readonly #options: MockSerialPortOptions;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #gate = new WriteGate();
  readonly #baudRates: number[] = [];
  readonly #lineSettings: MockHostLines[] = [];
  #path: string;
  #isThere = true;
  #status: PortStatus = { cts: true, dsr: true, dcd: false };
  #lines: MockHostLines = { dtr: false, rts: false, brk: false };
  #received = new ReceiveBuffer(0);
  #written = Buffer.alloc(0);
  #opened:
    | { readonly binding: MockPortBinding; readonly options: Required<OpenOptions>; readonly release: () => void }
    | undefined;
  #output: PacedOutput | undefined;

  /** The next open fails with this, until it is taken away: `new Error('Error: Permission denied, cannot open ...')`. */
  openError: Error | undefined;

  /**
   * Sees each write before the device does, and may change it, swallow it (an empty buffer) or fail it by throwing: an
   * error makes the stream disconnect, as an I/O error does.
   */
  onWrite: ((bytes: Buffer) => Uint8Array | undefined) | undefined;

  constructor(path: string, device: SimulatedModule, options: MockSerialPortOptions = {}) {
    this.#path = path;
    this.#device = device;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#timers = new Timers(this.#clock);
  }

  get path(): string {
    return this.#path;
  }

  get isPluggedIn(): boolean {
    return this.#isThere;
  }

  get isOpen(): boolean {
    return this.#opened !== undefined;
  }

  /** What it was opened with; undefined while it is not open. */
  get openOptions(): Required<OpenOptions> | undefined {
    return this.#opened?.options;
  }

  /** The speed that the host set last, in bits a second; undefined before the first open. */
  get baudRate(): number | undefined {
    return this.#baudRates.at(-1);
  }

  /** Every speed that the host set, oldest first. At most the last 100. */
  get baudRates(): readonly number[] {
    return this.#baudRates;
  }

  /** As the host set them last. Opening raises DTR and RTS, and closing drops them unless `hupcl` is false. */
  get lines(): MockHostLines {
    return this.#lines;
  }

  /** What the host set them to, oldest first. At most the last 100. */
  get lineSettings(): readonly MockHostLines[] {
    return this.#lineSettings;
  }

  /** What the host wrote since it was made. At most the last 64 KiB. */
  get written(): Buffer {
    return this.#written;
  }

  /** Bytes that the host did not read in time. */
  get lostBytes(): number {
    return this.#received.lostBytes;
  }

  /** Sets what the host reads as CTS, DSR and DCD; what is left out stays. Before: CTS and DSR. */
  setLines(status: Partial<PortStatus>): void {
    this.#status = { ...this.#status, ...status };
  }

  /** Says something to the host past the device. Lost while nobody has the port open. */
  say(what: string | Uint8Array): void {
    if (this.#opened !== undefined && this.#isThere) this.#output?.write(Buffer.from(what));
  }

  /** Writes do not come to an end from now on: the host feels back-pressure. */
  holdWrites(): void {
    this.#gate.hold();
  }

  /** They do again, those that wait first. */
  releaseWrites(): void {
    this.#gate.release();
  }

  /** Pulls the plug: a stream that is open emits `close` with a DisconnectedError. */
  unplug(): void {
    if (!this.#isThere) return;
    this.#isThere = false;
    this.#opened?.release();
    this.#opened?.binding.disconnect();
  }

  /** Puts it back: under another path, if one is given. It has to be opened anew. */
  replug({ path = this.#path }: { readonly path?: string } = {}): void {
    this.#path = path;
    this.#isThere = true;
  }

  get info(): PortInfo {
    const unknown = { manufacturer: undefined, serialNumber: undefined, pnpId: undefined, locationId: undefined };
    return { ...unknown, productId: undefined, vendorId: undefined, ...this.#options.info, path: this.#path };
  }

  /** What `binding.open` does. */
  open(options: Required<OpenOptions>): MockPortBinding {
    if (!this.#isThere) throw noSuchPort(options.path);
    if (this.openError !== undefined) throw this.openError;
    if (this.#opened !== undefined) throw portLocked();
    const received = new ReceiveBuffer(this.#options.receiveBuffer ?? 1024 * 1024);
    this.#received = received;
    this.#pace(options.baudRate);
    const detach = this.#device.attach((bytes) => this.#output?.write(bytes));
    const release = (): void => {
      detach();
      this.#timers.cancelAll();
      this.#output?.close();
      this.#output = undefined;
    };
    const binding = new MockPortBinding(options, {
      received,
      isThere: () => this.#isThere && this.#opened?.binding === binding,
      takeWrite: (bytes) => this.#takeWrite(bytes),
      changeSpeed: (baudRate) => this.#changeSpeed(baudRate),
      setLines: (lines) => this.#setHostLines(lines),
      status: () => this.#status,
      closed: () => this.#closed(options.hupcl),
    });
    this.#opened = { binding, options, release };
    this.#changeSpeed(options.baudRate);
    this.#setHostLines({ dtr: true, rts: true });
    return binding;
  }

  #closed(hangsUp: boolean): void {
    this.#opened?.release();
    this.#opened = undefined;
    if (hangsUp && this.#isThere) this.#setHostLines({ dtr: false, rts: false });
  }

  async #takeWrite(bytes: Buffer): Promise<void> {
    await this.#gate.pass();
    if (this.#options.paced === true) await this.#transmission(bytes.length);
    const taken = this.onWrite?.(bytes) ?? bytes;
    if (this.#opened === undefined || !this.#isThere) return;
    this.#written = Buffer.concat([this.#written, taken]).subarray(-rememberedBytes);
    if (taken.length > 0) this.#device.receive(taken);
  }

  #transmission(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timers.after((count * 10_000) / (this.baudRate ?? 9600), () => resolve());
    });
  }

  #changeSpeed(baudRate: number): void {
    keepLast(this.#baudRates, baudRate);
    this.#pace(baudRate);
    this.#device.hostBaudRate?.(baudRate);
  }

  #pace(baudRate: number): void {
    this.#output?.close();
    const pacing = { clock: this.#clock, baudRate: this.#options.paced === true ? baudRate : undefined };
    const received = this.#received;
    this.#output = new PacedOutput(pacing, (bytes) => received.push(bytes));
  }

  #setHostLines({ brk = this.#lines.brk, dtr = this.#lines.dtr, rts = this.#lines.rts }: SetOptions): void {
    this.#lines = { dtr, rts, brk };
    keepLast(this.#lineSettings, this.#lines);
    this.#device.hostLines?.({ dtr, rts });
  }
}
