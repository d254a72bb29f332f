import type { NetworkFailure, NetworkTls, StackNetwork, StreamEvents } from '../network/contract.ts';
import type { Origin } from './inbox.ts';
import { type Carrier, Link, type UdpMode } from './link.ts';

/** What `AT+CIPSTART` asks for. */
export interface LinkTarget {
  /** `TCP`, `UDP`, `SSL`, and each with `v6`. */
  readonly type: string;
  readonly host: string;
  readonly port: number;
  readonly localPort?: number;
  readonly udpMode?: UdpMode;
  readonly tls?: NetworkTls;
}

/** Why a link was not opened. */
export interface NotOpened {
  readonly failure: NetworkFailure;
  readonly detail?: string | undefined;
}

/** What happens to a link once it is open. */
export interface LinkEvents {
  data(link: Link, bytes: Uint8Array, from: Origin): void;
  ended(link: Link): void;
}

const wildcard = /^0\.0\.0\.0$|^::$/;
const isVersion6 = (address: string): boolean => address.includes(':');

/** The address of a name in the family that the type of the link asks for. */
export function resolveFor(
  network: StackNetwork,
  type: string,
  host: string,
  told: (address: string | undefined) => void,
): void {
  if (wildcard.test(host)) {
    queueMicrotask(() => told(host));
    return;
  }
  const wants6 = type.endsWith('v6');
  network.resolve(host, (addresses) => told(addresses.find((address) => isVersion6(address) === wants6)));
}

/** One attempt to open a link: the name, the connection, TLS. It may be given up at any time. */
export class Dialling {
  readonly #network: StackNetwork;
  readonly #id: number;
  readonly #target: LinkTarget;
  readonly #events: LinkEvents;
  readonly #settle: (result: Link | NotOpened) => void;
  #over = false;
  #carrier: Carrier | undefined;

  /** @param settle is called once, unless it is given up before */
  constructor(
    network: StackNetwork,
    id: number,
    target: LinkTarget,
    events: LinkEvents,
    settle: (result: Link | NotOpened) => void,
  ) {
    this.#network = network;
    this.#id = id;
    this.#target = target;
    this.#events = events;
    this.#settle = settle;
    resolveFor(network, target.type, target.host, (address) => {
      if (this.#over) return;
      if (address === undefined) this.#end({ failure: 'ENOTFOUND' });
      else if (target.type.startsWith('UDP')) this.#bind(address);
      else this.#connect(address);
    });
  }

  giveUp(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#carrier?.kind === 'stream') this.#carrier.stream.destroy();
    else this.#carrier?.datagrams.close();
  }

  #connect(address: string): void {
    const { localPort, port, tls } = this.#target;
    let link: Link | undefined;
    const events = streamEvents(this.#events, () => link);
    const stream = this.#network.connect(
      { address, port, ...(localPort !== undefined && { localPort }), ...(tls !== undefined && { tls }) },
      {
        ...events,
        opened: (local) => {
          link = this.#link(address, local.port);
          this.#end(link);
        },
        failed: (failure, detail) => this.#end({ failure, detail }),
      },
    );
    this.#carrier = { kind: 'stream', stream };
  }

  #bind(address: string): void {
    const { localPort = 0, udpMode = 0 } = this.#target;
    let link: Link | undefined;
    const datagrams = this.#network.bind(
      { port: localPort, family: isVersion6(address) ? 6 : 4 },
      {
        bound: (local) => {
          link = this.#link(address, local.port);
          this.#end(link);
        },
        failed: (failure) => this.#end({ failure }),
        message: (bytes, from) => {
          if (link !== undefined) this.#events.data(link, bytes, { host: from.address, port: from.port });
        },
      },
    );
    this.#carrier = { kind: 'datagrams', datagrams, mode: udpMode };
  }

  #link(address: string, localPort: number): Link | undefined {
    const { port, type } = this.#target;
    if (this.#carrier === undefined) return undefined;
    const remote = { host: address, port };
    return new Link({ id: this.#id, type, remote, localPort, accepted: false, carrier: this.#carrier });
  }

  #end(result: Link | NotOpened | undefined): void {
    if (this.#over || result === undefined) return;
    this.#over = true;
    this.#settle(result);
  }
}

/** The events of a connection, told of its link; without the first one. */
export function streamEvents(
  events: LinkEvents,
  link: () => Link | undefined,
): Pick<StreamEvents, 'data' | 'ended' | 'closed'> {
  const ended = (): void => {
    const open = link();
    if (open !== undefined) events.ended(open);
  };
  return {
    data: (bytes) => {
      const open = link();
      if (open !== undefined) events.data(open, bytes, open.remote);
    },
    ended,
    closed: ended,
  };
}
