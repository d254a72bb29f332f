import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ProxyParts } from './proxy-door.ts';

/** Takes a client in, or turns it away where there are too many. */
export function welcomed(client: Socket, { clients, limits, signal, tally }: ProxyParts): boolean {
  // A client that breaks off is no error of ours; its end is looked after where it is read.
  client.on('error', () => undefined);
  if (clients.size >= limits.clients || signal.aborted) {
    tally.refused();
    client.destroy();
    return false;
  }
  clients.add(client);
  return true;
}

/** A signal that aborts when a client is gone, or with another signal, until it is done with. */
export function goneWith(client: Duplex, signal: AbortSignal): { readonly signal: AbortSignal; done(): void } {
  const gone = new AbortController();
  const close = (): void => gone.abort(new DOMException('the client is gone', 'AbortError'));
  if (client.destroyed) close();
  client.once('close', close);
  return { signal: AbortSignal.any([gone.signal, signal]), done: () => client.off('close', close) };
}
