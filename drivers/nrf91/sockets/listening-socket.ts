import type { ListeningSocket, StreamSocket } from '../../../src/driver/index.ts';
import { isRefusal } from '../failures.ts';
import { Doorbell } from './doorbell.ts';
import { type SocketPlace, socketFailure } from './failure.ts';
import { familyOf } from './names.ts';
import type { OpenSocket } from './socket-stack.ts';
import type { AcceptedPeer } from './stack-commands.ts';
import { Nrf91Stream, type SocketShop, safetyPollMs } from './stream-socket.ts';

// What is told of the listening socket is told of peers that wait, and never of the one that was accepted.
const tenantPollMs = 500;

/** Makes a socket that listens on the port. */
export type Listen = () => Promise<OpenSocket>;

/**
 * A listening socket of the module.
 *
 * Serial LTE Modem has no socket of its own for a peer that was accepted: what is sent to and read from the listening
 * socket is the peer's. There is one peer at a time then, and it goes with the listening socket, which is made anew.
 */
export class Nrf91Listener implements ListeningSocket {
  readonly local = undefined;
  readonly #shop: SocketShop;
  readonly #listen: Listen;
  readonly #port: number;
  readonly #bell: Doorbell;
  #socket: OpenSocket;
  /** The peer that holds the listening socket. */
  #tenant: Nrf91Stream | undefined;
  #isClosed = false;

  private constructor(shop: SocketShop, listen: Listen, socket: OpenSocket, port: number) {
    this.#shop = shop;
    this.#listen = listen;
    this.#socket = socket;
    this.#port = port;
    this.#bell = new Doorbell(shop.stack.line.clock, safetyPollMs);
  }

  static async open(shop: SocketShop, listen: Listen, port: number): Promise<Nrf91Listener> {
    const socket = await listen();
    const listener = new Nrf91Listener(shop, listen, socket, port);
    await shop.notices.add(socket.handle, listener, true);
    return listener;
  }

  get id(): number {
    return this.#socket.handle;
  }

  noticed(): void {
    this.#bell.ring();
  }

  async accept(signal: AbortSignal): Promise<StreamSocket> {
    for (;;) {
      await this.#bell.wait(signal);
      // A second peer would push the first one out.
      if (this.#tenant !== undefined) continue;
      const peer = await this.#askForPeer();
      if (peer !== undefined) return await this.#welcome(peer);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#bell.fail(socketFailure('ECONNABORTED', 'the server was closed', { syscall: 'accept', port: this.#port }));
    this.#shop.notices.remove(this.id);
    // A peer that holds it closes it when it goes.
    if (this.#tenant === undefined) await this.#shop.stack.free(this.#socket);
  }

  async #askForPeer(): Promise<AcceptedPeer | undefined> {
    const { stack, notices } = this.#shop;
    const place: SocketPlace = { syscall: 'accept', port: this.#port };
    try {
      // Where it would block, it is asked only when somebody is known to wait.
      if (!(await this.#isPeerWaiting(place))) return undefined;
      return await stack.ask(this.#socket, stack.commands.accept(this.id), place);
    } catch (thrown) {
      if (isRefusal(thrown)) return undefined;
      throw thrown;
    } finally {
      await notices.rearm(this.id);
    }
  }

  async #isPeerWaiting(place: SocketPlace): Promise<boolean> {
    const { stack } = this.#shop;
    const { poll } = stack.commands;
    if (poll === undefined) return true;
    const notices = await stack.ask(this.#socket, poll([this.id]), place);
    return notices.some(({ handle, bits }) => handle === this.id && (bits & 1) !== 0);
  }

  async #welcome({ handle, address, port = 0 }: AcceptedPeer): Promise<StreamSocket> {
    const remote = { address, port, family: familyOf(address) };
    const { stack, notices } = this.#shop;
    if (await stack.isSelectable(handle)) {
      const stream = new Nrf91Stream(this.#shop, stack.adopt(handle), remote);
      await notices.add(handle, stream);
      this.#bell.ring();
      return stream;
    }
    const tenant = new Nrf91Stream(this.#shop, this.#socket, remote, {
      pollMs: tenantPollMs,
      freed: () => this.#evict(),
    });
    this.#tenant = tenant;
    return tenant;
  }

  /** Its peer has gone: the socket goes with it, and another takes its place. */
  async #evict(): Promise<void> {
    this.#tenant = undefined;
    const { stack, notices } = this.#shop;
    notices.remove(this.id);
    await stack.free(this.#socket);
    if (this.#isClosed) return;
    try {
      this.#socket = await this.#listen();
      await notices.add(this.id, this, true);
      this.#bell.ring();
    } catch (thrown) {
      this.#bell.fail(thrown);
    }
  }
}
