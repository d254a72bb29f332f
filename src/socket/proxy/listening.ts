import { isIP, isIPv6, type Server, type Socket } from 'node:net';
import { messageOf, UsageError } from '../../base/errors.ts';
import { SocketError } from '../../base/socket-error.ts';
import { codeOf } from './failure-answers.ts';
import type { Endpoint } from './proxy-types.ts';

/** Whether only this machine can reach it. */
const isLoopback = (host: string): boolean => /^(127(\.\d{1,3}){3}|::1|localhost)$/i.test(host);

/** `192.0.2.1:80`, `[::1]:80` */
export const endpointText = ({ host, port }: Endpoint): string =>
  isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;

/** @throws UsageError for what cannot be listened on without letting anybody in */
export function checkOpenness(endpoint: Endpoint, guarded: boolean, what: string): void {
  if (isIP(endpoint.host) === 0 && endpoint.host !== 'localhost') {
    throw new UsageError(`${JSON.stringify(endpoint.host)} is no address to listen on`, {
      hint: 'Give an address of this machine: 127.0.0.1, or 0.0.0.0 for all.',
    });
  }
  if (guarded || isLoopback(endpoint.host)) return;
  throw new UsageError(`${what} on ${endpointText(endpoint)} would let everybody in who reaches this machine`, {
    hint: 'Listen on 127.0.0.1, or ask for a user and a password. A forwarded port cannot ask for one.',
  });
}

const hints: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another program listens there: choose another port; 0 takes any that is free.',
  EACCES: 'Ports below 1024 are not for every user: choose a higher one.',
  EADDRNOTAVAIL: 'This machine has no such address.',
};

/** Listens. @returns where, with the port that was chosen for 0 @throws SocketError when it cannot */
export function listening(server: Server, { host, port }: Endpoint): Promise<Endpoint> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const hint = hints[codeOf(cause)];
      const code = codeOf(cause) === 'EADDRNOTAVAIL' ? 'EADDRNOTAVAIL' : 'EADDRINUSE';
      reject(
        new SocketError(code, messageOf(cause), { cause, syscall: 'listen', ...(hint !== undefined && { hint }) }),
      );
    });
    server.listen(port, host, () => {
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? { host, port: bound.port } : { host, port });
    });
  });
}

/** The clients of a server, so that none outlives it. */
export class Clients {
  readonly #sockets = new Set<Socket>();

  get size(): number {
    return this.#sockets.size;
  }

  add(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  /** Drops them all. */
  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
