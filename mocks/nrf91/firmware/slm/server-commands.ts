import type { Answer } from '../../answer.ts';
import { error, fail, say, waiting } from '../../answer.ts';
import type { Command } from '../../command.ts';
import { numberAt } from '../../command.ts';
import type { CommandTable } from '../../modem/core.ts';
import { errno } from '../../sockets/errno.ts';
import type { ModemSocket } from '../../sockets/modem-socket.ts';
import { UdpEndpoint } from '../../sockets/udp-endpoint.ts';
import { portAt } from '../name-commands.ts';
import type { SocketKit } from '../socket-kit.ts';
import { ProxyConnection } from './proxy.ts';
import type { ServerService, Services } from './services.ts';

const stopped = 0;
const asServer = 1;

interface Opened {
  readonly socket: ModemSocket;
  readonly family: number;
  readonly port: number;
}

/** Opens the socket of a server; undefined when the command is wrong or there is none to be had. */
function openServer(kit: SocketKit, command: Command, type: 1 | 2): Opened | undefined {
  const family = numberAt(command, 0, 1, 2);
  const port = portAt(command, 1);
  // A third argument would be the credentials of a TLS server, which the modem is not.
  if (family === undefined || port === undefined || command.args.length !== 2) return undefined;
  const socket = kit.stack.open({ family, type, role: asServer, cid: 0 });
  if (socket === undefined) return undefined;
  socket.internal = true;
  return { socket, family, port };
}

/** Serves the peer that came, and the next when that one is gone. */
function servePeers(kit: SocketKit, service: ServerService): () => void {
  const look = (): void => {
    if (service.proxy !== undefined) return;
    const accepted = kit.stack.accept(service.socket);
    if (accepted === undefined) return;
    accepted.socket.internal = true;
    kit.announce(`#XTCPSVR: "${accepted.connection.remote?.address ?? ''}","connected"`);
    const proxy = new ProxyConnection(kit, accepted.socket, {
      header: (bytes) => `#XTCPDATA: ${bytes.length}`,
      over: (result) => {
        service.proxy = undefined;
        // A peer that closes is the normal end to a server.
        const cause = result === -errno.ECONNRESET && service.socket.error === 0 ? 0 : result;
        kit.announce(`#XTCPSVR: ${cause},"disconnected"`);
        look();
      },
    });
    service.proxy = proxy;
    proxy.pump();
  };
  return look;
}

function startTcp(kit: SocketKit, services: Services, command: Command): Answer {
  if (services.tcp !== undefined) return error;
  const opened = openServer(kit, command, 1);
  if (opened === undefined) return error;
  const { family, port, socket } = opened;
  const refuse = (failure: number): Answer => {
    kit.stack.close(socket);
    return fail(`#XTCPSVR: ${-failure},"not started"`);
  };
  return waiting((settle) => {
    const started = (failure: number): void => {
      if (failure !== 0) {
        settle(refuse(failure));
        return;
      }
      const stopWatching = kit.stack.watch(() => {
        if (socket.error === 0) {
          look();
          return;
        }
        service.close();
        services.tcp = undefined;
        kit.announce(`#XTCPSVR: ${-socket.error},"stopped"`);
      });
      const service: ServerService = {
        kind: 'server',
        family,
        socket,
        proxy: undefined,
        close: () => {
          stopWatching();
          service.proxy?.close();
          kit.stack.close(socket);
        },
      };
      const look = servePeers(kit, service);
      services.tcp = service;
      settle(say(`#XTCPSVR: ${socket.handle},"started"`));
    };
    kit.stack.bind(socket, port, (failure) => {
      if (failure === 0) kit.stack.listen(socket, started);
      else started(failure);
    });
  });
}

function stop(services: Services, protocol: 'tcp' | 'udp', name: string): Answer {
  const service = services[protocol];
  if (service?.kind !== 'server') return error;
  services[protocol] = undefined;
  service.close();
  return say(`${name}: 0,"stopped"`);
}

function hangUp(services: Services, command: Command): Answer {
  const handle = numberAt(command, 0, 0, 99);
  const service = services.tcp;
  if (service?.kind !== 'server' || service.proxy === undefined || command.args.length !== 1) return error;
  if (service.proxy.socket.handle !== handle) return error;
  service.proxy.close();
  service.proxy = undefined;
  return say('#XTCPSVR: 0,"disconnected"');
}

function startUdp(kit: SocketKit, services: Services, command: Command): Answer {
  if (services.udp !== undefined) return error;
  const opened = openServer(kit, command, 2);
  if (opened === undefined) return error;
  const { family, port, socket } = opened;
  return waiting((settle) => {
    kit.stack.bind(socket, port, (failure) => {
      if (failure !== 0) {
        kit.stack.close(socket);
        // The firmware's own spelling.
        settle(fail(`#UDPSVR: ${-failure},"not started"`));
        return;
      }
      const proxy = new ProxyConnection(kit, socket, {
        header: (bytes, from) => {
          // What is sent goes to whoever was heard last.
          if (socket.transport instanceof UdpEndpoint && from !== undefined) socket.transport.answersTo = from;
          return `#XUDPDATA: ${bytes.length},"${from?.address ?? ''}",${from?.port ?? 0}`;
        },
        over: (result) => {
          services.udp = undefined;
          kit.announce(`#XUDPSVR: ${result},"stopped"`);
        },
      });
      services.udp = { kind: 'server', family, socket, proxy, close: () => proxy.close() };
      settle({ ...say(`#XUDPSVR: ${socket.handle},"started"`), afterwards: () => proxy.pump() });
    });
  });
}

/** `#XTCPSVR`, `#XTCPHANGUP` and `#XUDPSVR`: servers that the application looks after by itself. */
export function slmServerCommands(kit: SocketKit, services: Services): CommandTable {
  const isStop = (command: Command): boolean => numberAt(command, 0, stopped, stopped) !== undefined;
  return {
    '#XTCPSVR': {
      test: '#XTCPSVR: (0,1,2),<port>,<sec_tag>',
      read: () => {
        const { tcp } = services;
        if (tcp?.kind !== 'server') return say('#XTCPSVR: -1,-1,0');
        return say(`#XTCPSVR: ${tcp.socket.handle},${tcp.proxy?.socket.handle ?? -1},${tcp.family}`);
      },
      set: (command) => (isStop(command) ? stop(services, 'tcp', '#XTCPSVR') : startTcp(kit, services, command)),
    },
    '#XTCPHANGUP': { test: '#XTCPHANGUP: <handle>', set: (command) => hangUp(services, command) },
    '#XUDPSVR': {
      test: '#XUDPSVR: (0,1,2),<port>',
      read: () => {
        const { udp } = services;
        return say(udp?.kind === 'server' ? `#XUDPSVR: ${udp.socket.handle},${udp.family}` : '#XUDPSVR: -1,0');
      },
      set: (command) => (isStop(command) ? stop(services, 'udp', '#XUDPSVR') : startUdp(kit, services, command)),
    },
  };
}
