import type { Clock } from '../../base/clock.ts';
import { SocketError } from '../../base/socket-error.ts';

/** A number of the module's that somebody has. */
export interface NumberLease {
  readonly number: number;
}

interface Waiting {
  readonly resolve: (lease: NumberLease) => void;
  readonly reject: (reason: unknown) => void;
}

// A close that is under way is worth a short wait; one that hangs is not.
const patienceMs = 15_000;

/**
 * The numbers that a module has for its sockets, 0 upwards. One that is being closed belongs to nobody until the module
 * has freed it; the one that has been free for longest is given out next, so that what is said late of a socket is not
 * taken for the next one's.
 */
export class NumberPool {
  readonly #clock: Clock;
  readonly #size: number;
  readonly #free: number[];
  readonly #leases = new Map<number, NumberLease>();
  readonly #waiting = new Set<Waiting>();
  #closing = 0;

  constructor(size: number, clock: Clock) {
    this.#size = size;
    this.#clock = clock;
    this.#free = Array.from({ length: size }, (_, number) => number);
  }

  /** How many are in use, or not free again yet. */
  get inUse(): number {
    return this.#leases.size;
  }

  /**
   * Resolves at once while a number is free, and waits while one is being closed.
   * @throws SocketError `EMFILE` when all are in use; the reason of `signal`
   */
  async take(signal: AbortSignal): Promise<NumberLease> {
    signal.throwIfAborted();
    const number = this.#free.shift();
    if (number !== undefined) return this.#lease(number);
    if (this.#closing === 0) throw this.#exhausted();
    return await this.#wait(signal);
  }

  /** The module itself has given this number to a connection that came in: it is nobody else's from here on. */
  adopt(number: number): NumberLease {
    const free = this.#free.indexOf(number);
    if (free !== -1) this.#free.splice(free, 1);
    return this.#lease(number);
  }

  /** Whether the number is still this lease's: the module may have given it to a connection that came in. */
  holds(lease: NumberLease): boolean {
    return this.#leases.get(lease.number) === lease;
  }

  /** Gives a number back; it is free again when `closed` has resolved. */
  async release(lease: NumberLease, closed: () => Promise<void>): Promise<void> {
    if (!this.holds(lease)) return;
    this.#closing++;
    try {
      await closed();
    } finally {
      this.#closing--;
      if (this.holds(lease)) this.#freed(lease.number);
    }
  }

  #lease(number: number): NumberLease {
    const lease = { number };
    this.#leases.set(number, lease);
    return lease;
  }

  #freed(number: number): void {
    this.#leases.delete(number);
    const [first] = this.#waiting;
    if (first === undefined) {
      this.#free.push(number);
      return;
    }
    this.#waiting.delete(first);
    first.resolve(this.#lease(number));
  }

  #wait(signal: AbortSignal): Promise<NumberLease> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        timer.cancel();
        signal.removeEventListener('abort', aborted);
        this.#waiting.delete(waiting);
      };
      const waiting: Waiting = {
        resolve: (lease) => {
          settle();
          resolve(lease);
        },
        reject: (reason) => {
          settle();
          reject(reason);
        },
      };
      const aborted = (): void => waiting.reject(signal.reason);
      const timer = this.#clock.after(patienceMs, () => waiting.reject(this.#exhausted()));
      signal.addEventListener('abort', aborted, { once: true });
      this.#waiting.add(waiting);
    });
  }

  #exhausted(): SocketError {
    return new SocketError('EMFILE', `EMFILE: all ${this.#size} sockets of the module are in use`, {
      hint: 'Close one first.',
    });
  }
}
