import { isIP } from 'node:net';
import type {
  DatagramRequest,
  DatagramSocket,
  ListeningSocket,
  ListenRequest,
  NumberLease,
  PingReply,
  PingRequest,
  ReadyModule,
  SocketFamily,
  SocketLimits,
  SocketProvider,
  StreamRequest,
  StreamSocket,
} from '../../../src/driver/index.ts';
import { ownContext } from '../bearer.ts';
import type { QuectelDialect } from '../models.table.ts';
import type { QuectelOptions } from '../options.ts';
import { type Call, socketError } from './failure.ts';
import { checkedHost } from './host-name.ts';
import { orAbort } from './lane.ts';
import { ModuleDatagrams } from './module-datagrams.ts';
import { ModuleListener } from './module-listener.ts';
import { ModuleStream } from './module-stream.ts';
import { connectCode, openNumber } from './opening.ts';
import { Pinger } from './pinger.ts';
import { prepareStack } from './preparation.ts';
import { Resolver } from './resolver.ts';
import { plainCommands, tlsCommands } from './service-commands.ts';
import { Stack, socketCount } from './stack.ts';
import { longestRead, longestSend, openSocket, type ServiceType } from './stack-commands.ts';
import { openTls } from './tls-commands.ts';
import { TlsContexts } from './tls-contexts.ts';
import { explainTls } from './tls-failure.ts';
import { TlsFiles } from './tls-files.ts';
import { TransparentStream } from './transparent-stream.ts';

const ephemeral = { first: 49_152, count: 16_384 } as const;
const portAttempts = 5;

/** The sockets of a Quectel module's own TCP/IP stack, in its buffer mode. */
export class QuectelSockets implements SocketProvider {
  readonly limits: SocketLimits = { sockets: socketCount, longestRead, longestSend };
  readonly #stack: Stack;
  readonly #prepare: () => Promise<void>;
  #prepared: Promise<void>;
  readonly #resolver: Resolver;
  readonly #pinger: Pinger;
  readonly #tls: TlsContexts;
  #nextPort = Math.floor(Math.random() * ephemeral.count);

  constructor(module: ReadyModule<QuectelOptions, QuectelDialect>, life: AbortSignal) {
    const stack = new Stack(module, life);
    this.#stack = stack;
    this.#resolver = new Resolver(stack);
    this.#pinger = new Pinger(stack);
    const namesMayPass = (): boolean => module.options().tlsNames === 'unverified';
    this.#tls = new TlsContexts(stack, new TlsFiles(stack), namesMayPass);
    this.#prepare = () => prepareStack(stack, module.dialect.sockets === 'probe');
    this.#prepared = this.#prepare();
    // Whoever opens a socket hears of it.
    this.#prepared.catch(() => undefined);
  }

  async open(request: StreamRequest, signal: AbortSignal): Promise<StreamSocket> {
    const { family, host, port, tls, transparent } = request;
    const call: Call = { syscall: 'connect', address: host, port };
    let name = checkedHost(host, call);
    await this.#ready(signal);
    if (transparent === true) {
      if (tls !== undefined) throw socketError('EOPNOTSUPP', call, 'transparent mode is for plain connections');
      return await TransparentStream.open(this.#stack, { ...call, address: name }, signal);
    }
    if (tls !== undefined) return await this.#openTls(request, { ...call, address: name }, signal);
    // The module would choose the family by itself.
    if (family !== undefined) [name] = await this.#resolver.resolve(name, family, signal);
    const lease = await this.#openNumber('TCP', name, port, 0, call, signal);
    return await this.#connected(lease, plainCommands, call, signal);
  }

  async openDatagram({ family, localPort = 0 }: DatagramRequest, signal: AbortSignal): Promise<DatagramSocket> {
    await this.#ready(signal);
    if (family === 6) throw socketError('EOPNOTSUPP', { syscall: 'bind' }, 'the module has UDP over IPv4 alone');
    for (let attempt = 1; ; attempt++) {
      const port = localPort === 0 ? this.#anyPort() : localPort;
      const call: Call = { syscall: 'bind', port };
      try {
        const lease = await this.#openNumber('UDP SERVICE', '127.0.0.1', 0, port, call, signal);
        const local = await this.#stack.localAddress('0.0.0.0', port);
        return new ModuleDatagrams(this.#stack, this.#resolver, lease, local);
      } catch (thrown) {
        if (localPort !== 0 || attempt === portAttempts || !isTaken(thrown)) throw thrown;
      }
    }
  }

  async listen({ family, port }: ListenRequest, signal: AbortSignal): Promise<ListeningSocket> {
    const call: Call = { syscall: 'listen', port };
    if (port === 0) throw socketError('EADDRNOTAVAIL', call, 'the module cannot choose a port: name one');
    if (family === 6) throw socketError('EOPNOTSUPP', call, 'the module listens on IPv4 alone');
    await this.#ready(signal);
    const local = await this.#stack.localAddress('0.0.0.0', port);
    const lease = await this.#openNumber('TCP LISTENER', '127.0.0.1', 0, port, call, signal);
    return new ModuleListener(this.#stack, lease, local, port);
  }

  async resolve(name: string, family: SocketFamily | undefined, signal: AbortSignal): Promise<readonly string[]> {
    await this.#ready(signal);
    return await this.#resolver.resolve(name, family, signal);
  }

  async ping(request: PingRequest, each: (reply: PingReply) => void, signal: AbortSignal): Promise<void> {
    await this.#ready(signal);
    await this.#pinger.ping(request, each, signal);
  }

  /** What failed is tried once more by whoever needs it: the line may have spoiled a single answer. */
  async #ready(signal: AbortSignal): Promise<void> {
    const first = this.#prepared;
    try {
      await orAbort(first, signal);
    } catch {
      signal.throwIfAborted();
      if (this.#prepared === first) this.#prepared = this.#prepare();
      await orAbort(this.#prepared, signal);
    }
  }

  async #openTls({ host, port, tls }: StreamRequest, call: Call, signal: AbortSignal): Promise<StreamSocket> {
    if (tls === undefined) throw new TypeError('no TLS was asked for');
    const name = checkedHost(host, call);
    const context = await this.#tls.take(tls, host, call);
    try {
      const command = (id: number) => openTls(ownContext, context.number, id, name, port);
      const plan = { call, command, commands: tlsCommands, codeOf: connectCode };
      const lease = await openNumber(this.#stack, plan, signal).catch((thrown: unknown) =>
        explainTls(this.#stack, thrown, { call, host: name, port }, signal),
      );
      return await this.#connected(lease, tlsCommands, call, signal, context.release);
    } catch (thrown) {
      context.release();
      throw thrown;
    }
  }

  #openNumber(
    type: ServiceType,
    host: string,
    port: number,
    localPort: number,
    call: Call,
    signal: AbortSignal,
  ): Promise<NumberLease> {
    const command = (id: number) => openSocket({ context: ownContext, id, type, host, port, localPort });
    return openNumber(this.#stack, { call, command, commands: plainCommands, codeOf: connectCode }, signal);
  }

  async #connected(
    lease: NumberLease,
    commands: typeof plainCommands,
    { address = '', port = 0 }: Call,
    signal: AbortSignal,
    closed?: () => void,
  ): Promise<StreamSocket> {
    // At once: what the peer says first may be told of in the next line.
    const remote = { address, port, family: isIP(address) === 6 ? 6 : 4 } as const;
    const stream = new ModuleStream(this.#stack, {
      lease,
      commands,
      remote,
      local: undefined,
      ...(closed && { closed }),
    });
    try {
      await orAbort(stream.learnAddresses(), signal);
      return stream;
    } catch (thrown) {
      void stream.close();
      throw thrown;
    }
  }

  #anyPort(): number {
    this.#nextPort = (this.#nextPort + 1) % ephemeral.count;
    return ephemeral.first + this.#nextPort;
  }
}

const isTaken = (thrown: unknown): boolean =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'EADDRINUSE';

/** The sockets of a module; made anew each time it becomes ready. */
export const sockets = (module: ReadyModule<QuectelOptions, QuectelDialect>, life: AbortSignal): SocketProvider =>
  new QuectelSockets(module, life);
