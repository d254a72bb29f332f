import type { Clock } from '../base/clock.ts';
import { type AtlinkError, messageOf, TransportError } from '../base/errors.ts';
import { type DescriptorPoller, PosixSerialIo } from './posix-serial-io.ts';
import type { LinePort } from './serial-control-lines.ts';
import type { SerialIo } from './serial-io.ts';
import type { CloseReason, ControlLines, Transport, TransportHandlers } from './transport.ts';
import { type OverlappedPort, WindowsSerialIo } from './windows-serial-io.ts';
import { WriteQueue } from './write-queue.ts';

// A driver may hold back the close of a port whose output cannot leave (Linux waits up to 30 s).
const longestReleaseMs = 2_000;

/** What is used of an open port of the bindings; `fd` and `poller` are there on POSIX alone. */
export interface OpenSerial extends LinePort, OverlappedPort {
  readonly fd: number | null;
  readonly poller?: DescriptorPoller;
  close(): Promise<void>;
  flush(): Promise<void>;
  drain(): Promise<void>;
  update(options: { baudRate: number }): Promise<void>;
}

/** The bindings take any number and the platform some nonsense: refused here. @throws TransportError `PORT_FAILED` */
export function checkBaudRate(baudRate: number, name: string): void {
  if (Number.isSafeInteger(baudRate) && baudRate > 0) return;
  const hint = 'Ask for a speed that the port can do, such as 115200.';
  throw new TransportError('PORT_FAILED', `${name} cannot be set to ${baudRate} Bd`, { where: name, hint });
}

function ioOf(port: OpenSerial): SerialIo {
  if (port.poller && port.fd !== null) return new PosixSerialIo(port.fd, port.poller);
  return new WindowsSerialIo(port);
}

/** An open serial port. Made by `serialPort`. */
export class SerialTransport implements Transport {
  readonly name: string;
  // Declared alone, so that the property is absent where there are no lines.
  declare readonly controlLines?: ControlLines;
  readonly #port: OpenSerial;
  readonly #handlers: TransportHandlers;
  readonly #clock: Clock;
  readonly #io: SerialIo;
  readonly #queue: WriteQueue;
  #released: Promise<void> | undefined;
  #endedWith: AtlinkError | undefined;

  constructor(
    name: string,
    port: OpenSerial,
    controlLines: ControlLines | undefined,
    handlers: TransportHandlers,
    clock: Clock,
  ) {
    this.name = name;
    if (controlLines) this.controlLines = controlLines;
    this.#port = port;
    this.#handlers = handlers;
    this.#clock = clock;
    this.#io = ioOf(port);
    this.#queue = new WriteQueue(
      (bytes) => this.#io.writeSome(bytes),
      (cause) => this.#lose(cause),
    );
    this.#io.start({ onBytes: (chunk) => handlers.onBytes(chunk), onGone: (cause) => this.#lose(cause) });
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#queue.write(bytes);
  }

  close(): Promise<void> {
    const error = new TransportError('PORT_CLOSED', `${this.name} was closed`, { where: this.name });
    return this.#end({ kind: 'closed' }, error);
  }

  /** Bytes written before leave at the old speed; what was received and not yet read is dropped by the platform. */
  async setBaudRate(baudRate: number): Promise<void> {
    if (this.#endedWith) throw this.#endedWith;
    checkBaudRate(baudRate, this.name);
    try {
      await this.#port.drain();
      await this.#port.update({ baudRate });
    } catch (cause) {
      throw (
        this.#endedWith ??
        new TransportError('PORT_FAILED', `${this.name} cannot be set to ${baudRate} Bd: ${messageOf(cause)}`, {
          cause,
          where: this.name,
        })
      );
    }
  }

  #lose(cause: unknown): void {
    const why = cause === undefined ? '' : `: ${messageOf(cause)}`;
    const error = new TransportError('PORT_LOST', `${this.name} went away${why}`, {
      cause,
      where: this.name,
      hint: 'Was it unplugged, or did the module restart or lose power?',
    });
    // The promise never rejects; whoever calls close() may wait for it.
    void this.#end({ kind: 'lost', error }, error);
  }

  #end(reason: CloseReason, error: AtlinkError): Promise<void> {
    if (!this.#released) {
      const blocked = this.#queue.isBusy;
      this.#endedWith = error;
      this.#queue.end(error);
      this.#io.stop();
      this.#released = this.#release(blocked);
      // Only after the release: Linux gives the same name to a module that comes back only when nobody holds the old one.
      void this.#released.then(() => this.#handlers.onClosed(reason));
    }
    return this.#released;
  }

  #release(blocked: boolean): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.after(longestReleaseMs, resolve);
      const finish = (): void => {
        timer.cancel();
        resolve();
      };
      this.#closePort(blocked).then(finish, finish);
    });
  }

  async #closePort(blocked: boolean): Promise<void> {
    // What cannot leave would only hold back the close; a port that is gone refuses the flush, which does no harm.
    if (blocked) await this.#port.flush().catch(() => undefined);
    await this.#port.close();
  }
}
