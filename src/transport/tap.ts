import { type Clock, systemClock } from '../base/clock.ts';
import type { CloseReason, Port, Transport, TransportHandlers } from './transport.ts';

/** `in`: from the module to us; `out`: from us to the module. */
export type Direction = 'in' | 'out';

/** Who looks on. It must not change the bytes, and must not keep them longer than the call without a copy. */
export interface TapObserver {
  /** `atMs` is monotonic, in milliseconds; only differences mean anything. Outgoing bytes are shown when handed over. */
  onChunk(direction: Direction, bytes: Uint8Array, atMs: number): void;
  onOpened?(atMs: number): void;
  onClosed?(reason: CloseReason, atMs: number): void;
}

function tapHandlers(handlers: TransportHandlers, observer: TapObserver, clock: Clock): TransportHandlers {
  return {
    onBytes(chunk) {
      observer.onChunk('in', chunk, clock.now());
      handlers.onBytes(chunk);
    },
    onClosed(reason) {
      observer.onClosed?.(reason, clock.now());
      handlers.onClosed(reason);
    },
  };
}

function tapTransport(inner: Transport, observer: TapObserver, clock: Clock): Transport {
  return {
    name: inner.name,
    write(bytes) {
      observer.onChunk('out', bytes, clock.now());
      return inner.write(bytes);
    },
    close: () => inner.close(),
    // Absent where the inner one has none.
    ...(inner.controlLines ? { controlLines: inner.controlLines } : {}),
    ...(inner.setBaudRate
      ? { setBaudRate: (baudRate: number) => inner.setBaudRate?.(baudRate) ?? Promise.resolve() }
      : {}),
  };
}

/** The same port, with `observer` looking on: for traces, recordings and the transcript of an error. */
export function tap(port: Port, observer: TapObserver, clock: Clock = systemClock): Port {
  return {
    name: port.name,
    ...(port.baudRate !== undefined && { baudRate: port.baudRate }),
    ...(port.attached && { attached: (signal: AbortSignal) => port.attached?.(signal) ?? Promise.resolve() }),
    async open(handlers, options) {
      const transport = await port.open(tapHandlers(handlers, observer, clock), options);
      observer.onOpened?.(clock.now());
      return tapTransport(transport, observer, clock);
    },
  };
}
