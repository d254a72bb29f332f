import type { Duplex } from 'node:stream';
import type { ModuleSocket } from '../../connectivity/index.ts';
import type { Tally } from './tally.ts';

/** Ends a stream once what was written to it is out. */
function endSoon(stream: Duplex): void {
  if (stream.writable) stream.end();
  if (stream.writableFinished) stream.destroy();
  else stream.once('finish', () => stream.destroy());
}

/**
 * Joins a client and a connection through a module, each with its back-pressure, until both have ended. A side that
 * breaks off takes the other with it; what was on its way to that one is delivered where the first had ended in order.
 */
export function relay(client: Duplex, remote: ModuleSocket, tally: Tally, idleMs: number): void {
  const over = tally.opened();
  const ignore = (): void => undefined;
  client.on('error', ignore);
  remote.on('error', ignore);
  remote.setTimeout(idleMs, () => remote.destroy());
  client.on('data', (bytes: Buffer) => tally.up(bytes.length));
  remote.on('data', (bytes: Buffer) => tally.down(bytes.length));
  client.once('close', () => {
    if (client.readableEnded) remote.end();
    else remote.destroy();
  });
  remote.once('close', () => {
    over();
    if (remote.readableEnded) endSoon(client);
    else client.destroy();
  });
  if (client.destroyed) remote.destroy();
  if (remote.destroyed) client.destroy();
  client.pipe(remote);
  remote.pipe(client);
}
