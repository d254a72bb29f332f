import { createServer, type Server, type Socket } from 'node:net';
import type { ProxyParts } from './proxy-door.ts';
import type { Endpoint } from './proxy-types.ts';
import { relay } from './relay.ts';
import { goneWith, welcomed } from './welcome.ts';

/** A port whose connections all lead to one place; one that does not come about is closed. */
export function forwardServer(to: Endpoint, parts: ProxyParts): Server {
  return createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (welcomed(client, parts)) void forward(client, to, parts);
  });
}

async function forward(client: Socket, to: Endpoint, { dialler, limits, signal, tally }: ProxyParts): Promise<void> {
  const gone = goneWith(client, signal);
  try {
    relay(client, await dialler.connect(to, gone.signal), tally, limits.idleMs);
  } catch {
    tally.failed();
    // A reset, so that the client sees an error and not an empty answer.
    client.resetAndDestroy();
  } finally {
    gone.done();
  }
}
