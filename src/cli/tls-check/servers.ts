import type { Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { messageOf, UsageError } from '../../base/errors.ts';
import { type CaseName, caseNames } from './cases.ts';
import type { CheckCertificates } from './certificates.ts';

/** What every server says behind the handshake: who reads it has accepted the certificate. */
export const greeting = 'atlink tls-check\n';

export interface CheckServer {
  readonly port: number;
  /** How many connections came so far, whatever became of them. */
  readonly reached: number;
}

/** The servers of all cases. */
export class CheckServers {
  readonly #servers: Readonly<Record<CaseName, Server>>;
  readonly #reached = new Map<CaseName, number>();
  readonly #sockets = new Set<Socket>();

  private constructor({ key, servers }: CheckCertificates) {
    const make = (name: CaseName): Server => {
      const server = createServer({ key, cert: servers[name], minVersion: 'TLSv1.2' }, (socket) => {
        socket.on('error', () => undefined);
        socket.end(greeting);
      });
      server.on('connection', (socket: Socket) => {
        this.#reached.set(name, (this.#reached.get(name) ?? 0) + 1);
        this.#sockets.add(socket);
        // A module that turns away from the certificate may do it with a reset.
        socket.on('error', () => undefined);
        socket.once('close', () => this.#sockets.delete(socket));
      });
      server.on('tlsClientError', () => undefined);
      return server;
    };
    this.#servers = {
      good: make('good'),
      expired: make('expired'),
      'wrong-name': make('wrong-name'),
      untrusted: make('untrusted'),
      'self-signed': make('self-signed'),
    };
  }

  /** @throws UsageError when this machine has no such address */
  static async listen(certificates: CheckCertificates, address: string): Promise<CheckServers> {
    const servers = new CheckServers(certificates);
    try {
      for (const name of caseNames) await servers.#listen(name, address);
    } catch (thrown) {
      await servers.close();
      throw new UsageError(`the servers of the check cannot listen on ${address}: ${messageOf(thrown)}`, {
        hint: 'Give an address of this machine with --bind; 0.0.0.0 is all of them.',
        cause: thrown,
      });
    }
    return servers;
  }

  of(name: CaseName): CheckServer {
    const bound = this.#servers[name].address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    return { port, reached: this.#reached.get(name) ?? 0 };
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const open = Object.values(this.#servers).filter((server) => server.listening);
    await Promise.all(open.map((server) => new Promise<void>((resolve) => void server.close(() => resolve()))));
  }

  #listen(name: CaseName, address: string): Promise<void> {
    const server = this.#servers[name];
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, address, () => {
        server.off('error', reject);
        resolve();
      });
    });
  }
}
