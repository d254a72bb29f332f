import type { Readable } from 'node:stream';

/** The client ended or broke off before it had said everything. */
export class ClientGone extends Error {
  constructor() {
    super('the client is gone');
    this.name = 'ClientGone';
  }
}

/**
 * Reads exactly so many bytes, however they are chunked; what follows stays in the stream. Nothing else may read from it.
 * @throws ClientGone; the reason of `signal`
 */
export async function readExactly(from: Readable, count: number, signal: AbortSignal): Promise<Buffer> {
  if (count === 0) return Buffer.alloc(0);
  for (;;) {
    signal.throwIfAborted();
    const got = from.read(count) as Buffer | null;
    if (got?.length === count) return got;
    // At its end a stream gives what it has left, however little.
    if (got !== null || from.readableEnded || from.destroyed) throw new ClientGone();
    await readable(from, signal);
  }
}

/** Resolves when there is something new to look at: bytes, the end, or an abort. */
function readable(from: Readable, signal: AbortSignal): Promise<void> {
  const events = ['readable', 'end', 'close', 'error'] as const;
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of events) from.off(event, done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    for (const event of events) from.on(event, done);
    signal.addEventListener('abort', done, { once: true });
  });
}
