import type { Answer } from '../answer.ts';
import { okThen, pending } from '../answer.ts';
import { numberAt, quotedAt, textAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { Command } from '../parse-command.ts';
import type { OpenRequest } from '../sockets/opening.ts';
import { Opening } from '../sockets/opening.ts';
import type { ModuleSocket } from '../sockets/socket.ts';
import type { SocketTable } from '../sockets/socket-table.ts';
import { failIp, succeedIp } from './ip-result.ts';
import { enterTransparent } from './transparent.ts';

/** From `AT+QIOPEN` to its result at the latest (Quectel TCP/IP application notes). */
export const longestOpenMs = 150_000;
export const highestSocket = 11;
const secondsToClose = 10;
const slowCloseSeconds = 9;

const kinds = ['TCP', 'UDP', 'TCP LISTENER', 'UDP SERVICE'] as const;

/** A number that may be left out; undefined when it is none. */
function optional(command: Command, index: number, [lowest, highest]: readonly [number, number], missing: number) {
  return textAt(command, index) === undefined ? missing : numberAt(command, index, lowest, highest);
}

function readRequest(core: Core, command: Command): OpenRequest | undefined {
  const more = core.personality.sockets === 'reporting' ? 2 : 0;
  const cid = numberAt(command, 0, 1, core.personality.contexts.highest);
  const id = numberAt(command, 1, 0, highestSocket);
  const kind = kinds.find((known) => known === quotedAt(command, 2)?.toUpperCase());
  const host = quotedAt(command, 3);
  const remotePort = numberAt(command, 4, 0, 65_535);
  const localPort = optional(command, 5, [0, 65_535], 0);
  const mode = optional(command, 6, [0, 2], 0);
  const mostClients = optional(command, 7, [1, 12], 12);
  const seconds = optional(command, 8, [10, 150], longestOpenMs / 1000);
  if (cid === undefined || id === undefined || kind === undefined || command.args.length > 7 + more) return undefined;
  if (host === undefined || host === '' || remotePort === undefined || localPort === undefined) return undefined;
  if (mode === undefined || mostClients === undefined || seconds === undefined) return undefined;
  const server = kind === 'TCP LISTENER' || kind === 'UDP SERVICE';
  const placed = server ? host === '127.0.0.1' && localPort > 0 && mode !== 2 : remotePort > 0;
  if (!placed) return undefined;
  const timeoutMs = seconds * 1000;
  const access = mode === 1 ? 1 : mode === 2 ? 2 : 0;
  return { id, kind, cid, mode: access, host, remotePort, localPort, timeoutMs, mostClients };
}

/** `OK` and the result later; in transparent mode `CONNECT` or `ERROR`. */
export function openSocket(core: Core, table: SocketTable, request: OpenRequest): Answer {
  if (request.mode === 2) {
    return pending((settle) => {
      Opening.begin(core.sockets, table, request, (error) => {
        core.settings.ipError = error;
        const socket = table.get(request.id);
        settle(error === 0 && socket !== undefined ? enterTransparent(core, socket) : failIp(core, error));
      });
    });
  }
  core.settings.ipError = 0;
  return okThen(() => {
    Opening.begin(core.sockets, table, request, (error) => {
      core.settings.ipError = error;
      const minusOne = error !== 0 && request.tls !== undefined && core.faults.tlsOpenMinusOne === true;
      core.report(`${table.words.opened}: ${request.id},${minusOne ? -1 : error}`);
    });
  });
}

function open(core: Core, command: Command): Answer {
  const request = readRequest(core, command);
  return request === undefined ? failIp(core, 552) : openSocket(core, core.sockets.plain, request);
}

/** Waits for the other end, at most so long; then the socket is gone either way. */
function finish(core: Core, table: SocketTable, socket: ModuleSocket, seconds: number, done: () => void): void {
  const slow = core.faults.slowClose === true;
  const end = (): void => {
    deadline.cancel();
    table.remove(socket);
    done();
  };
  const limit = slow ? Math.min(seconds, slowCloseSeconds) : seconds;
  const deadline = core.timers.after(limit * 1000, end);
  socket.close(slow ? () => undefined : end);
}

/** `AT+QICLOSE` and `AT+QSSLCLOSE`: an id that is not in use is closed already (seen on BG96). */
export function closeSocket(core: Core, table: SocketTable, command: Command): Answer {
  const id = numberAt(command, 0, 0, highestSocket);
  const seconds = optional(command, 1, [0, 65_535], secondsToClose);
  if (id === undefined || seconds === undefined || command.args.length > 2) return failIp(core, 552);
  const socket = table.get(id);
  if (socket === undefined) return succeedIp(core);
  const waits = socket.connected && !socket.datagrams && seconds > 0;
  const reports = core.personality.sockets === 'reporting' && core.sockets.host.setting('close/mode') === '1';
  if (reports) {
    const report = (): void => core.urc(`${table.words.urc}: "closed",${id}`);
    return okThen(() => {
      if (waits) finish(core, table, socket, seconds, report);
      else {
        table.remove(socket);
        report();
      }
    });
  }
  if (waits) return pending((settle) => finish(core, table, socket, seconds, () => settle(succeedIp(core))));
  table.remove(socket);
  return succeedIp(core);
}

function portName(core: Core): string {
  const { urcPort } = core.memory;
  return urcPort === 'all' ? 'uart1' : urcPort;
}

/** One line of `AT+QISTATE`. */
function stateLine(core: Core, table: SocketTable, socket: ModuleSocket): string {
  const { address, cid, id, kind, localPort, mode, remotePort, serverId, state, tls } = socket;
  const local = kind === 'TCP LISTENER' || kind === 'UDP SERVICE';
  const client = kind === 'TCP' || kind === 'UDP';
  const shown = client && state === 2 && core.faults.stateThreeWhenConnected === true ? 3 : state;
  const fields = [
    id,
    `"${kind}"`,
    `"${local ? (core.packet.address(cid) ?? '0.0.0.0') : address}"`,
    local ? 0 : remotePort,
    localPort,
    shown,
    cid,
    serverId,
    mode,
    `"${portName(core)}"`,
    ...(tls === undefined ? [] : [tls]),
  ];
  return `${table.words.state}: ${fields.join(',')}`;
}

/** `AT+QISTATE`, all of them; `=0,<context>` and `=1,<id>` some. */
export function socketStates(core: Core, table: SocketTable, command: Command): Answer {
  const by = command.args.length === 0 ? undefined : numberAt(command, 0, 0, 1);
  const which = numberAt(command, 1, 0, by === 0 ? core.personality.contexts.highest : highestSocket);
  if (command.form === 'set' && (by === undefined || which === undefined)) return failIp(core, 552);
  const chosen = table.all.filter(({ cid, id }) => by === undefined || which === (by === 0 ? cid : id));
  return succeedIp(core, ...chosen.map((socket) => stateLine(core, table, socket)));
}

/** Opening, closing and looking at sockets: +QIOPEN, +QICLOSE, +QISTATE. */
export function socketCommands(core: Core): CommandTable {
  const { plain } = core.sockets;
  const { highest } = core.personality.contexts;
  const services = kinds.map((kind) => `"${kind}"`).join(',');
  const states = (command: Command): Answer => socketStates(core, plain, command);
  return {
    '+QIOPEN': {
      plainError: true,
      test: `+QIOPEN: (1-${highest}),(0-11),(${services}),<IP_address>/<domain_name>,<remote_port>,<local_port>,(0-2)`,
      set: (command) => open(core, command),
    },
    '+QICLOSE': {
      plainError: true,
      test: '+QICLOSE: (0-11),(0-65535)',
      set: (command) => closeSocket(core, plain, command),
    },
    '+QISTATE': { plainError: true, run: states, read: states, set: states },
  };
}
