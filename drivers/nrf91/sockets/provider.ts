import type {
  DatagramRequest,
  DatagramSocket,
  ListeningSocket,
  ListenRequest,
  PingReply,
  PingRequest,
  SocketFamily,
  SocketProvider,
  StreamRequest,
  StreamSocket,
} from '../../../src/driver/index.ts';
import { connectStream } from './connecting.ts';
import { Nrf91Datagrams } from './datagram-socket.ts';
import { Echoes } from './echo.ts';
import { asSocketFailure, type SocketPlace, socketFailure } from './failure.ts';
import { Nrf91Listener } from './listening-socket.ts';
import { resolve } from './names.ts';
import type { OpenSocket } from './socket-stack.ts';
import type { SocketShop } from './stream-socket.ts';
import { longestRead } from './wire.ts';

/** One less than the modem has: the firmware may need one itself. */
const sockets = 7;

/** The sockets of one module, for as long as it is ready. */
export class Nrf91Sockets implements SocketProvider {
  readonly limits;
  readonly #shop: SocketShop;
  readonly #echoes: Echoes;
  readonly #tlsTag: () => number | undefined;

  /** @param tlsTag where TLS sockets find their credentials when they are given none */
  constructor(shop: SocketShop, life: AbortSignal, tlsTag: () => number | undefined) {
    this.#shop = shop;
    this.#tlsTag = tlsTag;
    this.#echoes = new Echoes(shop.stack, life);
    this.limits = { sockets, longestRead, longestSend: shop.longestSend };
  }

  open(request: StreamRequest, signal: AbortSignal): Promise<StreamSocket> {
    return unlessAborted(connectStream(this.#shop, request, this.#tlsTag(), signal), signal);
  }

  openDatagram(request: DatagramRequest, signal: AbortSignal): Promise<DatagramSocket> {
    return unlessAborted(this.#bound(request), signal);
  }

  async listen(request: ListenRequest, signal: AbortSignal): Promise<ListeningSocket> {
    const { port, family = 4 } = request;
    const place = { syscall: 'listen', port };
    if (port === 0) throw socketFailure('EOPNOTSUPP', 'the module cannot choose a port', place, { hint: 'Name one.' });
    const listen = (): Promise<OpenSocket> => this.#listening(family, place);
    return await unlessAborted(Nrf91Listener.open(this.#shop, listen, port), signal);
  }

  async resolve(name: string, family: SocketFamily | undefined, signal: AbortSignal): Promise<readonly string[]> {
    const addresses = await resolve(this.#shop.stack, name, family);
    signal.throwIfAborted();
    return addresses;
  }

  ping(request: PingRequest, each: (reply: PingReply) => void, signal: AbortSignal): Promise<void> {
    return this.#echoes.run(request, each, signal);
  }

  async #bound({ family, localPort }: DatagramRequest): Promise<DatagramSocket> {
    const { stack, notices } = this.#shop;
    const place = { syscall: 'bind', ...(localPort !== undefined && { port: localPort }) };
    const opened = await stack.open({ family, type: 'datagram', role: 'client' }, place);
    try {
      if (localPort !== undefined && localPort !== 0) await this.#bind(opened, localPort, place);
      const socket = new Nrf91Datagrams(this.#shop, opened, family);
      await notices.add(opened.handle, socket);
      return socket;
    } catch (thrown) {
      await stack.free(opened);
      throw thrown;
    }
  }

  async #listening(family: SocketFamily, place: SocketPlace & { readonly port: number }): Promise<OpenSocket> {
    const { stack } = this.#shop;
    const opened = await stack.open({ family, type: 'stream', role: 'server' }, place);
    try {
      await this.#bind(opened, place.port, place);
      await stack.ask(opened, stack.commands.listen(opened.handle), place);
      return opened;
    } catch (thrown) {
      await stack.free(opened);
      throw asSocketFailure(thrown, place);
    }
  }

  async #bind(opened: OpenSocket, port: number, place: SocketPlace): Promise<void> {
    const { stack } = this.#shop;
    try {
      await stack.ask(opened, stack.commands.bind(opened.handle, port), place);
    } catch (thrown) {
      const known = asSocketFailure(thrown, place);
      if (known.code !== 'ECONNABORTED') throw known;
      throw socketFailure('EADDRINUSE', 'the module refuses the port, and gives no reason', place, { cause: thrown });
    }
  }
}

/** What comes too late is closed again: the module cannot be made to give a command up. */
async function unlessAborted<Socket extends { close(): Promise<void> }>(
  opening: Promise<Socket>,
  signal: AbortSignal,
): Promise<Socket> {
  let aborted: (() => void) | undefined;
  const abort = new Promise<never>((_resolve, reject) => {
    aborted = () => reject(signal.reason);
    if (signal.aborted) aborted();
    signal.addEventListener('abort', aborted, { once: true });
  });
  try {
    return await Promise.race([opening, abort]);
  } catch (thrown) {
    opening.then((late) => (signal.aborted ? late.close() : undefined)).catch(() => undefined);
    throw thrown;
  } finally {
    if (aborted !== undefined) signal.removeEventListener('abort', aborted);
  }
}
