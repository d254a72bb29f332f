import { isIP } from 'node:net';
import { order, set, type Urc, urc } from '../../../src/at/index.ts';
import type { PingReply, PingRequest } from '../../../src/driver/index.ts';
import { asSocketFailure, type SocketPlace, socketFailure } from './failure.ts';
import { addressOf } from './names.ts';
import type { SocketStack } from './socket-stack.ts';

const bytes = 32;
// The answer is printed by a thread of its own.
const marginMs = 2000;

/** `#XPING: 0.637 seconds`; for one that is lost nothing is printed. */
const echoReply: Urc<number> = urc('#XPING', (_params, line) => {
  const [, seconds] = /^#XPING:\s*(\d+(?:\.\d+)?) seconds/.exec(line) ?? [];
  return seconds === undefined ? undefined : Math.round(Number(seconds) * 1000);
});

/** The echo requests of one module. The line for answers is listened to once: they say nothing of what they are for. */
export class Echoes {
  readonly #stack: SocketStack;
  readonly #life: AbortSignal;
  #answered: ((roundTripMs: number) => void) | undefined;

  constructor(stack: SocketStack, life: AbortSignal) {
    this.#stack = stack;
    this.#life = life;
    stack.line.onUrc(echoReply, (roundTripMs) => this.#answered?.(roundTripMs));
  }

  /** @throws SocketError `EOPNOTSUPP` while sockets are open: the raw socket of a ping excludes all others */
  async run(request: PingRequest, each: (reply: PingReply) => void, signal: AbortSignal): Promise<void> {
    const { host, count, timeoutMs } = request;
    const place = { syscall: 'ping', address: host };
    this.#requireNoSockets(place);
    const address = await addressOf(this.#stack, host, undefined);
    for (let index = 0; index < count; index++) {
      signal.throwIfAborted();
      const roundTripMs = await this.#stack.alone(() => this.#once(address, timeoutMs, place, signal));
      each({ address: isIP(address) === 0 ? undefined : address, roundTripMs });
    }
  }

  async #once(
    address: string,
    timeoutMs: number,
    place: SocketPlace,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    this.#requireNoSockets(place);
    const { line } = this.#stack;
    const over = new AbortController();
    let roundTripMs: number | undefined;
    this.#answered = (told) => {
      roundTripMs = told;
      over.abort();
    };
    try {
      await line.run(order(set('#XPING', address, bytes, timeoutMs, 1), timeoutMs + marginMs)).catch((thrown) => {
        throw asSocketFailure(thrown, place);
      });
      if (roundTripMs !== undefined) return roundTripMs;
      await line.pause(timeoutMs + marginMs, AbortSignal.any([over.signal, signal, this.#life])).catch(() => undefined);
      signal.throwIfAborted();
      return roundTripMs;
    } finally {
      this.#answered = undefined;
    }
  }

  #requireNoSockets(place: SocketPlace): void {
    const { count } = this.#stack;
    if (count === 0) return;
    throw socketFailure('EOPNOTSUPP', `${count} sockets are open, and the module pings with a raw one`, place, {
      hint: 'A raw socket excludes all others: close them first. Ping is no test of the connection here.',
    });
  }
}
