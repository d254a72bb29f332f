import type {
  DatagramRequest,
  DatagramSocket,
  ListeningSocket,
  ListenRequest,
  PingReply,
  PingRequest,
  ReadyModule,
  SocketFamily,
  SocketLimits,
  SocketProvider,
  StreamRequest,
  StreamSocket,
} from '../../../src/driver/index.ts';
import type { EspDialect } from '../dialects.table.ts';
import type { EspOptions } from '../options.ts';
import { type SocketContext, socketContext } from './context.ts';
import { openDatagrams } from './datagram-socket.ts';
import { startListening } from './listening-socket.ts';
import { addressOf, pingAll } from './names.ts';
import { socketError } from './socket-failures.ts';
import { StreamOpener } from './stream-opener.ts';
import { longestRead } from './stream-reader.ts';
import { TlsSetup } from './tls-setup.ts';
import { openTransparent } from './transparent-socket.ts';
import { whoeverWaits } from './whoever-waits.ts';

/** The sockets of an ESP-AT module: AT+CIPSTART and what belongs to it. */
class EspSockets implements SocketProvider {
  readonly limits: SocketLimits;
  readonly #context: SocketContext;
  readonly #opener: StreamOpener;
  #listening = false;

  constructor(context: SocketContext) {
    this.#context = context;
    this.#opener = new StreamOpener(context, new TlsSetup(context));
    this.limits = { sockets: context.links.count, longestRead, longestSend: context.dialect.longestSend };
  }

  open(request: StreamRequest, signal: AbortSignal): Promise<StreamSocket> {
    const opening =
      request.transparent === true
        ? openTransparent(this.#context, request, signal)
        : this.#opener.open(request, signal);
    return whoeverWaits<StreamSocket>(opening, signal, (late) => late.close());
  }

  openDatagram(request: DatagramRequest, signal: AbortSignal): Promise<DatagramSocket> {
    return whoeverWaits(openDatagrams(this.#context, request, signal), signal, (late) => late.close());
  }

  async listen(request: ListenRequest, signal: AbortSignal): Promise<ListeningSocket> {
    signal.throwIfAborted();
    if (this.#listening) {
      throw socketError('EADDRINUSE', 'listen', 'the module has one server, and that is in use', {
        hint: 'Close it first.',
      });
    }
    this.#listening = true;
    const stopped = (): void => {
      this.#listening = false;
    };
    const started = startListening(this.#context, request, stopped).catch((thrown: unknown) => {
      stopped();
      throw thrown;
    });
    return await whoeverWaits(started, signal, (late) => late.close());
  }

  async resolve(name: string, family: SocketFamily | undefined, signal: AbortSignal): Promise<readonly string[]> {
    signal.throwIfAborted();
    return [await whoeverWaits(addressOf(this.#context, name, family, 'getaddrinfo'), signal)];
  }

  ping(request: PingRequest, each: (reply: PingReply) => void, signal: AbortSignal): Promise<void> {
    return whoeverWaits(pingAll(this.#context, request, each, signal), signal);
  }
}

/** Made anew each time the module becomes ready. */
export const espSockets = (module: ReadyModule<EspOptions, EspDialect>, life: AbortSignal): SocketProvider =>
  new EspSockets(socketContext(module, life));
