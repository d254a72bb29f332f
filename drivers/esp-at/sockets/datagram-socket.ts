import type {
  Datagram,
  DatagramRequest,
  DatagramSocket,
  SocketAddress,
  SocketFamily,
} from '../../../src/driver/index.ts';
import { socketAddress } from './addresses.ts';
import { closeLink, send, startDatagrams } from './commands.ts';
import type { SocketContext } from './context.ts';
import { DatagramReader, longestDatagram } from './datagram-reader.ts';
import type { Link } from './links.ts';
import { addressOf, isUp, noIpv6, notUp } from './names.ts';
import { asSocketError, isBrokenAnswer, isRefused, refusable, socketError } from './socket-failures.ts';

/** A UDP link. */
export class EspDatagrams implements DatagramSocket {
  readonly id: number;
  readonly local: SocketAddress | undefined;
  readonly maxBytes = longestDatagram;
  readonly #context: SocketContext;
  readonly #link: Link;
  readonly #reader: DatagramReader;
  #closing: Promise<void> | undefined;

  constructor(context: SocketContext, link: Link, reader: DatagramReader, local: SocketAddress) {
    this.#context = context;
    this.#link = link;
    this.#reader = reader;
    this.id = link.id;
    this.local = local;
  }

  async send(bytes: Uint8Array, to: { readonly host: string; readonly port: number }): Promise<void> {
    if (bytes.length > longestDatagram) {
      const text = `${bytes.length} bytes; the module sends up to ${longestDatagram}`;
      throw socketError('EMSGSIZE', 'send', text);
    }
    if (bytes.length === 0) {
      throw socketError('EOPNOTSUPP', 'send', 'the module cannot send an empty datagram', { hint: 'Send a byte.' });
    }
    if (this.#closing !== undefined || this.#link.closed) throw socketError('ENOTCONN', 'send', 'the socket is closed');
    const family = this.local?.family ?? 4;
    const host = await addressOf(this.#context, to.host, family, 'send');
    try {
      await this.#context.line.run(send(this.#link.id, bytes, { host, port: to.port }));
    } catch (thrown) {
      if (isBrokenAnswer(thrown) || !isRefused(thrown)) throw asSocketError(thrown, 'send');
      if (!(await isUp(this.#context))) throw notUp('send');
      throw socketError('EHOSTUNREACH', 'send', `${host}:${to.port} (${thrown.message})`, {
        address: host,
        port: to.port,
        cause: thrown,
      });
    }
  }

  receive(signal: AbortSignal): Promise<Datagram> {
    return this.#reader.receive(signal);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#reader.fail(socketError('ECONNABORTED', 'recv', 'the socket was closed'));
    await closeDatagrams(this.#context, this.#link);
  }
}

/** Gives the link back, and streams their flow control. Never rejects. */
async function closeDatagrams({ line, links, modes }: SocketContext, link: Link): Promise<void> {
  let sure = false;
  try {
    await line.run(closeLink(link.id));
    sure = true;
  } catch (thrown) {
    sure = isRefused(thrown);
  }
  await modes.datagramsEnd(link.id).catch(() => undefined);
  links.free(link, sure);
}

// Ports that nobody is given by agreement: RFC 6335.
const firstPort = 49_152;
const ports = 16_384;
const tries = 4;
let lastPort = Math.floor(Math.random() * ports);

/** The module wants to be told its port. */
function nextPort(): number {
  lastPort = (lastPort + 1) % ports;
  return firstPort + lastPort;
}

/** Opens a UDP link that hears everybody. @throws SocketError `EADDRINUSE`, `ENETDOWN`, `EMFILE` */
export async function openDatagrams(
  context: SocketContext,
  { family, localPort = 0 }: DatagramRequest,
  signal: AbortSignal,
): Promise<EspDatagrams> {
  if (family === 6 && !context.dialect.ipv6) throw noIpv6('bind');
  for (let turn = 1; ; turn++) {
    const port = localPort === 0 ? nextPort() : localPort;
    try {
      return await bindTo(context, family, port, signal);
    } catch (thrown) {
      const error = await bindError(context, port, thrown);
      if (localPort !== 0 || turn === tries || !isRefused(thrown)) throw error;
    }
  }
}

async function bindError(context: SocketContext, port: number, thrown: unknown): Promise<unknown> {
  if (!isRefused(thrown)) return asSocketError(thrown, 'bind');
  if (!(await isUp(context))) return notUp('bind');
  return socketError('EADDRINUSE', 'bind', `the module refused port ${port}`, { port, cause: thrown });
}

async function bindTo(
  context: SocketContext,
  family: SocketFamily,
  port: number,
  signal: AbortSignal,
): Promise<EspDatagrams> {
  const { line, links, modes } = context;
  const reader = new DatagramReader(context);
  const link = await links.take(reader, 'bind', signal);
  reader.link = link;
  try {
    if (links.isDoubtful(link)) await refusable(line.run(closeLink(link.id)));
    await modes.datagramsBegin(link.id);
    await line.run(startDatagrams(link.id, family, port).command);
    link.connected = true;
    return new EspDatagrams(context, link, reader, socketAddress(family === 6 ? '::' : '0.0.0.0', port));
  } catch (thrown) {
    await closeDatagrams(context, link);
    throw thrown;
  }
}
