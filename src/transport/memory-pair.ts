import { TransportError } from '../base/errors.ts';
import type { CloseReason, Port, Transport, TransportHandlers } from './transport.ts';

/** Two ports joined by a cable that exists in memory alone. */
export interface MemoryPair {
  readonly near: Port;
  readonly far: Port;
  /** Pulls the cable: whoever has an end open hears `lost`, and opening fails with `PORT_MISSING`. */
  lose(): void;
  /** Plugs it in again; both ends may be opened. */
  restore(): void;
}

class MemoryEnd implements Port {
  readonly name: string;
  peer: MemoryEnd | undefined;
  plugged = true;
  #open: MemoryTransport | undefined;

  constructor(name: string) {
    this.name = name;
  }

  async open(handlers: TransportHandlers, options: { readonly signal?: AbortSignal } = {}): Promise<Transport> {
    options.signal?.throwIfAborted();
    if (!this.plugged) throw new TransportError('PORT_MISSING', `${this.name} is not there`, { where: this.name });
    if (this.#open) throw new TransportError('PORT_BUSY', `${this.name} is in use`, { where: this.name });
    this.#open = new MemoryTransport(this, handlers);
    return this.#open;
  }

  /** What nobody listens to is lost, as on a serial line. */
  receive(bytes: Uint8Array): void {
    this.#open?.receive(bytes);
  }

  released(): void {
    this.#open = undefined;
  }

  lose(): void {
    this.plugged = false;
    this.#open?.lose();
  }
}

class MemoryTransport implements Transport {
  readonly name: string;
  readonly #end: MemoryEnd;
  readonly #handlers: TransportHandlers;
  #ended: { readonly error: TransportError; readonly told: Promise<void> } | undefined;

  constructor(end: MemoryEnd, handlers: TransportHandlers) {
    this.name = end.name;
    this.#end = end;
    this.#handlers = handlers;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#mustBeOpen();
    // A copy (the slice of a Buffer would be none): the writer may use its buffer again.
    const copy = new Uint8Array(bytes);
    await Promise.resolve();
    this.#mustBeOpen();
    if (copy.length > 0) this.#end.peer?.receive(copy);
  }

  async close(): Promise<void> {
    await this.#finish({ kind: 'closed' }, this.#error('PORT_CLOSED', 'was closed'));
  }

  receive(bytes: Uint8Array): void {
    if (!this.#ended) this.#handlers.onBytes(bytes);
  }

  lose(): void {
    const error = this.#error('PORT_LOST', 'went away');
    void this.#finish({ kind: 'lost', error }, error);
  }

  #mustBeOpen(): void {
    if (this.#ended) throw this.#ended.error;
  }

  #error(code: 'PORT_CLOSED' | 'PORT_LOST', said: string): TransportError {
    return new TransportError(code, `${this.name} ${said}`, { where: this.name });
  }

  #finish(reason: CloseReason, error: TransportError): Promise<void> {
    if (!this.#ended) {
      this.#end.released();
      this.#ended = { error, told: Promise.resolve().then(() => this.#handlers.onClosed(reason)) };
    }
    return this.#ended.told;
  }
}

/**
 * Two joined ports, for tests: what is written at one end arrives at the other in order, in a later microtask, in the
 * same chunks. As on a serial line, an end is not told that the other was closed, and bytes for a closed end are lost.
 */
export function memoryPair(nearName = 'memory near', farName = 'memory far'): MemoryPair {
  const near = new MemoryEnd(nearName);
  const far = new MemoryEnd(farName);
  near.peer = far;
  far.peer = near;
  return {
    near,
    far,
    lose: () => {
      near.lose();
      far.lose();
    },
    restore: () => {
      near.plugged = true;
      far.plugged = true;
    },
  };
}
