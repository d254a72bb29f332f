import { lstat, unlink } from 'node:fs/promises';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/base/clock.ts';
import { TransportError, UsageError } from '../../src/base/errors.ts';
import type { SimulatedModule } from '../simulated-module.ts';
import { PacedOutput } from './paced-output.ts';

/** Where a module is offered: a Unix socket or a TCP port of the loopback interface. */
export interface ServeSocketOptions {
  /** The Unix socket's path. */
  readonly path?: string;
  /** The TCP port; 0 takes a free one. */
  readonly port?: number;
  /** Delivers what the module says at this speed, in pieces of at most 64 bytes. Default: at once. */
  readonly baudRate?: number;
  /** The time by which the speed is measured. Default: the system's. */
  readonly clock?: Clock;
}

/** A module that is being served at a socket. */
export interface ServedSocket {
  /** What a client connects to: the path, or `127.0.0.1:4001`. */
  readonly name: string;
  /** The TCP port; undefined for a Unix socket. */
  readonly port: number | undefined;
  /** Cuts off the client, if there is one; the next may connect. */
  unplug(): Promise<void>;
  /** Ends serving; the module itself lives on. */
  close(): Promise<void>;
}

// A client that does not read: beyond this much, what the module says is lost, as in a UART without flow control.
const mostWaitingBytes = 4 * 1024 * 1024;

/**
 * Serves a module at a socket, to one client at a time: a second one is closed at once, without a byte, since a serial
 * line has no way to say more.
 * @throws UsageError for options that name no place or two, or a path that is taken; TransportError `PORT_FAILED` when
 * it cannot listen
 */
export async function serveSocket(module: SimulatedModule, options: ServeSocketOptions): Promise<ServedSocket> {
  if ((options.path === undefined) === (options.port === undefined)) {
    throw new UsageError('name a socket path or a TCP port, one of them');
  }
  if (options.path !== undefined) await removeStaleSocket(options.path);
  const line = new SocketLine(module, options);
  const server = createServer({ allowHalfOpen: false }, (client) => line.accept(client));
  await listen(server, options);
  const address = server.address();
  const port = isPort(address) ? address.port : undefined;
  return {
    name: options.path ?? `127.0.0.1:${port ?? 0}`,
    port,
    unplug: () => line.drop(),
    close: async () => {
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      await line.drop();
      await ended;
    },
  };
}

const isPort = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;

function listen(server: Server, { path, port }: ServeSocketOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    // Stays: an error of a later accept must not end the process.
    server.on('error', (cause) => {
      const where = path ?? `127.0.0.1:${port ?? 0}`;
      reject(new TransportError('PORT_FAILED', `cannot listen at ${where}: ${cause.message}`, { cause, where }));
    });
    const place = path === undefined ? { host: '127.0.0.1', port: port ?? 0 } : { path };
    server.listen(place, () => resolve());
  });
}

/** Whether somebody accepts connections at the path. */
function isServed(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

/** Removes a socket file on which nobody listens any more. @throws UsageError when the path is taken */
async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isSocket()) throw new UsageError(`${path} is there and is not a socket`, { where: path });
  if (await isServed(path)) throw new UsageError(`somebody serves at ${path} already`, { where: path });
  await unlink(path);
}

/** The line between the module and the one client. */
class SocketLine {
  readonly #module: SimulatedModule;
  readonly #options: ServeSocketOptions;
  #client: Socket | undefined;

  constructor(module: SimulatedModule, options: ServeSocketOptions) {
    this.#module = module;
    this.#options = options;
  }

  accept(client: Socket): void {
    client.on('error', () => undefined);
    if (this.#client !== undefined) {
      client.destroy();
      return;
    }
    this.#client = client;
    client.setNoDelay(true);
    const { baudRate, clock = systemClock } = this.#options;
    const paced = new PacedOutput(
      { clock, baudRate },
      (bytes) => client.writableLength <= mostWaitingBytes && client.write(bytes),
      () => this.#module.drained?.(),
    );
    client.on('drain', () => paced.resume());
    const detach = this.#module.attach((bytes) => paced.write(bytes));
    client.on('data', (bytes: Buffer) => this.#module.receive(new Uint8Array(bytes)));
    client.once('close', () => {
      detach();
      paced.close();
      this.#client = undefined;
    });
  }

  async drop(): Promise<void> {
    const client = this.#client;
    if (client === undefined) return;
    const gone = new Promise<void>((resolve) => client.once('close', () => resolve()));
    client.destroy();
    await gone;
  }
}
