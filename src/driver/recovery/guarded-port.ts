import type { Clock } from '../../base/clock.ts';
import { TransportError } from '../../base/errors.ts';
import type { ControlLines, Port, Transport, TransportHandlers } from '../../transport/transport.ts';

/** How long a call into a transport may take, in milliseconds. */
const openLimitMs = 20_000;
const closeLimitMs = 5000;
const writeLimitMs = 30_000;
const writeLimitMsPerByte = 10;
const settingLimitMs = 5000;
// An open that hangs holds a thread of the process's pool, which has four.
const mostHanging = 2;
const hangHint = 'Its driver hangs: pull the module out and put it back, or reset its USB port.';

interface Guard {
  readonly clock: Clock;
  /** Told of a call that did not come back. */
  readonly note: (text: string) => void;
}

/** Calls that are waited for, each with what ends the wait. */
type Waits = Set<(reason: TransportError) => void>;

/**
 * Waits for a call no longer than `limitMs`. The call itself cannot be ended: it is abandoned.
 * @param waits by which the wait can be ended sooner
 * @throws TransportError `PORT_FAILED` when it is overdue; what the wait was ended with; what the call throws
 */
function within<Result>(
  call: Promise<Result>,
  what: string,
  limitMs: number,
  { clock, note }: Guard,
  waits?: Waits,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      timer.cancel();
      waits?.delete(end);
    };
    const end = (reason: TransportError): void => {
      done();
      reject(reason);
    };
    const timer = clock.after(limitMs, () => {
      const text = `${what} did not come back within ${limitMs / 1000} s and was abandoned`;
      note(text);
      end(new TransportError('PORT_FAILED', text, { hint: hangHint }));
    });
    waits?.add(end);
    call.finally(done).then(resolve, reject);
  });
}

/** Lets the caller go at an abort. */
function orAborted<Result>(call: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return call;
  return new Promise((resolve, reject) => {
    const aborted = (): void => reject(signal.reason);
    if (signal.aborted) aborted();
    signal.addEventListener('abort', aborted, { once: true });
    call.finally(() => signal.removeEventListener('abort', aborted)).then(resolve, reject);
  });
}

function guardedLines(lines: ControlLines, name: string, guard: Guard, waits: Waits): ControlLines {
  return {
    set: (wanted) => within(lines.set(wanted), `setting the control lines of ${name}`, settingLimitMs, guard, waits),
    get: () => within(lines.get(), `reading the control lines of ${name}`, settingLimitMs, guard, waits),
  };
}

class GuardedTransport implements Transport {
  readonly name: string;
  readonly controlLines?: ControlLines;
  readonly setBaudRate?: (baudRate: number) => Promise<void>;
  readonly #transport: Transport;
  readonly #guard: Guard;
  readonly #waits: Waits = new Set();

  constructor(transport: Transport, guard: Guard) {
    this.name = transport.name;
    this.#transport = transport;
    this.#guard = guard;
    if (transport.controlLines) this.controlLines = guardedLines(transport.controlLines, this.name, guard, this.#waits);
    const { setBaudRate } = transport;
    if (setBaudRate) {
      this.setBaudRate = (baudRate) =>
        within(
          setBaudRate.call(transport, baudRate),
          `changing the speed of ${this.name}`,
          settingLimitMs,
          guard,
          this.#waits,
        );
    }
  }

  write(bytes: Uint8Array): Promise<void> {
    const limitMs = writeLimitMs + bytes.length * writeLimitMsPerByte;
    return within(this.#transport.write(bytes), `a write to ${this.name}`, limitMs, this.#guard, this.#waits);
  }

  async close(): Promise<void> {
    const reason = new TransportError('PORT_CLOSED', `${this.name} was closed`, { where: this.name });
    for (const end of [...this.#waits]) end(reason);
    // Overdue or failed: whoever closes is done with it, and the next opening is of a new one.
    await within(this.#transport.close(), `closing ${this.name}`, closeLimitMs, this.#guard).catch(() => undefined);
  }
}

/**
 * A port none of whose calls is waited for without an end. What is opened too late is closed again; while two openings
 * hang, no third is tried.
 */
export function guardedPort(port: Port, guard: Guard): Port {
  let hanging = 0;
  const open = async (handlers: TransportHandlers, signal: AbortSignal | undefined): Promise<Transport> => {
    if (hanging >= mostHanging) {
      throw new TransportError('PORT_FAILED', `${hanging} openings of ${port.name} hang`, {
        where: port.name,
        hint: hangHint,
      });
    }
    let isWanted = true;
    const opening = port.open(
      {
        // What was given up has nobody to talk to.
        onBytes: (chunk) => void (isWanted && handlers.onBytes(chunk)),
        onClosed: (reason) => void (isWanted && handlers.onClosed(reason)),
      },
      signal === undefined ? {} : { signal },
    );
    hanging++;
    const settled = (): void => {
      hanging--;
    };
    opening.then(settled, settled);
    const waits: Waits = new Set();
    try {
      const transport = await orAborted(within(opening, `opening ${port.name}`, openLimitMs, guard, waits), signal);
      return new GuardedTransport(transport, guard);
    } catch (thrown) {
      isWanted = false;
      for (const end of [...waits]) end(new TransportError('PORT_CLOSED', 'not wanted any more'));
      opening.then(
        (late) => late.close().catch(() => undefined),
        () => undefined,
      );
      throw thrown;
    }
  };
  return {
    name: port.name,
    ...(port.baudRate !== undefined && { baudRate: port.baudRate }),
    ...(port.attached && { attached: (signal) => port.attached?.(signal) ?? Promise.resolve() }),
    open: (handlers, { signal } = {}) => open(handlers, signal),
  };
}
