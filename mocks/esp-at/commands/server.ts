import type { NetworkServerTls } from '../../network/contract.ts';
import type { Answer } from '../answer.ts';
import { errorCode, failed, ok, okThen, say } from '../answer.ts';
import { countArguments, numberAt, optionalText, Refusal } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { Command } from '../parse-command.ts';
import { atLeast } from '../personality.ts';
import { linkLine } from '../wire-forms.ts';

const defaultPort = 333;
const longestIdleSeconds = 7200;

/** What a secure server shows and asks for, or the line that says which certificate is missing. */
function serverTls({ memory }: Core, asksClient: number): NetworkServerTls | string {
  const { manufacturing } = memory;
  const cert = manufacturing.certificate('server_cert', 0);
  const key = manufacturing.certificate('server_key', 0);
  const clientCa = asksClient === 1 ? manufacturing.certificate('server_ca', 0) : undefined;
  if (cert === undefined) return 'NO CERT FOUND';
  if (key === undefined) return 'NO PRVT_KEY FOUND';
  if (asksClient === 1 && clientCa === undefined) return 'NO CA FOUND';
  return { cert, key, ...(clientCa !== undefined && { clientCa }) };
}

function startServer(core: Core, command: Command): Answer {
  const { personality, server, settings, station } = core;
  countArguments(command, 1, atLeast(personality, 401) ? 5 : 4);
  const port = numberAt(command, 1, 1, 65_535, defaultPort);
  const type = optionalText(command, 2, 5) ?? 'TCP';
  const ca = numberAt(command, 3, 0, 1, 0);
  numberAt(command, 4, 0, 2, 0);
  if (!/^(TCP|SSL)(v6)?$/.test(type)) throw new Refusal(errorCode.invalid | 2);
  if (settings.multiplex === 0) return failed();
  if (server.listening !== undefined) return personality.family === 'nonos' ? say('no change') : ok;
  if (type.endsWith('v6') && (settings.current.ipv6 === 0 || !atLeast(personality, 202))) return failed();
  const tls = type.startsWith('SSL') ? serverTls(core, ca) : undefined;
  if (typeof tls === 'string') return failed(tls);
  if (station.phase !== 'online' && (settings.current.mode & 2) === 0) return failed();
  return {
    kind: 'waiting',
    start: (settle) =>
      server.start({ port, type, ca, ...(tls !== undefined && { tls }) }, (failure) =>
        settle(failure === undefined ? ok : failed()),
      ),
  };
}

function stopServer(core: Core, command: Command): Answer {
  const { links, server } = core;
  countArguments(command, 1, 2);
  const closes = numberAt(command, 1, 0, 65_535, 0) === 1;
  return okThen(() => {
    server.stop();
    for (const { accepted, id } of links.all) {
      if (!closes || !accepted) continue;
      links.close(id);
      core.urc(linkLine(links.forms, id, 'CLOSED'));
    }
  });
}

/** The module's server: CIPSERVER, CIPSERVERMAXCONN, CIPSTO (ESP-AT user guide, TCP/IP AT Commands). */
export function serverCommands(core: Core): CommandTable {
  const { personality, server } = core;
  return {
    '+CIPSERVER': {
      read: () => {
        const { listening } = server;
        if (listening === undefined) return say('+CIPSERVER:0');
        const netif = atLeast(personality, 401) ? ',0' : '';
        return say(`+CIPSERVER:1,${listening.port},"${listening.type}",${listening.ca}${netif}`);
      },
      set: (command) => (numberAt(command, 0, 0, 1) === 0 ? stopServer(core, command) : startServer(core, command)),
    },
    '+CIPSERVERMAXCONN': {
      read: () => say(`+CIPSERVERMAXCONN:${server.mostLinks}`),
      set: (command) => {
        countArguments(command, 1);
        const most = numberAt(command, 0, 1, 5);
        if (server.listening !== undefined) return failed();
        server.mostLinks = most;
        return ok;
      },
    },
    '+CIPSTO': {
      read: () => say(`+CIPSTO:${server.idleSeconds}`),
      set: (command) => {
        countArguments(command, 1);
        server.idleSeconds = numberAt(command, 0, 0, longestIdleSeconds);
        return ok;
      },
    },
  };
}
