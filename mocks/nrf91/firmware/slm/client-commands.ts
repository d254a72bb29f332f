import type { Answer } from '../../answer.ts';
import { error, fail, okThen, say, waiting } from '../../answer.ts';
import type { Command } from '../../command.ts';
import { numberAt } from '../../command.ts';
import type { CommandTable } from '../../modem/core.ts';
import type { SocketParameters } from '../../sockets/modem-socket.ts';
import { hostAt, optionalAt, portAt } from '../name-commands.ts';
import { sendOn } from '../sending.ts';
import type { SocketKit } from '../socket-kit.ts';
import { ProxyConnection } from './proxy.ts';
import type { Services } from './services.ts';
import { inlineAt } from './transfer-commands.ts';

const highestTag = 2_147_483_667;
const highestCid = 10;
const required = 2;
const stopped = 0;

/** How the clients of the two protocols differ. */
interface ClientKind {
  readonly protocol: 'tcp' | 'udp';
  readonly name: string;
  readonly type: 1 | 2;
  readonly data: string;
  /** `<use_dtls_cid>` stands before what both have. */
  readonly extra: number;
}

const tcp: ClientKind = { protocol: 'tcp', name: '#XTCPCLI', type: 1, data: '#XTCPDATA', extra: 0 };
const udp: ClientKind = { protocol: 'udp', name: '#XUDPCLI', type: 2, data: '#XUDPDATA', extra: 1 };

interface ClientRequest {
  readonly parameters: SocketParameters;
  readonly host: string;
  readonly port: number;
  readonly verifyName: boolean;
}

function requestOf(kind: ClientKind, command: Command): ClientRequest | undefined {
  const family = numberAt(command, 0, 1, 2);
  const host = hostAt(command, 1);
  const port = portAt(command, 2);
  const tag = optionalAt(command, 3, { highest: highestTag }, -1);
  const dtlsCid = kind.extra === 0 ? 0 : optionalAt(command, 4, { highest: 2 }, 0);
  const verify = optionalAt(command, 4 + kind.extra, { highest: required }, required);
  const verifyName = optionalAt(command, 5 + kind.extra, { highest: 1 }, 1);
  const cid = optionalAt(command, 6 + kind.extra, { highest: highestCid }, 0);
  if (family === undefined || host === undefined || port === undefined || tag === undefined) return undefined;
  if (dtlsCid === undefined || verify === undefined || verifyName === undefined || cid === undefined) return undefined;
  if (command.args.length > 7 + kind.extra) return undefined;
  const parameters = { family, type: kind.type, role: 0, cid, ...(tag >= 0 && { security: { tag, verify } }) };
  return { parameters, host, port, verifyName: verifyName === 1 };
}

function start(kit: SocketKit, services: Services, kind: ClientKind, command: Command): Answer {
  const request = requestOf(kind, command);
  if (request === undefined || services[kind.protocol] !== undefined) return error;
  const { host, parameters, port, verifyName } = request;
  const socket = kit.stack.open(parameters);
  if (socket === undefined) return error;
  socket.internal = true;
  if (verifyName) socket.hostname = host;
  return waiting((settle) => {
    kit.stack.connect(socket, host, port, (failure) => {
      if (failure !== 0) {
        kit.stack.close(socket);
        settle(fail(`${kind.name}: ${failure > 0 ? -failure : failure},"not connected"`));
        return;
      }
      const proxy = new ProxyConnection(kit, socket, {
        header: (bytes, from) =>
          from === undefined
            ? `${kind.data}: ${bytes.length}`
            : `${kind.data}: ${bytes.length},"${from.address}",${from.port}`,
        over: (result) => {
          services[kind.protocol] = undefined;
          kit.announce(`${kind.name}: ${result},"disconnected"`);
        },
      });
      services[kind.protocol] = { kind: 'client', family: parameters.family, proxy };
      settle({ ...say(`${kind.name}: ${socket.handle},"connected"`), afterwards: () => proxy.pump() });
    });
  });
}

function stop(services: Services, kind: ClientKind): Answer {
  const service = services[kind.protocol];
  if (service?.kind !== 'client') return error;
  service.proxy.close();
  services[kind.protocol] = undefined;
  return say(`${kind.name}: 0,"disconnected"`);
}

function send(kit: SocketKit, services: Services, kind: ClientKind, name: string, command: Command): Answer {
  const proxy = services.peerOf(kind.protocol);
  if (proxy === undefined) return error;
  if (command.form === 'run') return okThen(() => proxy.enterDataMode());
  const bytes = inlineAt(command, 0);
  if (bytes === undefined || command.args.length !== 1) return error;
  return waiting((settle) => {
    sendOn(kit, proxy.socket, bytes, 0, (result) =>
      settle(result < 0 ? fail(`${name}: 0`) : say(`${name}: ${result}`)),
    );
  });
}

function clientCommands(kit: SocketKit, services: Services, kind: ClientKind, sendName: string): CommandTable {
  const { name, protocol } = kind;
  const dtls = kind.extra === 0 ? '' : '<use_dtls_cid>,';
  const sending = (command: Command): Answer => send(kit, services, kind, sendName, command);
  return {
    [name]: {
      test: `${name}: (0,1,2),<url>,<port>,<sec_tag>,${dtls}<peer_verify>,<hostname_verify>`,
      read: () => {
        const service = services[protocol];
        if (service?.kind !== 'client') return say(`${name}: -1,0`);
        return say(`${name}: ${service.proxy.socket.handle},${service.family}`);
      },
      set: (command) =>
        numberAt(command, 0, stopped, stopped) === undefined
          ? start(kit, services, kind, command)
          : stop(services, kind),
    },
    [sendName]: { run: sending, set: sending },
  };
}

/** `#XTCPCLI`, `#XTCPSEND`, `#XUDPCLI` and `#XUDPSEND`: connections that the application looks after by itself. */
export function slmClientCommands(kit: SocketKit, services: Services): CommandTable {
  return { ...clientCommands(kit, services, tcp, '#XTCPSEND'), ...clientCommands(kit, services, udp, '#XUDPSEND') };
}
