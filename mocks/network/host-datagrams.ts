import { createSocket, type Socket } from 'node:dgram';
import type { DatagramEvents, NetworkDatagrams } from './contract.ts';
import { failureOf } from './failure.ts';
import { networkAddress, placeKey } from './place.ts';
import type { Routes } from './routes.ts';

export interface DatagramPlace {
  readonly address: string;
  readonly port: number;
  readonly family: 4 | 6;
}

// What one socket remembers of the peers that it reached over a route, so that answers carry the address asked.
const mostRoutedPeers = 1024;

/** A UDP socket of this machine. */
export class HostDatagrams implements NetworkDatagrams {
  readonly #socket: Socket;
  readonly #routes: Routes;
  readonly #released: (datagrams: HostDatagrams) => void;
  readonly #seenAs = new Map<string, { readonly address: string; readonly port: number }>();
  #events: DatagramEvents | undefined;
  #bound = false;

  constructor(
    local: DatagramPlace,
    routes: Routes,
    events: DatagramEvents,
    released: (datagrams: HostDatagrams) => void,
  ) {
    this.#routes = routes;
    this.#events = events;
    this.#released = released;
    this.#socket = createSocket({ type: local.family === 6 ? 'udp6' : 'udp4', ipv6Only: local.family === 6 });
    this.#socket.on('error', (error) => {
      // Once it is bound, an error is about one datagram: that is lost, as on any network.
      if (!this.#bound) this.#fail(error);
    });
    this.#socket.on('listening', () => {
      this.#bound = true;
      const { address, port } = this.#socket.address();
      this.#events?.bound(networkAddress(address, port));
    });
    this.#socket.on('message', (bytes, { address, port }) => {
      const from = this.#seenAs.get(placeKey({ address, port })) ?? { address, port };
      this.#events?.message(bytes, networkAddress(from.address, from.port));
    });
    this.#socket.bind({ address: local.address, port: local.port });
  }

  send(bytes: Uint8Array, to: { readonly address: string; readonly port: number }): void {
    const way = this.#routes.to(to);
    // Where no way leads, or nobody listens, a datagram is lost without a word.
    if (typeof way === 'string' || this.#events === undefined) return;
    this.#remember(way, to);
    try {
      this.#socket.send(bytes, way.port, way.address, () => undefined);
    } catch {
      // A port that is none: lost as well.
    }
  }

  close(): void {
    if (this.#events === undefined) return;
    this.#events = undefined;
    this.#socket.close();
    this.#released(this);
  }

  #fail(error: Error): void {
    const events = this.#events;
    this.close();
    events?.failed(failureOf(error));
  }

  #remember(
    real: { readonly address: string; readonly port: number },
    seen: { readonly address: string; readonly port: number },
  ): void {
    const key = placeKey(real);
    if (real === seen) {
      this.#seenAs.delete(key);
      return;
    }
    if (this.#seenAs.size >= mostRoutedPeers) this.#seenAs.clear();
    this.#seenAs.set(key, { address: seen.address, port: seen.port });
  }
}
