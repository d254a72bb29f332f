import { isIP, isIPv6 } from 'node:net';
import { type Command, command, type DataMode, type DataModeEnd, exec, order, set } from '../../../src/at/index.ts';
import {
  PassiveReceiver,
  type SocketAddress,
  type StreamRequest,
  type StreamSocket,
} from '../../../src/driver/index.ts';
import { socketAddress } from './addresses.ts';
import { CameBytes } from './came-bytes.ts';
import { receiveMode, startStream } from './commands.ts';
import type { SocketContext } from './context.ts';
import { addressOf, checkHost, isUp, notUp } from './names.ts';
import { asSocketError, isRefused, refusable, socketError } from './socket-failures.ts';
import { bufferBytes } from './stream-reader.ts';

const shortMs = 5000;
const pollMs = 60_000;
/** What is queued in the module when the escape comes is thrown away: it is given time to send it. */
const guardBeforeMs = 500;
const guardAfterMs = 1000;

/** `AT+CIPSEND` without a length: `OK`, prompt, and from there on raw bytes both ways. */
const enter: Command = command({
  line: exec('+CIPSEND'),
  timeoutMs: shortMs,
  payload: { bytes: new Uint8Array(0), okBeforePrompt: true },
  result: () => undefined,
});

/**
 * A TCP link in transparent mode (Wi-Fi passthrough). The module tells nothing of a link that is lost: it connects
 * again by itself, and bytes may be missing. ESP-AT User Guide, AT+CIPMODE.
 */
class TransparentStream implements StreamSocket {
  readonly id = 0;
  readonly local = undefined;
  readonly remote: SocketAddress;
  readonly #context: SocketContext;
  readonly #came = new CameBytes(bufferBytes);
  readonly #receiver: PassiveReceiver;
  #mode: DataMode | undefined;
  #closing: Promise<void> | undefined;

  constructor(context: SocketContext, remote: SocketAddress) {
    this.#context = context;
    this.remote = remote;
    const fetch = async (max: number): Promise<Uint8Array> => this.#came.take(max);
    this.#receiver = new PassiveReceiver({ fetch, clock: context.line.clock, pollMs });
  }

  /** @throws as commands do */
  async begin(): Promise<void> {
    this.#mode = await this.#context.line.enterDataMode({
      command: enter,
      blankAfterPrompt: this.#context.dialect.generation === 'N1',
      escape: { bytes: '+++', guardBeforeMs, guardAfterMs },
      endings: [{ text: '\r\nready\r\n' }],
      handlers: { onBytes: (bytes) => this.take(bytes), onEnd: (end) => this.#ended(end) },
    });
  }

  take(bytes: Uint8Array): void {
    if (this.#came.add(bytes)) this.#receiver.announced();
    else {
      const text = `more than ${bufferBytes} bytes came before they were read, and transparent mode holds nobody back`;
      this.#receiver.fail(socketError('ECONNABORTED', 'read', text, { hint: 'Read faster, or do without it.' }));
    }
  }

  async send(bytes: Uint8Array): Promise<void> {
    if (this.#mode === undefined || this.#closing !== undefined) {
      throw socketError('EPIPE', 'write', 'the socket was closed');
    }
    try {
      await this.#mode.write(bytes);
    } catch (thrown) {
      throw asSocketError(thrown, 'write');
    }
  }

  receive(max: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    return this.#receiver.receive(max, signal);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#receiver.fail(socketError('ECONNABORTED', 'read', 'the socket was closed'));
    // One that does not leave it is started anew by the session.
    await this.#mode?.leave().catch(() => undefined);
    await manyLinks(this.#context);
  }

  #ended(end: DataModeEnd): void {
    if (end.kind === 'left') return;
    const text = end.kind === 'lost' ? end.error.message : `the module said ${end.line}`;
    this.#receiver.fail(socketError('ENETDOWN', 'read', text));
  }
}

const mux = (many: 0 | 1): Command => order(set('+CIPMUX', many), shortMs);
const mode = (transparent: 0 | 1): Command => order(set('+CIPMODE', transparent), shortMs);

/** How received bytes are handed over, for the links that there are. */
function receivePassively({ dialect }: SocketContext, passive: boolean): Command | undefined {
  if (dialect.passive === undefined) return undefined;
  if (dialect.passive === 'CIPRECVMODE') return receiveMode(passive);
  return order(passive ? set('+CIPRECVTYPE', 5, 1) : set('+CIPRECVTYPE', 0), shortMs);
}

/** Back to links with numbers. Never rejects: a module that is lost begins with them. */
async function manyLinks(context: SocketContext): Promise<void> {
  const { line, links } = context;
  const passive = receivePassively(context, true);
  const back = [mode(0), order(exec('+CIPCLOSE'), shortMs), mux(1), ...(passive === undefined ? [] : [passive])];
  try {
    for (const each of back) await refusable(line.run(each));
  } catch {
    // The module is lost.
  } finally {
    links.alone = undefined;
    links.freeAll();
  }
}

/** Opens the one link of transparent mode. @throws SocketError */
export async function openTransparent(
  context: SocketContext,
  { family, host, port, tls }: StreamRequest,
  signal: AbortSignal,
): Promise<StreamSocket> {
  signal.throwIfAborted();
  checkHost(host, 'connect');
  if (tls !== undefined) {
    throw socketError('EOPNOTSUPP', 'connect', 'TLS inside the module and transparent mode do not go together here', {
      hint: 'Leave transparent out, or do TLS over the transparent socket.',
    });
  }
  const address = isIP(host) === 0 ? await addressOf(context, host, family, 'connect') : host;
  if (!context.links.reserveAll()) {
    throw socketError('EMFILE', 'connect', 'transparent mode wants the module to itself', {
      hint: 'Close the other sockets and the server first.',
    });
  }
  const stream = new TransparentStream(context, socketAddress(address, port));
  try {
    await connectAlone(context, address, port, stream);
    return stream;
  } catch (thrown) {
    await manyLinks(context);
    if (!isRefused(thrown)) throw asSocketError(thrown, 'connect');
    if (!(await isUp(context))) throw notUp('connect');
    throw socketError('ECONNREFUSED', 'connect', `${host}:${port} (${thrown.message})`, {
      address,
      port,
      cause: thrown,
    });
  }
}

async function connectAlone(
  context: SocketContext,
  address: string,
  port: number,
  stream: TransparentStream,
): Promise<void> {
  const { dialect, line, links } = context;
  // What comes before the line is raw.
  links.alone = (bytes) => stream.take(bytes);
  await line.run(mux(0));
  const active = receivePassively(context, false);
  if (active !== undefined) await refusable(line.run(active));
  const type = isIPv6(address) ? 'TCPv6' : 'TCP';
  await line.run(startStream(dialect, undefined, type, { host: address, port }).command);
  await line.run(mode(1));
  await stream.begin();
  links.alone = undefined;
}
