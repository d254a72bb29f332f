import { isIP } from 'node:net';
import type { Datagram, DatagramSocket, SocketFamily } from '../../../src/driver/index.ts';
import { isRefusal } from '../failures.ts';
import { Doorbell } from './doorbell.ts';
import { type SocketPlace, socketFailure } from './failure.ts';
import { addressOf, familyOf } from './names.ts';
import type { Piece } from './pieces.ts';
import type { OpenSocket } from './socket-stack.ts';
import type { ReceivedDatagram } from './stack-commands.ts';
import { type SocketShop, safetyPollMs } from './stream-socket.ts';

/** Short enough for every network between, and for one go of either firmware. */
const maxBytes = 1280;
const mostNames = 16;

/** A datagram socket of the module. */
export class Nrf91Datagrams implements DatagramSocket {
  readonly id: number;
  readonly local = undefined;
  readonly maxBytes = maxBytes;
  readonly #shop: SocketShop;
  readonly #socket: OpenSocket;
  readonly #family: SocketFamily;
  readonly #bell: Doorbell;
  readonly #addresses = new Map<string, string>();
  #closing: Promise<void> | undefined;

  constructor(shop: SocketShop, socket: OpenSocket, family: SocketFamily) {
    this.#shop = shop;
    this.id = socket.handle;
    this.#socket = socket;
    this.#family = family;
    this.#bell = new Doorbell(shop.stack.line.clock, safetyPollMs);
  }

  noticed(): void {
    this.#bell.ring();
  }

  async send(bytes: Uint8Array, { host, port }: { readonly host: string; readonly port: number }): Promise<void> {
    const place: SocketPlace = { syscall: 'send', address: host, port };
    const piece = this.#pieceOf(bytes, place);
    const address = await this.#addressOf(host);
    const { stack, care } = this.#shop;
    try {
      if (piece.how === 'held') {
        await stack.hold(this.#socket, stack.commands.enterTo(this.id, address, port), bytes, place);
        return;
      }
      const sent = await stack.ask(this.#socket, stack.commands.sendTo(this.id, piece, address, port), place);
      if (sent < bytes.length) throw await stack.whyDead(place);
    } catch (thrown) {
      throw isRefusal(thrown) ? await stack.whyDead(place, thrown) : thrown;
    } finally {
      if (piece.how === 'data' || piece.how === 'held') care.left();
    }
  }

  async receive(signal: AbortSignal): Promise<Datagram> {
    for (;;) {
      await this.#bell.wait(signal);
      const got = await this.#fetch();
      if (got === undefined) continue;
      this.#bell.ring();
      const { bytes, address, port } = got;
      return { bytes, from: { address, port, family: familyOf(address) } };
    }
  }

  close(): Promise<void> {
    this.#bell.fail(socketFailure('ECONNABORTED', 'the socket was closed', { syscall: 'recv' }));
    this.#shop.notices.remove(this.id);
    this.#closing ??= this.#shop.stack.free(this.#socket);
    return this.#closing;
  }

  async #fetch(): Promise<ReceivedDatagram | undefined> {
    const { stack } = this.#shop;
    try {
      return await stack.ask(this.#socket, stack.commands.receiveFrom(this.id), { syscall: 'recv' });
    } catch (thrown) {
      if (isRefusal(thrown)) return undefined;
      throw thrown;
    }
  }

  #pieceOf(bytes: Uint8Array, place: SocketPlace): Piece {
    if (bytes.length > maxBytes) {
      throw socketFailure('EMSGSIZE', `${bytes.length} bytes are more than the ${maxBytes} of a datagram`, place);
    }
    if (bytes.length === 0) throw socketFailure('EOPNOTSUPP', 'the module sends no empty datagrams', place);
    const piece = this.#shop.stack.commands.datagram(bytes);
    if (piece !== undefined) return piece;
    throw socketFailure(
      'EOPNOTSUPP',
      'Serial LTE Modem has no way to send a datagram that holds +++ beside bytes that are no plain text',
      place,
      { hint: 'Flash Serial Modem, or encode the datagram in another way.' },
    );
  }

  /** Looked up once: the same peer is written to again and again. */
  async #addressOf(host: string): Promise<string> {
    if (isIP(host) !== 0) return host;
    const known = this.#addresses.get(host);
    if (known !== undefined) return known;
    const address = await addressOf(this.#shop.stack, host, this.#family);
    if (this.#addresses.size >= mostNames) this.#addresses.clear();
    this.#addresses.set(host, address);
    return address;
  }
}
