import type { Answer } from '../../answer.ts';
import { error, ok, put, say, waiting } from '../../answer.ts';
import type { Command } from '../../command.ts';
import { numberAt } from '../../command.ts';
import type { CommandTable } from '../../modem/core.ts';
import type { ModemSocket, SocketParameters } from '../../sockets/modem-socket.ts';
import { hostAt, portAt } from '../name-commands.ts';
import { plainSocket, secureSocket } from '../open-arguments.ts';
import type { SocketKit } from '../socket-kit.ts';
import { peerVerifyOption, plainOption, secureOption } from '../socket-options.ts';
import type { SelectedSockets } from './selected-sockets.ts';

const noTag = -1;
const listensAs = 1;

function open(sockets: SelectedSockets, name: string, parameters: SocketParameters | undefined): Answer {
  const socket = parameters === undefined ? undefined : sockets.open(parameters);
  return socket === undefined ? error : say(`${name}: ${socket.handle},${socket.type},${socket.protocol}`);
}

function openOrClose(
  sockets: SelectedSockets,
  name: string,
  command: Command,
  parametersOf: () => SocketParameters | undefined,
): Answer {
  if (numberAt(command, 0, 0, 0) === undefined) return open(sockets, name, parametersOf());
  if (command.args.length !== 1 || sockets.active === undefined) return error;
  sockets.close();
  // Secure or not, the answer has the same name.
  return say('#XSOCKET: 0,"closed"');
}

function select(sockets: SelectedSockets, command: Command): Answer {
  const handle = numberAt(command, 0, 0, 99);
  const socket = handle === undefined || command.args.length !== 1 ? undefined : sockets.select(handle);
  return socket === undefined ? error : say(`#XSOCKETSELECT: ${socket.handle}`);
}

const described = ({ cid, family, handle, ranking, role, security, type }: ModemSocket): string =>
  `#XSOCKETSELECT: ${handle},${family},${role},${type},${security?.tag ?? noTag},${ranking},${cid}`;

function connect(kit: SocketKit, socket: ModemSocket | undefined, command: Command): Answer {
  const host = hostAt(command, 0);
  const port = portAt(command, 1);
  if (socket === undefined || host === undefined || port === undefined || command.args.length !== 2) return error;
  if (socket.role === listensAs) return error;
  return waiting((settle) => {
    kit.stack.connect(socket, host, port, (failure) => {
      kit.poll.check();
      settle(failure === 0 ? say('#XCONNECT: 1') : error);
    });
  });
}

function settled(begin: (done: (failure: number) => void) => void): Answer {
  return waiting((settle) => begin((failure) => settle(failure === 0 ? ok : error)));
}

function accept(kit: SocketKit, socket: ModemSocket | undefined, command: Command): Answer {
  const seconds = numberAt(command, 0, 0, 65_535);
  if (socket === undefined || seconds === undefined || command.args.length !== 1) return error;
  if (socket.role !== listensAs || socket.peer !== undefined || socket.transport === undefined) return error;
  return waiting((settle) => {
    const probe = (): Answer | undefined => {
      if (socket.error !== 0) return error;
      const accepted = kit.stack.accept(socket);
      if (accepted === undefined) return undefined;
      accepted.socket.internal = true;
      socket.peer = accepted.socket;
      return say(`#XACCEPT: ${accepted.socket.handle},"${accepted.connection.remote?.address ?? ''}"`);
    };
    kit.stack.wait(seconds === 0 ? undefined : seconds * 1000, probe, (answer) => settle(answer ?? error));
  });
}

/** `#XSOCKET` and its kin of Serial LTE Modem: opening, choosing, connecting, listening. */
export function slmSocketCommands(kit: SocketKit, sockets: SelectedSockets): CommandTable {
  const active = (use: (socket: ModemSocket) => Answer): Answer => {
    const socket = sockets.active;
    return socket === undefined ? error : use(socket);
  };
  const option = (name: string) => ({
    serialModem: false,
    from: 0,
    shown: (value: string | number) => `${name}: ${value}`,
  });
  const bind = (command: Command): Answer => {
    const port = portAt(command, 0);
    if (port === undefined || command.args.length !== 1) return error;
    return active((socket) => settled((done) => kit.stack.bind(socket, port, done)));
  };
  return {
    '#XSOCKET': {
      // The firmware forgets the line end here.
      test: () => put('\r\n#XSOCKET: (0,1,2),(1,2,3),(0,1),<cid>'),
      read: () => {
        const socket = sockets.active;
        if (socket === undefined) return ok;
        return say(`#XSOCKET: ${socket.handle},${socket.family},${socket.role},${socket.type},${socket.cid}`);
      },
      set: (command) => openOrClose(sockets, '#XSOCKET', command, () => plainSocket(command, 2)),
    },
    '#XSSOCKET': {
      test: '#XSSOCKET: (0,1,2),(1,2),(0,1),<sec_tag>,<peer_verify>,<cid>',
      read: () => {
        const socket = sockets.active;
        if (socket?.security === undefined) return ok;
        const { cid, family, handle, role, security, type } = socket;
        const verify = socket.secureOptions.get(peerVerifyOption) ?? security.verify;
        return say(`#XSSOCKET: ${handle},${family},${role},${type},${security.tag},${verify},${cid}`);
      },
      set: (command) => openOrClose(sockets, '#XSSOCKET', command, () => secureSocket(command)),
    },
    '#XSOCKETSELECT': {
      test: '#XSOCKETSELECT: <handle>',
      read: () => {
        const handle = sockets.active?.handle;
        return say(...sockets.all.map(described), ...(handle === undefined ? [] : [`#XSOCKETSELECT: ${handle}`]));
      },
      set: (command) => select(sockets, command),
    },
    '#XSOCKETOPT': {
      test: '#XSOCKETOPT: (0,1),<name>,<value>',
      set: (command) => active((socket) => plainOption(socket, command, option('#XSOCKETOPT'))),
    },
    '#XSSOCKETOPT': {
      test: '#XSSOCKETOPT: (0,1),<name>,<value>',
      set: (command) => active((socket) => secureOption(socket, command, option('#XSSOCKETOPT'))),
    },
    '#XBIND': { set: bind },
    '#XCONNECT': { set: (command) => connect(kit, sockets.active, command) },
    '#XLISTEN': {
      run: () =>
        active((socket) => (socket.role === listensAs ? settled((done) => kit.stack.listen(socket, done)) : error)),
    },
    '#XACCEPT': { test: '#XACCEPT: <timeout>', set: (command) => accept(kit, sockets.active, command) },
  };
}
