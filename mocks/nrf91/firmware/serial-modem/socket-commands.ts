import type { Answer } from '../../answer.ts';
import { error, ok, say, waiting } from '../../answer.ts';
import type { Command } from '../../command.ts';
import { numberAt } from '../../command.ts';
import type { CommandTable } from '../../modem/core.ts';
import type { ModemSocket, SocketParameters } from '../../sockets/modem-socket.ts';
import { TcpListener } from '../../sockets/tcp-listener.ts';
import { hostAt, portAt } from '../name-commands.ts';
import { plainSocket, secureSocket } from '../open-arguments.ts';
import type { SocketKit } from '../socket-kit.ts';
import { plainOption, secureOption } from '../socket-options.ts';

/** The socket whose handle stands at `index`. */
export function socketAt(kit: SocketKit, command: Command, index = 0): ModemSocket | undefined {
  const handle = numberAt(command, index, 0, 99);
  return handle === undefined ? undefined : kit.stack.get(handle);
}

function open(kit: SocketKit, name: string, parameters: SocketParameters | undefined): Answer {
  const socket = parameters === undefined ? undefined : kit.stack.open(parameters);
  if (socket === undefined) return error;
  kit.poll.opened(socket);
  return say(`${name}: ${socket.handle},${socket.type},${socket.protocol}`);
}

function close(kit: SocketKit, sockets: readonly (ModemSocket | undefined)[]): Answer {
  if (sockets.includes(undefined)) return error;
  const lines = sockets.flatMap((socket) => {
    if (socket === undefined) return [];
    kit.stack.close(socket);
    return [`#XCLOSE: ${socket.handle},0`];
  });
  return say(...lines);
}

function settled(begin: (done: (failure: number) => void) => void): Answer {
  return waiting((settle) => begin((failure) => settle(failure === 0 ? ok : error)));
}

function connect(kit: SocketKit, command: Command): Answer {
  const socket = socketAt(kit, command);
  const host = hostAt(command, 1);
  const port = portAt(command, 2);
  if (socket === undefined || host === undefined || port === undefined || command.args.length !== 3) return error;
  if (socket.role !== 0) return error;
  return waiting((settle) => {
    kit.stack.connect(socket, host, port, (failure) => {
      kit.poll.check();
      settle(failure === 0 ? say(`#XCONNECT: ${socket.handle},1`) : error);
    });
  });
}

function accept(kit: SocketKit, command: Command): Answer {
  const socket = socketAt(kit, command);
  if (socket === undefined || command.args.length !== 1) return error;
  const accepted = kit.stack.accept(socket);
  if (accepted === undefined) return error;
  kit.poll.received(socket);
  kit.poll.opened(accepted.socket);
  const { address, port } = accepted.connection.remote ?? { address: '', port: 0 };
  return say(`#XACCEPT: ${accepted.socket.handle},${socket.cid},"${address}",${port}`);
}

/** `#XSOCKET` and its kin of Serial Modem: every command names its socket. */
export function serialModemSocketCommands(kit: SocketKit): CommandTable {
  const bind = (command: Command): Answer => {
    const socket = socketAt(kit, command);
    const port = portAt(command, 1);
    if (socket === undefined || port === undefined || command.args.length !== 2) return error;
    return settled((done) => kit.stack.bind(socket, port, done));
  };
  const listen = (command: Command): Answer => {
    const socket = socketAt(kit, command);
    if (socket === undefined || command.args.length !== 1 || socket.security !== undefined) return error;
    // It has to be bound to a port of its own choice.
    return (socket.boundPort ?? 0) === 0 ? error : settled((done) => kit.stack.listen(socket, done));
  };
  const listening = (): readonly string[] =>
    kit.stack.all
      .filter(({ transport }) => transport instanceof TcpListener)
      .map(({ boundPort, cid, handle }) => `#XLISTEN: ${handle},${cid},${boundPort ?? 0}`);
  const option = (name: string, { handle }: ModemSocket) => ({
    serialModem: true,
    from: 1,
    shown: (value: string | number) => `${name}: ${handle},${value}`,
  });
  return {
    '#XSOCKET': {
      test: '#XSOCKET: <handle>,(1,2),(1,2,3),(0,1),<cid>',
      read: () =>
        say(
          ...kit.stack.all.map(
            ({ cid, family, handle, role, type }) => `#XSOCKET: ${handle},${family},${role},${type},${cid}`,
          ),
        ),
      set: (command) => open(kit, '#XSOCKET', plainSocket(command, 3)),
    },
    '#XSSOCKET': {
      test: '#XSSOCKET: <handle>,(1,2),(1,2),(0,1),<sec_tag>,<peer_verify>,<cid>',
      read: () =>
        say(
          ...kit.stack.all.flatMap(({ cid, family, handle, role, security, type }) =>
            security === undefined ? [] : [`#XSSOCKET: ${handle},${family},${role},${type},${security.tag},${cid}`],
          ),
        ),
      set: (command) => open(kit, '#XSSOCKET', secureSocket(command)),
    },
    '#XCLOSE': {
      run: () => close(kit, kit.stack.all),
      set: (command) => (command.args.length === 1 ? close(kit, [socketAt(kit, command)]) : error),
    },
    '#XSOCKETOPT': {
      test: '#XSOCKETOPT: <handle>,(0,1),<name>,<value>',
      set: (command) => {
        const socket = socketAt(kit, command);
        return socket === undefined ? error : plainOption(socket, command, option('#XSOCKETOPT', socket));
      },
    },
    '#XSSOCKETOPT': {
      test: '#XSSOCKETOPT: <handle>,(0,1),<name>,<value>',
      set: (command) => {
        const socket = socketAt(kit, command);
        return socket === undefined ? error : secureOption(socket, command, option('#XSSOCKETOPT', socket));
      },
    },
    '#XBIND': { test: '#XBIND: <handle>,<port>', set: bind },
    '#XCONNECT': { test: '#XCONNECT: <handle>,<url>,<port>', set: (command) => connect(kit, command) },
    '#XLISTEN': { test: '#XLISTEN: <handle>', read: () => say(...listening()), set: listen },
    '#XACCEPT': { test: '#XACCEPT: <handle>', set: (command) => accept(kit, command) },
  };
}
