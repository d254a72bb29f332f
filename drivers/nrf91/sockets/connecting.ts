import { isIP } from 'node:net';
import type { ModuleTls, SocketAddress, SocketError, StreamRequest } from '../../../src/driver/index.ts';
import { isRefusal } from '../failures.ts';
import { asSocketFailure, type SocketPlace, socketFailure } from './failure.ts';
import { addressOf, familyOf } from './names.ts';
import type { OpenSocket } from './socket-stack.ts';
import type { SocketKind } from './stack-commands.ts';
import { Nrf91Stream, type SocketShop } from './stream-socket.ts';
import { type ModuleTlsKind, tlsKind } from './tls.ts';

type ConnectPlace = SocketPlace & Pick<SocketAddress, 'address' | 'port'>;

/** A refusal comes within a few round trips, narrow-band ones included; what takes longer was not answered. */
const refusedWithinMs = 15_000;

/**
 * Opens a stream socket and connects it.
 * @param signal looked at between the steps: the module cannot be made to give one up
 * @throws SocketError
 */
export async function connectStream(
  shop: SocketShop,
  request: StreamRequest,
  tlsTag: number | undefined,
  signal: AbortSignal,
): Promise<Nrf91Stream> {
  const { host, port, family } = request;
  refuseTransparent(request);
  signal.throwIfAborted();
  const asked: ConnectPlace = { syscall: 'connect', address: host, port };
  const tls = request.tls && (await secured(shop, request.tls, tlsTag, asked));
  const address = await addressOf(shop.stack, host, family);
  signal.throwIfAborted();
  const place: ConnectPlace = { syscall: 'connect', address, port };
  const kind: SocketKind = { family: familyOf(address), type: 'stream', role: 'client', ...(tls && { tls }) };
  const opened = await shop.stack.open(kind, place);
  try {
    if (request.tls !== undefined) await nameServer(shop, opened, request, place);
    signal.throwIfAborted();
    await connect(shop, opened, kind, place);
    const stream = new Nrf91Stream(shop, opened, { address, port, family: kind.family });
    await shop.notices.add(opened.handle, stream);
    return stream;
  } catch (thrown) {
    await shop.stack.free(opened);
    throw thrown;
  }
}

function refuseTransparent({ transparent, host, port }: StreamRequest): void {
  if (transparent !== true) return;
  throw socketFailure(
    'EOPNOTSUPP',
    'the data mode of this firmware ends at the first +++ in the payload, with no pause around it, and so carries not ' +
      'every stream',
    { syscall: 'connect', address: host, port },
    { hint: 'Leave transparent out.' },
  );
}

/** What is no PEM is said before anything is opened. */
async function secured(
  { stack }: SocketShop,
  tls: ModuleTls,
  tag: number | undefined,
  place: ConnectPlace,
): Promise<ModuleTlsKind> {
  try {
    return await tlsKind(stack, tls, tag, place);
  } catch (thrown) {
    throw asSocketFailure(thrown, place);
  }
}

/** The name that is sent in the handshake, and verified. A host that is an address is verified as it stands. */
async function nameServer(
  { stack }: SocketShop,
  opened: OpenSocket,
  { host, tls }: StreamRequest,
  place: ConnectPlace,
): Promise<void> {
  const name = tls?.serverName ?? (tls?.verify === true && isIP(host) !== 0 ? host : undefined);
  if (name === undefined) return;
  try {
    await stack.ask(opened, stack.commands.hostname(opened.handle, name), place);
  } catch (thrown) {
    if (!isRefusal(thrown)) throw asSocketFailure(thrown, place);
    throw socketFailure('EPROTO', `the module does not take the name ${name} to verify`, place, { cause: thrown });
  }
}

async function connect(shop: SocketShop, opened: OpenSocket, kind: SocketKind, place: ConnectPlace): Promise<void> {
  const { stack } = shop;
  const startedAt = stack.line.clock.now();
  let cause: unknown;
  try {
    if (await stack.ask(opened, stack.commands.connect(opened.handle, place.address, place.port), place)) return;
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
    cause = thrown;
  }
  const tookMs = stack.line.clock.now() - startedAt;
  throw await whyNotConnected(shop, kind, place, tookMs, cause);
}

/** The firmware says `ERROR`, whatever it was. */
async function whyNotConnected(
  shop: SocketShop,
  kind: SocketKind,
  place: ConnectPlace,
  tookMs: number,
  cause: unknown,
): Promise<SocketError> {
  const { stack } = shop;
  if (!(await stack.hasBearer())) {
    return socketFailure('ENETDOWN', 'there is no connection to the network', place, { cause });
  }
  if (kind.tls !== undefined && (await isThere(shop, kind, place))) {
    return socketFailure('EPROTO', 'the TLS handshake failed, and the module gives no reason', place, {
      cause,
      hint: 'Check the certificates, the name of the server, and that it speaks TLS 1.2.',
    });
  }
  if (tookMs >= refusedWithinMs) return socketFailure('ETIMEDOUT', 'nobody answered', place, { cause });
  return socketFailure('ECONNREFUSED', 'the module gives no reason', place, { cause });
}

/** Whether the port takes a plain connection: the handshake failed then, and not the way to it. */
async function isThere({ stack }: SocketShop, { family }: SocketKind, place: ConnectPlace): Promise<boolean> {
  try {
    const opened = await stack.open({ family, type: 'stream', role: 'client' }, place);
    try {
      return await stack.ask(opened, stack.commands.connect(opened.handle, place.address, place.port), place);
    } finally {
      await stack.free(opened);
    }
  } catch (thrown) {
    asSocketFailure(thrown, place);
    return false;
  }
}
