import { errno } from '../../sockets/errno.ts';
import type { ModemSocket } from '../../sockets/modem-socket.ts';
import { poll } from '../../sockets/transport.ts';
import { payloadHandler } from '../sending.ts';
import type { SocketKit } from '../socket-kit.ts';
import { longestReceive } from '../socket-kit.ts';

/** Who hears what a service's socket brings. */
export interface ProxyEvents {
  /** The header of payload, without line ends. */
  header(bytes: Uint8Array, from: { readonly address: string; readonly port: number } | undefined): string;
  /** It is over, with 0 or a negative error number. */
  over(result: number): void;
}

/**
 * What a poll mask means to the service's thread. Losing the network hangs the socket up, so that it cannot be told
 * from a peer that closed.
 */
function resultOf(revents: number): number {
  if ((revents & poll.err) !== 0) return -errno.EIO;
  return (revents & poll.nval) !== 0 ? -errno.ENETDOWN : -errno.ECONNRESET;
}

/**
 * One connection of a TCP or UDP service: the application has a thread for it that reads by itself and writes to the
 * line whenever something came, also while a command runs.
 */
export class ProxyConnection {
  readonly socket: ModemSocket;
  readonly #kit: SocketKit;
  readonly #events: ProxyEvents;
  readonly #unwatch: () => void;
  #pumping = false;
  #over = false;
  #inDataMode = false;
  readonly #again = (): void => this.pump();

  constructor(kit: SocketKit, socket: ModemSocket, events: ProxyEvents) {
    this.socket = socket;
    this.#kit = kit;
    this.#events = events;
    this.#unwatch = kit.stack.watch(() => this.pump());
  }

  /** Reads what came and writes it to the line, as fast as that goes. */
  pump(): void {
    if (this.#pumping || this.#over) return;
    this.#pumping = true;
    if (!this.#kit.listening() && (this.socket.revents & ~poll.out) !== 0) this.#kit.indicate();
    while (!this.#over && this.#kit.listening() && this.#kit.room.ready(this.#again)) {
      if (!this.#next()) break;
    }
    this.#pumping = false;
  }

  /** Every byte goes to the peer until data mode ends. */
  enterDataMode(): void {
    const handler = payloadHandler(this.#kit, this.socket, 0, undefined);
    const exit = (): void => {
      this.#inDataMode = false;
      handler.exit();
    };
    this.#kit.dataMode.enter({ ...handler, exit }, this.#kit.shortestIdleMs());
    this.#inDataMode = true;
  }

  /** Ends it from this side. */
  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#unwatch();
    this.#kit.stack.close(this.socket);
  }

  /** Hands on one piece; false when there is none. */
  #next(): boolean {
    const received = this.socket.transport?.receive({ most: longestReceive });
    if (received?.kind === 'data') {
      this.#hand(received.bytes, received.from);
      return true;
    }
    if (received?.kind !== 'nothing') this.#end(resultOf(this.socket.revents));
    return false;
  }

  #hand(bytes: Uint8Array, from: { readonly address: string; readonly port: number } | undefined): void {
    const { dataMode } = this.#kit;
    const header = this.#events.header(bytes, from);
    if (!dataMode.active) {
      // Header and payload are two writes of a thread of their own.
      this.#kit.say(`\r\n${header}\r\n`);
      this.#kit.betweenHeaderAndPayload();
    }
    this.#kit.say(bytes);
  }

  #end(result: number): void {
    this.close();
    if (this.#inDataMode) this.#kit.dataMode.breakOff(result);
    this.#events.over(result);
  }
}
