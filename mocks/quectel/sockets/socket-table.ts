import type { ModuleSocket, SocketEvents } from './socket.ts';
import type { SocketWords } from './words.ts';

/** What a table of sockets needs from the module around it. */
export interface TableHost {
  urc(text: string): void;
  /** Data behind the URC that counts them. */
  push(text: string, data: readonly Uint8Array[]): void;
  /** Data can be pushed now: the port is in command mode. */
  pushes(): boolean;
  /** `AT+QICFG="recvind"`: the URC says how much came. */
  tellsLength(): boolean;
  /** `AT+QICFG="passiveclosed",1`: what the peer closed is closed by itself. */
  closesByItself(): boolean;
  /** Every so many-th URC about received data is not said; 0: none is lost. */
  losesEvery(): number;
}

/** The most that one pushed URC carries (Quectel TCP/IP application notes). */
const mostPushed = 1500;
const highestId = 11;

/** The sockets of one kind by their id, 0 to 11, and what is said about them unasked. */
export class SocketTable implements SocketEvents {
  readonly words: SocketWords;
  readonly #host: TableHost;
  readonly #sockets = new Map<number, ModuleSocket>();
  #told = 0;

  constructor(words: SocketWords, host: TableHost) {
    this.words = words;
    this.#host = host;
  }

  get(id: number): ModuleSocket | undefined {
    return this.#sockets.get(id);
  }

  /** In the order of their ids. */
  get all(): readonly ModuleSocket[] {
    return [...this.#sockets.values()].sort((a, b) => a.id - b.id);
  }

  add(socket: ModuleSocket): void {
    this.#sockets.set(socket.id, socket);
  }

  has(socket: ModuleSocket): boolean {
    return this.#sockets.get(socket.id) === socket;
  }

  /** Frees its id; whoever listened on the network is let go. */
  remove(socket: ModuleSocket): void {
    if (!this.has(socket)) return;
    this.#sockets.delete(socket.id);
    socket.abandon?.(undefined);
    socket.destroy();
  }

  /** The id of a connection that comes by itself: the highest that is free (Quectel TCP/IP application notes). */
  get idForIncoming(): number | undefined {
    for (let id = highestId; id >= 0; id--) if (!this.#sockets.has(id)) return id;
    return undefined;
  }

  arrived(socket: ModuleSocket): void {
    const lost = this.#host.losesEvery();
    this.#told += 1;
    if (lost > 0 && this.#told % lost === 0) return;
    const length = this.#host.tellsLength() && socket.tls === undefined ? `,${socket.unread}` : '';
    this.#host.urc(`${this.words.urc}: "recv",${socket.id}${length}`);
  }

  push(socket: ModuleSocket): void {
    while (this.#host.pushes() && socket.unread > 0) {
      const { bytes, from, length } = socket.read(mostPushed);
      const sender = socket.kind === 'UDP SERVICE' && from !== undefined ? `,"${from.address}",${from.port}` : '';
      this.#host.push(`${this.words.urc}: "recv",${socket.id},${length}${sender}`, bytes);
    }
  }

  over(socket: ModuleSocket): void {
    this.#host.urc(`${this.words.urc}: "closed",${socket.id}`);
    if (this.#host.closesByItself()) this.remove(socket);
  }

  /** `+QIURC: "incoming"`. */
  came(socket: ModuleSocket): void {
    const { address, id, remotePort, serverId } = socket;
    this.#host.urc(`${this.words.urc}: "incoming",${id},${serverId},"${address}",${remotePort}`);
  }

  full(): void {
    this.#host.urc(`${this.words.urc}: "incoming full"`);
  }

  /** Pushes what came while the port carried data. */
  resumePushing(): void {
    for (const socket of this.#sockets.values()) if (socket.mode === 1) this.push(socket);
  }
}
