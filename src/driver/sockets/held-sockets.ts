import type {
  Datagram,
  DatagramSocket,
  ListeningSocket,
  SocketAddress,
  StreamSocket,
} from '../../connectivity/index.ts';
import type { Lifeline } from './lifeline.ts';

type Closable = Pick<StreamSocket, 'id' | 'local' | 'close'>;

/** A socket of the module on its lifeline. */
class HeldSocket<Socket extends Closable> {
  readonly id: number;
  protected readonly socket: Socket;
  protected readonly lifeline: Lifeline;
  readonly #closed: () => void;
  #closing: Promise<void> | undefined;

  /** @param closed told once, when the module has freed the number */
  constructor(socket: Socket, lifeline: Lifeline, closed: () => void) {
    this.id = socket.id;
    this.socket = socket;
    this.lifeline = lifeline;
    this.#closed = closed;
  }

  get local(): SocketAddress | undefined {
    return this.socket.local;
  }

  close(): Promise<void> {
    this.#closing ??= this.socket
      .close()
      .catch(() => undefined)
      .finally(this.#closed);
    return this.#closing;
  }
}

export class HeldStream extends HeldSocket<StreamSocket> implements StreamSocket {
  readonly acknowledged?: () => Promise<number>;

  constructor(socket: StreamSocket, lifeline: Lifeline, closed: () => void) {
    super(socket, lifeline, closed);
    const acknowledged = socket.acknowledged?.bind(socket);
    if (acknowledged !== undefined) this.acknowledged = () => lifeline.run('read', acknowledged);
  }

  get remote(): SocketAddress {
    return this.socket.remote;
  }

  send(bytes: Uint8Array): Promise<void> {
    return this.lifeline.run('write', () => this.socket.send(bytes));
  }

  receive(max: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    return this.lifeline.run('read', (either) => this.socket.receive(max, either), signal);
  }
}

export class HeldDatagrams extends HeldSocket<DatagramSocket> implements DatagramSocket {
  get maxBytes(): number {
    return this.socket.maxBytes;
  }

  send(bytes: Uint8Array, to: { readonly host: string; readonly port: number }): Promise<void> {
    return this.lifeline.run('send', () => this.socket.send(bytes, to));
  }

  receive(signal: AbortSignal): Promise<Datagram> {
    return this.lifeline.run('recv', (either) => this.socket.receive(either), signal);
  }
}

/** Makes a held stream of one that was accepted. */
export type Adopt = (socket: StreamSocket) => StreamSocket;

export class HeldListener extends HeldSocket<ListeningSocket> implements ListeningSocket {
  readonly #adopt: Adopt;

  constructor(socket: ListeningSocket, lifeline: Lifeline, closed: () => void, adopt: Adopt) {
    super(socket, lifeline, closed);
    this.#adopt = adopt;
  }

  async accept(signal: AbortSignal): Promise<StreamSocket> {
    const late = (socket: StreamSocket): void => void socket.close();
    return this.#adopt(await this.lifeline.run('accept', (either) => this.socket.accept(either), signal, late));
  }
}
