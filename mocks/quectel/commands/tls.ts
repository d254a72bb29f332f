import type { Answer } from '../answer.ts';
import { numberAt, quotedAt, textAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { Command } from '../parse-command.ts';
import { failIp } from './ip-result.ts';
import { readFromSocket, sendOnSocket } from './socket-data.ts';
import { closeSocket, highestSocket, longestOpenMs, openSocket, socketStates } from './sockets.ts';

/** `AT+QSSLOPEN=<context>,<TLS context>,<id>,"<host>",<port>[,<mode>]`. */
function open(core: Core, command: Command): Answer {
  const cid = numberAt(command, 0, 1, core.personality.contexts.highest);
  const tls = numberAt(command, 1, 0, 5);
  const id = numberAt(command, 2, 0, highestSocket);
  const host = quotedAt(command, 3);
  const remotePort = numberAt(command, 4, 1, 65_535);
  const mode = textAt(command, 5) === undefined ? 0 : numberAt(command, 5, 0, 2);
  if (cid === undefined || tls === undefined || id === undefined || command.args.length > 6) return failIp(core, 552);
  if (host === undefined || host === '' || remotePort === undefined || mode === undefined) return failIp(core, 552);
  return openSocket(core, core.sockets.secure, {
    id,
    kind: 'SSLClient',
    cid,
    mode: mode === 1 ? 1 : mode === 2 ? 2 : 0,
    host,
    remotePort,
    localPort: 0,
    timeoutMs: longestOpenMs,
    mostClients: 0,
    tls,
  });
}

function read(core: Core, command: Command): Answer {
  const counters = core.faults.tlsCounters ?? core.personality.family === 'lte';
  const asksCounters = numberAt(command, 1, 0, 0) === 0;
  return asksCounters && !counters ? failIp(core, 552) : readFromSocket(core, core.sockets.secure, command);
}

/** TLS sockets: +QSSLOPEN, +QSSLSEND, +QSSLRECV, +QSSLCLOSE, +QSSLSTATE. */
export function tlsCommands(core: Core): CommandTable {
  const { secure } = core.sockets;
  const { highest } = core.personality.contexts;
  const states = (command: Command): Answer => {
    // AT+QSSLSTATE=<id>: its set form names the socket alone.
    const [id] = command.args;
    if (command.form !== 'set' || id === undefined || command.args.length > 1) {
      return socketStates(core, secure, command);
    }
    return socketStates(core, secure, { ...command, args: [{ text: '1', quoted: false }, id] });
  };
  return {
    '+QSSLOPEN': {
      plainError: true,
      test: `+QSSLOPEN: (1-${highest}),(0-5),(0-11),<serveraddr>,<server_port>,(0-2)`,
      set: (command) => open(core, command),
    },
    '+QSSLSEND': {
      plainError: true,
      test: '+QSSLSEND: (0-11),(1-1460)',
      set: (command) => sendOnSocket(core, secure, command),
    },
    '+QSSLRECV': { plainError: true, test: '+QSSLRECV: (0-11),(1-1500)', set: (command) => read(core, command) },
    '+QSSLCLOSE': {
      plainError: true,
      test: '+QSSLCLOSE: (0-11),(0-65535)',
      set: (command) => closeSocket(core, secure, command),
    },
    '+QSSLSTATE': { plainError: true, run: states, read: states, set: states },
  };
}
