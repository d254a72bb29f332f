import type { Clock } from '../../base/clock.ts';
import { pause } from '../../base/pause.ts';
import { SocketError } from '../../base/socket-error.ts';
import type {
  Cause,
  DatagramRequest,
  DatagramSocket,
  ListeningSocket,
  ListenRequest,
  PingReply,
  PingRequest,
  SocketFamily,
  SocketLimits,
  SocketProvider,
  StreamRequest,
  StreamSocket,
} from '../../connectivity/index.ts';
import { HeldDatagrams, HeldListener, HeldStream } from './held-sockets.ts';
import { Lifeline } from './lifeline.ts';

interface Closable {
  close(): Promise<void>;
}

/** A number of the module that is in use. */
interface Entry {
  readonly lifeline: Lifeline;
  /** Undefined while it is being opened. */
  socket: Closable | undefined;
}

type Hold<Socket, Held> = (socket: Socket, lifeline: Lifeline, closed: () => void) => Held;

const holdStream: Hold<StreamSocket, StreamSocket> = (...held) => new HeldStream(...held);
const holdDatagrams: Hold<DatagramSocket, DatagramSocket> = (...held) => new HeldDatagrams(...held);

const noLimits: SocketLimits = { sockets: 0, longestRead: 1024, longestSend: 1024 };
// A module closes a connection in a few seconds; data mode takes a few to leave.
const closeMs = 20_000;
const notReady = { code: 'ENETDOWN', text: 'the module is not ready' } as const;

/**
 * The sockets of one binding: one object over all the lives of its module. It hands what is asked to the provider that
 * the family made for the present life, counts what is open, and cuts it all when the module or its bearer is lost.
 */
export class ModuleSockets implements SocketProvider {
  readonly #where: string;
  readonly #open = new Set<Entry>();
  /** What is asked of the module without a socket: names, pings. */
  readonly #questions = new Set<Lifeline>();
  #provider: SocketProvider | undefined;
  #limits = noLimits;
  #missing: { readonly code: 'ENETDOWN' | 'EOPNOTSUPP'; readonly text: string } = notReady;

  /** @param where who the module is, for errors: `quectel on /dev/ttyUSB2` */
  constructor(where: string) {
    this.#where = where;
  }

  /** Those of the module that is there, or was there last. */
  get limits(): SocketLimits {
    return this.#limits;
  }

  /** @param provider what the family made for a module that became ready; a text says why it has no sockets */
  begin(provider: SocketProvider | string | undefined): void {
    if (typeof provider === 'object') {
      this.#provider = provider;
      this.#limits = provider.limits;
    } else {
      this.#missing = { code: 'EOPNOTSUPP', text: provider ?? 'this driver has no sockets' };
    }
  }

  /** The module is lost, and has forgotten every socket. */
  end(cause: Cause): void {
    this.#provider = undefined;
    this.#missing = notReady;
    void this.#cutAll(`the module was lost (${cause.text})`);
    this.#open.clear();
  }

  /** The bearer is gone, and with it every connection. The module's numbers are freed in the background. */
  bearerLost(cause: Cause): void {
    void this.#cutAll(`the connection to the network was lost (${cause.text})`);
  }

  /** The binding ends. Resolves when the module has closed everything, or has taken too long. */
  async close(clock: Clock): Promise<void> {
    const closings = this.#cutAll('the binding was closed');
    const enough = new AbortController();
    await Promise.race([closings, pause(clock, closeMs, enough.signal).catch(() => undefined)]);
    enough.abort();
  }

  open(request: StreamRequest, signal: AbortSignal): Promise<StreamSocket> {
    return this.#make('connect', (provider, either) => provider.open(request, either), holdStream, signal);
  }

  openDatagram(request: DatagramRequest, signal: AbortSignal): Promise<DatagramSocket> {
    const work = (provider: SocketProvider, either: AbortSignal): Promise<DatagramSocket> =>
      provider.openDatagram?.(request, either) ?? this.#cannot('bind', 'UDP sockets');
    return this.#make('bind', work, holdDatagrams, signal);
  }

  listen(request: ListenRequest, signal: AbortSignal): Promise<ListeningSocket> {
    const work = (provider: SocketProvider, either: AbortSignal): Promise<ListeningSocket> =>
      provider.listen?.(request, either) ?? this.#cannot('listen', 'servers');
    const adopt = (socket: StreamSocket): StreamSocket => this.#hold(this.#enter(), socket, holdStream);
    return this.#make('listen', work, (...held) => new HeldListener(...held, adopt), signal);
  }

  resolve(name: string, family: SocketFamily | undefined, signal: AbortSignal): Promise<readonly string[]> {
    return this.#once(
      'getaddrinfo',
      (provider, either) =>
        provider.resolve?.(name, family, either) ?? this.#cannot('getaddrinfo', 'looking names up by itself'),
      signal,
    );
  }

  ping(request: PingRequest, each: (reply: PingReply) => void, signal: AbortSignal): Promise<void> {
    return this.#once(
      'ping',
      (provider, either) => provider.ping?.(request, each, either) ?? this.#cannot('ping', 'ping'),
      signal,
    );
  }

  /** Something that takes no number of the module. */
  async #once<Result>(
    syscall: string,
    work: (provider: SocketProvider, signal: AbortSignal) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result> {
    const provider = this.#require(syscall);
    const lifeline = new Lifeline();
    this.#questions.add(lifeline);
    try {
      return await lifeline.run(syscall, (either) => work(provider, either), signal);
    } finally {
      this.#questions.delete(lifeline);
    }
  }

  async #make<Socket extends Closable, Held extends Closable>(
    syscall: string,
    work: (provider: SocketProvider, signal: AbortSignal) => Promise<Socket>,
    hold: Hold<Socket, Held>,
    signal: AbortSignal,
  ): Promise<Held> {
    const provider = this.#require(syscall);
    const { sockets } = provider.limits;
    if (this.#open.size >= sockets) {
      throw this.#error('EMFILE', syscall, `all ${sockets} sockets of the module are in use`, 'Close one first.');
    }
    const entry = this.#enter();
    const late = (socket: Socket): void => void socket.close();
    try {
      const socket = await entry.lifeline.run(syscall, (either) => work(provider, either), signal, late);
      return this.#hold(entry, socket, hold);
    } catch (thrown) {
      this.#open.delete(entry);
      throw thrown;
    }
  }

  #enter(): Entry {
    const entry: Entry = { lifeline: new Lifeline(), socket: undefined };
    this.#open.add(entry);
    return entry;
  }

  #hold<Socket, Held extends Closable>(entry: Entry, socket: Socket, hold: Hold<Socket, Held>): Held {
    const held = hold(socket, entry.lifeline, () => this.#open.delete(entry));
    entry.socket = held;
    return held;
  }

  /** @returns what resolves when the module has closed them */
  #cutAll(text: string): Promise<unknown> {
    const reason = new SocketError('ENETDOWN', `ENETDOWN: ${text}`, { where: this.#where });
    for (const lifeline of this.#questions) lifeline.cut(reason);
    const open = [...this.#open];
    for (const { lifeline } of open) lifeline.cut(reason);
    return Promise.all(open.flatMap(({ socket }) => (socket === undefined ? [] : [socket.close()])));
  }

  #require(syscall: string): SocketProvider {
    if (this.#provider !== undefined) return this.#provider;
    const { code, text } = this.#missing;
    throw this.#error(code, syscall, text, code === 'ENETDOWN' ? 'Wait for the event iface-up.' : undefined);
  }

  #cannot(syscall: string, what: string): Promise<never> {
    return Promise.reject(this.#error('EOPNOTSUPP', syscall, `${this.#where} does not offer ${what}`));
  }

  #error(code: SocketError['code'], syscall: string, text: string, hint?: string): SocketError {
    const details = { syscall, where: this.#where, ...(hint !== undefined && { hint }) };
    return new SocketError(code, `${syscall} ${code}: ${text}`, details);
  }
}
