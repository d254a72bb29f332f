import type { Timer } from '../../src/base/clock.ts';
import type { Timers } from '../module/timers.ts';
import type {
  NetworkAddress,
  NetworkFailure,
  NetworkServerTls,
  NetworkStream,
  StackNetwork,
  StreamEvents,
} from '../network/contract.ts';
import { streamEvents } from './dialler.ts';
import { Link } from './link.ts';
import type { Links } from './links.ts';

export interface ServerHost {
  readonly network: StackNetwork;
  readonly links: Links;
  readonly timers: Timers;
  now(): number;
  urc(text: string): void;
  /** The line of a link that has just been opened. */
  connectLine(link: Link): string;
}

/** What `AT+CIPSERVER=1` started. */
export interface Listening {
  readonly port: number;
  readonly type: string;
  readonly ca: number;
  readonly tls?: NetworkServerTls;
}

const lookMs = 1000;

/** The module's one TCP server: `AT+CIPSERVER`, `AT+CIPSERVERMAXCONN`, `AT+CIPSTO`. */
export class Server {
  readonly #host: ServerHost;
  #listening: Listening | undefined;
  #listener: { close(): void } | undefined;
  #watch: Timer | undefined;
  mostLinks = 5;
  /** Links of the server that are idle for so long are closed; 0: never. */
  idleSeconds = 180;

  constructor(host: ServerHost) {
    this.#host = host;
  }

  get listening(): Listening | undefined {
    return this.#listening;
  }

  /** Starts; `settle` is told why it could not, or nothing. */
  start(wanted: Listening, settle: (failure: NetworkFailure | undefined) => void): void {
    const family = wanted.type.endsWith('v6') ? 6 : 4;
    this.#listening = wanted;
    this.#listener = this.#host.network.listen(
      { port: wanted.port, family, ...(wanted.tls !== undefined && { tls: wanted.tls }) },
      {
        listening: () => {
          this.#lookAfter();
          settle(undefined);
        },
        failed: (failure) => {
          this.#listening = undefined;
          settle(failure);
        },
        incoming: (remote, stream) => this.#incoming(wanted, remote, stream),
      },
    );
  }

  stop(): void {
    this.#watch?.cancel();
    this.#listener?.close();
    this.#listener = undefined;
    this.#listening = undefined;
  }

  #accepted(): readonly Link[] {
    return this.#host.links.all.filter(({ accepted }) => accepted);
  }

  #incoming({ port, type }: Listening, remote: NetworkAddress, stream: NetworkStream): StreamEvents | undefined {
    const { links, urc } = this.#host;
    const id = links.free;
    const count = this.#accepted().length;
    if (id === undefined || count >= this.mostLinks) {
      urc(`Have ${count} Connections`);
      return undefined;
    }
    const link = new Link({
      id,
      type,
      remote: { host: remote.address, port: remote.port },
      localPort: port,
      accepted: true,
      carrier: { kind: 'stream', stream },
    });
    links.add(link);
    urc(this.#host.connectLine(link));
    return { opened: () => undefined, failed: () => undefined, ...streamEvents(links.events, () => link) };
  }

  /** Closes what has been idle for too long. */
  #lookAfter(): void {
    const { links, now, timers, urc } = this.#host;
    this.#watch = timers.after(lookMs, () => {
      for (const link of this.idleSeconds === 0 ? [] : this.#accepted()) {
        if (now() - link.usedAt < this.idleSeconds * 1000) continue;
        links.close(link.id);
        urc(`${link.id},CLOSED`);
      }
      this.#lookAfter();
    });
  }
}
