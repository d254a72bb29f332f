import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Clock, Timer } from '../../base/clock.ts';
import type { ModuleDatagramSocket } from '../../connectivity/index.ts';
import type { Dialler } from './dialler.ts';
import type { Endpoint } from './proxy-types.ts';
import { datagramBytes, readDatagram } from './socks5-messages.ts';
import type { Tally } from './tally.ts';

export interface AssociationParts {
  readonly clock: Clock;
  readonly dialler: Dialler;
  readonly tally: Tally;
  readonly idleMs: number;
}

/** An address without the dress in which IPv4 comes where a server listens for both. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

/**
 * RFC 1928, UDP ASSOCIATE: datagrams of one client, through the first interface that is ready. The module's socket is
 * opened with the first datagram, given back when nothing goes over it, and opened anew (through another interface, it
 * may be) with the next one after that.
 */
export class UdpAssociation {
  readonly #parts: AssociationParts;
  readonly #clientAddress: string;
  readonly #local: Socket;
  readonly #remotes = new Map<4 | 6, ModuleDatagramSocket>();
  readonly #over: () => void;
  /** The port of the client: that of the request, or of the first datagram. */
  #clientPort: number;
  #idle: Timer | undefined;
  #closed = false;

  /** @param client where it says that its datagrams will come from; port 0 where it does not know yet */
  constructor(parts: AssociationParts, client: Endpoint) {
    this.#parts = parts;
    this.#clientAddress = plain(client.host);
    this.#clientPort = client.port;
    this.#over = parts.tally.opened();
    this.#local = createSocket(isIPv6(this.#clientAddress) ? 'udp6' : 'udp4');
    this.#local.on('message', (bytes, from) => this.#up(bytes, from));
    this.#local.on('error', () => this.close());
  }

  /** Takes datagrams. @returns where @throws the error of the system */
  open(at: string): Promise<Endpoint> {
    const address = plain(at);
    return new Promise((resolve, reject) => {
      this.#local.once('error', reject);
      this.#local.bind(0, address, () => {
        this.#local.off('error', reject);
        resolve({ host: address, port: this.#local.address().port });
      });
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#over();
    this.#local.close();
    this.#release();
  }

  #up(bytes: Buffer, from: RemoteInfo): void {
    if (plain(from.address) !== this.#clientAddress) return;
    if (this.#clientPort !== 0 && from.port !== this.#clientPort) return;
    const datagram = readDatagram(bytes);
    if (datagram === undefined || datagram.to.port === 0) return;
    this.#clientPort = from.port;
    try {
      const { payload, to } = datagram;
      const remote = this.#remote(isIPv6(to.host) ? 6 : 4);
      // What cannot be sent is lost, as datagrams are.
      remote.send(Buffer.from(payload), to.port, to.host, (error) => {
        if (error === null) this.#parts.tally.up(payload.length);
        else this.#parts.tally.failed();
      });
      this.#used();
    } catch {
      this.#parts.tally.failed();
    }
  }

  #remote(family: 4 | 6): ModuleDatagramSocket {
    const known = this.#remotes.get(family);
    if (known !== undefined) return known;
    const made = this.#parts.dialler.route().sockets.createSocket(family === 6 ? 'udp6' : 'udp4');
    const forget = (): void => {
      if (this.#remotes.get(family) === made) this.#remotes.delete(family);
    };
    made.on('error', forget);
    made.on('close', forget);
    made.on('message', (message: Buffer, from: Endpoint & { readonly address: string }) => {
      this.#down(message, { host: from.address, port: from.port });
    });
    this.#remotes.set(family, made);
    return made;
  }

  #down(payload: Buffer, from: Endpoint): void {
    if (this.#closed || this.#clientPort === 0) return;
    this.#parts.tally.down(payload.length);
    this.#used();
    this.#local.send(datagramBytes(from, payload), this.#clientPort, this.#clientAddress, () => undefined);
  }

  #used(): void {
    const { clock, idleMs } = this.#parts;
    this.#idle?.cancel();
    this.#idle = clock.after(idleMs, () => this.#release());
  }

  /** Gives the module its sockets back. */
  #release(): void {
    this.#idle?.cancel();
    const remotes = [...this.#remotes.values()];
    this.#remotes.clear();
    for (const remote of remotes) {
      try {
        remote.close();
      } catch {
        // It has ended by itself.
      }
    }
  }
}
