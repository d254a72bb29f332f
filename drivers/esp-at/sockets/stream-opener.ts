import { isIP, isIPv6 } from 'node:net';
import type { SocketErrorCode, StreamRequest } from '../../../src/driver/index.ts';
import { endsOf, socketAddress } from './addresses.ts';
import { closeSurely, type LinkStart, type LinkType, startStream } from './commands.ts';
import type { SocketContext } from './context.ts';
import { errnoCodes, wordCodes } from './errno.table.ts';
import type { Link, LinkReader } from './links.ts';
import { addressOf, checkHost, isUp, noIpv6, notUp } from './names.ts';
import { asSocketError, isBrokenAnswer, isRefused, socketError } from './socket-failures.ts';
import { StreamReader } from './stream-reader.ts';
import { EspStream } from './stream-socket.ts';
import type { TlsSetup } from './tls-setup.ts';

/** A start that took so long was not refused: nobody answered. The oldest firmware takes 3 s to be refused. */
const unansweredMs = 8000;

/** Nobody can have refused so soon: the module did not understand, for the command was spoiled on the line. */
const misunderstoodMs = 10;

/** Whom the module is to connect to. */
interface Target {
  readonly type: LinkType;
  readonly host: string;
  readonly port: number;
  /** What is known of the peer beforehand. */
  readonly address: string;
}

/**
 * Starts links for streams. The module mostly says `ERROR` and no more, so it is found out why: whether it has an
 * address, whether the name has one, how long it took, and with TLS whether a plain connection comes about.
 */
export class StreamOpener {
  readonly #context: SocketContext;
  readonly #tls: TlsSetup;

  constructor(context: SocketContext, tls: TlsSetup) {
    this.#context = context;
    this.#tls = tls;
  }

  async open(request: StreamRequest, signal: AbortSignal): Promise<EspStream> {
    signal.throwIfAborted();
    const { tls } = request;
    const target = await this.#targetOf(request);
    if (tls === undefined) return await this.#openLink(target, signal);
    // What is configured holds for the next start, and a certificate is stored for all links.
    return await this.#tls.exclusively(signal, async (freed) => {
      this.#tls.check(tls);
      return await this.#openLink(target, signal, (link) => this.#tls.configure(link.id, tls), freed);
    });
  }

  async #targetOf({ family, host, port, tls }: StreamRequest): Promise<Target> {
    checkHost(host, 'connect');
    const { dialect } = this.#context;
    const six = family === 6 || isIPv6(host);
    if (six && !dialect.ipv6) throw noIpv6('connect');
    const kind = tls === undefined ? 'TCP' : 'SSL';
    const type: LinkType = six ? `${kind}v6` : kind;
    if (isIP(host) !== 0 || dialect.linkState === 'CIPSTATE') return { type, host, port, address: host };
    // Later this firmware would not tell whom it is connected to. With TLS it needs the name.
    const address = await addressOf(this.#context, host, family, 'connect');
    return { type, host: tls === undefined ? address : host, port, address };
  }

  async #openLink(
    target: Target,
    signal: AbortSignal,
    prepare?: (link: Link) => Promise<void>,
    freed?: () => void,
  ): Promise<EspStream> {
    const { links } = this.#context;
    let spoiled = 0;
    for (let turn = 1; ; turn++) {
      const reader = new StreamReader(this.#context, prepare !== undefined);
      const link = await links.take(reader, 'connect', signal);
      reader.link = link;
      const started = await this.#start(link, target, signal, spoiled === 0, prepare);
      if (started === true) return await this.#streamOf(link, reader, target, freed);
      if (started === 'spoiled') spoiled++;
      if (turn === links.count) throw socketError('EMFILE', 'connect', 'all links of the module are in use');
    }
  }

  /**
   * @param again whether a command that was spoiled may be given again
   * @returns false when the number is taken after all, and another one has to do; `spoiled` when it may go the next time
   */
  async #start(
    link: Link,
    target: Target,
    signal: AbortSignal,
    again: boolean,
    prepare?: (link: Link) => Promise<void>,
  ): Promise<boolean | 'spoiled'> {
    const { dialect, line, links } = this.#context;
    const start = startStream(dialect, link.id, target.type, target);
    let began = line.clock.now();
    try {
      if (links.isDoubtful(link)) await closeSurely(line, link.id);
      await prepare?.(link);
      signal.throwIfAborted();
      began = line.clock.now();
      await line.run(start.command);
      link.connected = true;
      return true;
    } catch (thrown) {
      if (signal.aborted && !isRefused(thrown) && !isBrokenAnswer(thrown)) {
        links.failed(link);
        throw thrown;
      }
      const tookMs = line.clock.now() - began;
      if (again && tookMs < misunderstoodMs && isRefused(thrown) && saysNothing(start) && !link.connected) {
        // Or the module still holds a link that nobody here knows of: it is closed ahead of the next start.
        links.free(link, false);
        return 'spoiled';
      }
      return await this.#failed(link, target, start, thrown, tookMs);
    }
  }

  async #failed(link: Link, target: Target, start: LinkStart, thrown: unknown, tookMs: number): Promise<false> {
    const { line, links } = this.#context;
    const words = start.words();
    if (words === 'ALREADY CONNECTED') {
      links.taken(link);
      return false;
    }
    // A client of the server was given this number in the meantime.
    if (isRefused(thrown) && links.handOver(link)) return false;
    if (isBrokenAnswer(thrown)) {
      const sure = await closeSurely(line, link.id);
      links.free(link, sure);
    } else {
      links.failed(link);
    }
    if (!isRefused(thrown)) throw asSocketError(thrown, 'connect');
    throw await this.#explain(target, words, start.errno(), tookMs, thrown);
  }

  async #explain(
    target: Target,
    words: string | undefined,
    errno: number | undefined,
    tookMs: number,
    cause: unknown,
  ): Promise<unknown> {
    const { address, host, port } = target;
    const known = wordCodes.get(words ?? '') ?? errnoCodes.get(errno ?? 0);
    const at = { address, port, cause };
    const said = words ?? (errno === undefined ? 'ERROR' : `ERROR, errno 0x${errno.toString(16)}`);
    if (known !== undefined) return socketError(known, 'connect', `${host}:${port} (the module says ${said})`, at);
    try {
      if (!(await isUp(this.#context))) return notUp('connect');
      const secure = target.type.startsWith('SSL');
      if (isIP(address) === 0)
        await addressOf(this.#context, host, target.type.endsWith('v6') ? 6 : undefined, 'connect');
      if (secure && (await this.#answersPlainly(target))) {
        return socketError(
          'EPROTO',
          'connect',
          `the TLS handshake with ${host}:${port} failed (the module says ${said})`,
          {
            ...at,
            hint: 'Check the certificates, the name and the versions of TLS; the module does not say which it was.',
          },
        );
      }
      const code: SocketErrorCode = tookMs >= unansweredMs ? 'ETIMEDOUT' : 'ECONNREFUSED';
      return socketError(code, 'connect', `${host}:${port} (the module says ${said}, after ${tookMs} ms)`, at);
    } catch (thrown) {
      return asSocketError(thrown, 'connect');
    }
  }

  /** Whether the same peer takes a connection without TLS. */
  async #answersPlainly({ host, port, type }: Target): Promise<boolean> {
    const { dialect, life, line, links } = this.#context;
    const link = await links.take(deaf, 'connect', life);
    const plain = type === 'SSLv6' ? 'TCPv6' : 'TCP';
    try {
      await line.run(startStream(dialect, link.id, plain, { host, port }).command);
    } catch (thrown) {
      links.failed(link);
      if (isRefused(thrown)) return false;
      throw thrown;
    }
    const sure = await closeSurely(line, link.id);
    links.free(link, sure);
    return true;
  }

  async #streamOf(link: Link, reader: StreamReader, target: Target, freed?: () => void): Promise<EspStream> {
    const known = isIP(target.address) === 0 ? target.host : target.address;
    const ends =
      this.#context.dialect.linkState === 'CIPSTATE'
        ? await endsOf(this.#context, link.id).catch(() => undefined)
        : undefined;
    return new EspStream({
      context: this.#context,
      link,
      reader,
      local: ends?.local,
      remote: ends?.remote ?? socketAddress(known, target.port),
      ...(freed !== undefined && { freed }),
    });
  }
}

const saysNothing = (start: LinkStart): boolean => start.words() === undefined && start.errno() === undefined;

/** For a link that is closed again before anything is read. */
const deaf: LinkReader = {
  announced: () => undefined,
  received: () => undefined,
  spoiled: () => undefined,
  closed: () => undefined,
};
