import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { TestServers } from './board.ts';

/** Servers of this machine that send back what they get. */
export interface EchoServers {
  readonly servers: TestServers;
  close(): Promise<void>;
}

/** On the loopback interface alone, at ports that the system chooses. */
export async function startEchoServers(): Promise<EchoServers> {
  const host = '127.0.0.1';
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A module that vanishes resets its connections: nothing to do about it here.
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  const udp = createSocket('udp4');
  udp.on('message', (message, { address, port }) => udp.send(message, port, address));
  tcp.listen(0, host);
  udp.bind(0, host);
  await Promise.all([once(tcp, 'listening'), once(udp, 'listening')]);
  return {
    servers: {
      tcpEcho: { host, port: (tcp.address() as AddressInfo).port },
      udpEcho: { host, port: udp.address().port },
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([new Promise((done) => tcp.close(done)), new Promise<void>((done) => udp.close(done))]);
    },
  };
}
