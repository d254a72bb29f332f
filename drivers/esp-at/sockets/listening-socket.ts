import type { ListeningSocket, ListenRequest, SocketAddress, StreamSocket } from '../../../src/driver/index.ts';
import { endsOf, socketAddress } from './addresses.ts';
import { noServerTimeout, serverLimit, startServer, stopServer } from './commands.ts';
import type { SocketContext } from './context.ts';
import type { Link } from './links.ts';
import { isUp, noIpv6, notUp } from './names.ts';
import { asSocketError, isRefused, refusable, socketError } from './socket-failures.ts';
import { StreamReader } from './stream-reader.ts';
import { EspStream } from './stream-socket.ts';

/** One link stays for the application's own connections. */
const keptLinks = 1;

interface Arrival {
  readonly link: Link;
  readonly reader: StreamReader;
}

interface Waiter {
  readonly take: (arrival: Arrival) => void;
  readonly reject: (reason: unknown) => void;
}

/** The module's one server. Its clients come as links that nobody asked for: `<link>,CONNECT`. */
export class EspServer implements ListeningSocket {
  readonly id = 0;
  readonly local: SocketAddress;
  readonly #context: SocketContext;
  readonly #stopped: () => void;
  readonly #arrivals: Arrival[] = [];
  #reader: StreamReader | undefined;
  #waiter: Waiter | undefined;
  #closing: Promise<void> | undefined;

  /** @param stopped told once, when the module may listen again */
  constructor(context: SocketContext, local: SocketAddress, stopped: () => void) {
    this.#context = context;
    this.local = local;
    this.#stopped = stopped;
    const { links } = context;
    links.accept = () => {
      this.#reader = new StreamReader(context, false);
      return this.#reader;
    };
    links.accepted = (link) => {
      const reader = this.#reader;
      if (reader === undefined) return;
      reader.link = link;
      this.#arrive({ link, reader });
    };
  }

  async accept(signal: AbortSignal): Promise<StreamSocket> {
    const { link, reader } = await this.#next(signal);
    const { links, module } = this.#context;
    try {
      // The oldest firmware is asked as well: once for each client, which it stands.
      const { local, remote } = await endsOf(this.#context, link.id);
      if (remote === undefined) {
        module.reports.fact({ name: 'notice', value: `the module does not say who connected as link ${link.id}` });
      }
      return new EspStream({
        context: this.#context,
        link,
        reader,
        local: local ?? this.local,
        remote: remote ?? socketAddress('0.0.0.0', 0),
      });
    } catch (thrown) {
      links.free(link, false);
      throw asSocketError(thrown, 'accept');
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #next(signal: AbortSignal): Promise<Arrival> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      if (this.#closing !== undefined) return reject(closedError());
      const first = this.#arrivals.shift();
      if (first !== undefined) return resolve(first);
      const settle = (): void => {
        this.#waiter = undefined;
        signal.removeEventListener('abort', aborted);
      };
      const aborted = (): void => {
        settle();
        reject(signal.reason);
      };
      signal.addEventListener('abort', aborted, { once: true });
      this.#waiter = {
        take: (arrival) => {
          settle();
          resolve(arrival);
        },
        reject: (reason) => {
          settle();
          reject(reason);
        },
      };
    });
  }

  #arrive(arrival: Arrival): void {
    if (this.#waiter === undefined) this.#arrivals.push(arrival);
    else this.#waiter.take(arrival);
  }

  async #close(): Promise<void> {
    const { line, links } = this.#context;
    this.#waiter?.reject(closedError());
    try {
      await line.run(stopServer);
    } catch {
      // The module is lost, or has no server any more.
    } finally {
      links.accept = undefined;
      links.accepted = undefined;
      const nobody = socketAddress('0.0.0.0', 0);
      const left = this.#arrivals
        .splice(0)
        .map(({ link, reader }) =>
          new EspStream({ context: this.#context, link, reader, local: this.local, remote: nobody }).close(),
        );
      await Promise.all(left);
      this.#stopped();
    }
  }
}

const closedError = (): ReturnType<typeof socketError> =>
  socketError('ECONNABORTED', 'accept', 'the server was closed');

/** Starts the module's server. @throws SocketError `EADDRNOTAVAIL`, `EADDRINUSE`, `ENETDOWN`, `EOPNOTSUPP` */
export async function startListening(
  context: SocketContext,
  { family, port }: ListenRequest,
  stopped: () => void,
): Promise<EspServer> {
  const { dialect, line, links } = context;
  if (port === 0) {
    throw socketError('EADDRNOTAVAIL', 'listen', 'the module cannot choose a port', { hint: 'Give one, 1 to 65535.' });
  }
  if (family === 6 && !dialect.ipv6) throw noIpv6('listen');
  const server = new EspServer(context, socketAddress(family === 6 ? '::' : '0.0.0.0', port), stopped);
  try {
    await refusable(line.run(serverLimit(links.count - keptLinks)));
    await line.run(startServer(port, family));
    await refusable(line.run(noServerTimeout));
    return server;
  } catch (thrown) {
    await server.close();
    if (!isRefused(thrown)) throw asSocketError(thrown, 'listen');
    if (!(await isUp(context))) throw notUp('listen');
    throw socketError('EADDRINUSE', 'listen', `the module refused port ${port} (${thrown.message})`, {
      port,
      cause: thrown,
    });
  }
}
