import { createServer, type Server, type Socket } from 'node:net';
import { socksReplyFor } from './failure-answers.ts';
import type { ProxyParts } from './proxy-door.ts';
import type { Endpoint } from './proxy-types.ts';
import { relay } from './relay.ts';
import { type SocksRequest, socksHandshake } from './socks5-handshake.ts';
import { replies, replyBytes } from './socks5-messages.ts';
import { UdpAssociation } from './udp-association.ts';
import { goneWith, welcomed } from './welcome.ts';

/** SOCKS 5 (RFC 1928): CONNECT and UDP ASSOCIATE, with a password (RFC 1929) or without. */
export function socksServer(parts: ProxyParts): Server {
  return createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (welcomed(client, parts)) void serve(client, parts);
  });
}

async function serve(client: Socket, parts: ProxyParts): Promise<void> {
  let request: SocksRequest;
  try {
    request = await handshake(client, parts);
  } catch {
    parts.tally.refused();
    client.destroySoon();
    return;
  }
  if (request.command === 'connect') await connect(client, request.to, parts);
  else await associate(client, request.to, parts);
}

async function handshake(client: Socket, parts: ProxyParts): Promise<SocksRequest> {
  const { clock, credentials, limits, signal } = parts;
  const late = new AbortController();
  const timer = clock.after(limits.handshakeMs, () => late.abort());
  try {
    return await socksHandshake(client, credentials, AbortSignal.any([signal, late.signal]));
  } finally {
    timer.cancel();
  }
}

async function connect(client: Socket, to: Endpoint, parts: ProxyParts): Promise<void> {
  const { dialler, limits, signal, tally } = parts;
  const gone = goneWith(client, signal);
  try {
    const remote = await dialler.connect(to, gone.signal);
    const { localAddress: host = '0.0.0.0', localPort: port = 0 } = remote;
    client.write(replyBytes(replies.succeeded, { host, port }));
    relay(client, remote, tally, limits.idleMs);
  } catch (thrown) {
    tally.failed();
    if (!client.destroyed) client.end(replyBytes(socksReplyFor(thrown)));
    client.destroySoon();
  } finally {
    gone.done();
  }
}

/** The association lives as long as the connection that asked for it; nothing more is said on that. */
async function associate(client: Socket, asked: Endpoint, parts: ProxyParts): Promise<void> {
  const { clock, dialler, limits, tally } = parts;
  const { localAddress = '127.0.0.1', remoteAddress = '' } = client;
  // Whatever address it gives, datagrams are taken from where the connection came from, and from nobody else.
  const from = { host: remoteAddress, port: asked.port };
  const association = new UdpAssociation({ clock, dialler, tally, idleMs: limits.datagramIdleMs }, from);
  client.once('close', () => association.close());
  try {
    const bound = await association.open(localAddress);
    client.write(replyBytes(replies.succeeded, bound));
  } catch {
    association.close();
    client.end(replyBytes(replies.generalFailure));
  }
  client.once('end', () => client.destroySoon());
  client.resume();
}
