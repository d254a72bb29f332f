import type {
  BindingPortInterface,
  OpenOptions,
  PortStatus,
  SetOptions,
  UpdateOptions,
} from '@serialport/bindings-cpp';
import { closedMeanwhile, goneWhileReading, goneWhileWriting, notOpen } from './binding-error.ts';
import type { ReceiveBuffer } from './receive-buffer.ts';

/** What an open port asks of the device's side. */
export interface PortEnd {
  readonly received: ReceiveBuffer;
  /** Whether it is still plugged in. */
  isThere(): boolean;
  /** Takes what the host wrote; resolves when it has left. */
  takeWrite(bytes: Buffer): Promise<void>;
  changeSpeed(baudRate: number): void;
  setLines(lines: SetOptions): void;
  status(): PortStatus;
  closed(): void;
}

function checkRange(buffer: Buffer, offset: number, length: number): void {
  if (!Buffer.isBuffer(buffer)) throw new TypeError('"buffer" is not a Buffer');
  if (!Number.isInteger(offset)) throw new TypeError(`"offset" is not an integer got "${offset}"`);
  if (!Number.isInteger(length)) throw new TypeError(`"length" is not an integer got "${length}"`);
  if (buffer.length < offset + length) throw new Error('buffer is too small');
}

/** An open port, as serialport's stream sees it. */
export class MockPortBinding implements BindingPortInterface {
  readonly openOptions: Required<OpenOptions>;
  readonly #end: PortEnd;
  #open = true;
  #baudRate: number;
  #write: { readonly done: Promise<void>; readonly cancel: (error: Error) => void } | undefined;

  constructor(options: Required<OpenOptions>, end: PortEnd) {
    this.openOptions = options;
    this.#end = end;
    this.#baudRate = options.baudRate;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  async close(): Promise<void> {
    this.#requireOpen();
    this.#open = false;
    this.#end.received.fail(closedMeanwhile());
    this.#write?.cancel(closedMeanwhile());
    this.#end.closed();
  }

  async read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }> {
    checkRange(buffer, offset, length);
    if (!this.#open) throw closedMeanwhile();
    // What came before the plug was pulled can still be read.
    if (!this.#end.isThere() && this.#end.received.length === 0) throw goneWhileReading();
    return { buffer, bytesRead: await this.#end.received.read(buffer, offset, length) };
  }

  async write(buffer: Buffer): Promise<void> {
    if (!Buffer.isBuffer(buffer)) throw new TypeError('"buffer" is not a Buffer');
    this.#requireOpen();
    if (!this.#end.isThere()) throw goneWhileWriting();
    if (buffer.length === 0) return;
    let cancel: (error: Error) => void = () => undefined;
    const canceled = new Promise<never>((_resolve, reject) => {
      cancel = reject;
    });
    const done = Promise.race([this.#end.takeWrite(Buffer.from(buffer)), canceled]);
    this.#write = { done, cancel };
    try {
      await done;
    } finally {
      this.#write = undefined;
    }
  }

  async update(options: UpdateOptions): Promise<void> {
    if (typeof options !== 'object' || options === null) throw new TypeError('"options" is not an object');
    if (typeof options.baudRate !== 'number') throw new TypeError('"options.baudRate" is not a number');
    this.#requireThere();
    this.#baudRate = options.baudRate;
    this.#end.changeSpeed(options.baudRate);
  }

  async set(options: SetOptions): Promise<void> {
    if (typeof options !== 'object' || options === null) throw new TypeError('"options" is not an object');
    this.#requireThere();
    this.#end.setLines(options);
  }

  async get(): Promise<PortStatus> {
    this.#requireThere();
    return this.#end.status();
  }

  async getBaudRate(): Promise<{ baudRate: number }> {
    this.#requireThere();
    return { baudRate: this.#baudRate };
  }

  async flush(): Promise<void> {
    this.#requireThere();
    this.#end.received.clear();
  }

  async drain(): Promise<void> {
    this.#requireOpen();
    await this.#write?.done;
    this.#requireThere();
  }

  /** The plug was pulled. */
  disconnect(): void {
    this.#end.received.fail(goneWhileReading());
    this.#write?.cancel(goneWhileWriting());
  }

  #requireOpen(): void {
    if (!this.#open) throw notOpen();
  }

  #requireThere(): void {
    this.#requireOpen();
    if (!this.#end.isThere()) throw goneWhileReading();
  }
}
