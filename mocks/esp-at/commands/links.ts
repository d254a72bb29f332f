import type { Answer, Said } from '../answer.ts';
import { errorCode, failed, later, ok, okThen, say } from '../answer.ts';
import { countArguments, numberAt, Refusal, textAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { Link } from '../links.ts';
import type { Argument, Command } from '../parse-command.ts';
import { atLeast } from '../personality.ts';
import { linkLine, readHeader } from '../wire-forms.ts';
import { stationIsOn } from './station.ts';

const highestLink = 4;
const allLinks = 5;
const longestRead = 0x7fff_ffff;
const refusedMs = { nonos: 3100, 'esp-at': 20 };
const openMs = 20;
const detailedMessages = 2;

/** A text of NONOS AT in front of `ERROR`; ESP-AT says `ERROR` alone. */
function explained({ personality }: Core, text: string): Said {
  return personality.family === 'nonos' ? failed(text) : failed();
}

/** The link that a command means, and the command without it: the number is there with `AT+CIPMUX=1` alone. */
function splitLink(core: Core, command: Command, highest: number): { readonly id: number; readonly rest: Command } {
  if (core.settings.multiplex === 0) return { id: 0, rest: command };
  return { id: numberAt(command, 0, 0, highest), rest: { ...command, args: command.args.slice(1) } };
}

function connectLine({ links, settings }: Core, link: Link): string {
  if ((settings.current.systemMessages & detailedMessages) === 0) return linkLine(links.forms, link.id, 'CONNECT');
  return `+LINK_CONN:0,${link.id},"${link.type}",0,"${link.host}",${link.port},${link.localPort}`;
}

function notOpened(core: Core, id: number): Said {
  const closed = linkLine(core.links.forms, id, 'CLOSED');
  // With AT+SYSLOG=1 the socket's error is told from 5.0 on; 0x6f is ECONNREFUSED of lwIP.
  const tells = atLeast(core.personality, 500) && core.settings.errorCodes === 1;
  const reason = tells ? ['+ERRNO:0x6f'] : [];
  if (core.faults.closedBeforeError === true) return failed(...reason, closed);
  return { ...failed(...reason), afterwards: () => core.urc(closed) };
}

function start(core: Core, command: Command, id: number): Answer {
  const { links, personality, station } = core;
  const type = textAt(command, 0, 5);
  const host = textAt(command, 1, 64);
  const port = numberAt(command, 2, 0, 65_535);
  if (!/^(TCP|UDP|SSL)(v6)?$/.test(type)) throw new Refusal(errorCode.invalid | 0);
  const localPort = type.startsWith('UDP') && command.args.length > 3 ? numberAt(command, 3, 0, 65_535) : undefined;
  if (station.phase !== 'online') return explained(core, 'no ip');
  if (links.inUse(id)) return explained(core, 'ALREADY CONNECTED');
  if (core.faults.noLinksAfterLoss === true && core.settings.networkWasLost) {
    return later(openMs, () => notOpened(core, id));
  }
  return later(openMs, () => ({
    kind: 'waiting',
    start: (settle) =>
      links.open(id, { type, host, port, ...(localPort !== undefined && { localPort }) }, (link) => {
        if (link !== undefined) settle(say(connectLine(core, link)));
        else settle(later(refusedMs[personality.family], () => notOpened(core, id)));
      }),
  }));
}

/** `AT+CIPSTART`. Without `network` in the options every link is refused: `ERROR`, and the link's `CLOSED` behind it. */
function startCommand(core: Core, command: Command): Answer {
  const numbered = command.args[0]?.quoted === false;
  if (numbered !== (core.settings.multiplex === 1)) {
    return explained(core, core.settings.multiplex === 1 ? 'MUX=1' : 'Link type ERROR');
  }
  const { id, rest } = splitLink(core, command, highestLink);
  countArguments(rest, 3, 7);
  return start(core, rest, id);
}

function startFreeLink(core: Core, command: Command): Answer {
  countArguments(command, 3, 7);
  const free = [0, 1, 2, 3, 4].find((id) => !core.links.inUse(id));
  return free === undefined ? failed() : start(core, command, free);
}

function send(core: Core, command: Command): Answer {
  const { faults, links, personality } = core;
  const { id, rest } = splitLink(core, command, highestLink);
  countArguments(rest, 1, 3);
  if (links.get(id) === undefined) return explained(core, 'link is not valid');
  const count = numberAt(rest, 0, 0, longestRead);
  const to = rest.args.length > 1 ? { host: textAt(rest, 1, 64), port: numberAt(rest, 2, 1, 65_535) } : undefined;
  if (count === 0 || count > personality.mostSentBytes) return explained(core, 'too long');
  return {
    kind: 'prompt',
    count,
    take: (bytes) => {
      const link = links.get(id);
      if (link === undefined) return { kind: 'said', lines: [], final: 'SEND FAIL' };
      link.peer.send(bytes, to);
      const sent: Said = { kind: 'said', lines: [], final: 'SEND OK' };
      if (faults.sendFailThenOk !== true) return sent;
      return { kind: 'said', lines: [], raw: '\r\nSEND FAIL\r\n', final: 'SEND OK' };
    },
  };
}

function closeLinks(core: Core, id: number): Answer {
  const { links } = core;
  const wanted = id === allLinks ? links.all.map((link) => link.id) : [id];
  const closed = wanted.filter((each) => links.close(each)).map((each) => linkLine(links.forms, each, 'CLOSED'));
  return closed.length === 0 && id !== allLinks ? explained(core, 'UNLINK') : say(...closed);
}

function read(core: Core, command: Command): Answer {
  const { links } = core;
  const { id, rest } = splitLink(core, command, highestLink);
  countArguments(rest, 1);
  const length = numberAt(rest, 0, 1, longestRead);
  const link = links.get(id);
  const bytes = links.read(id, length);
  if (link === undefined || bytes === undefined) return failed();
  const raw = readHeader(links.forms, link.origin, bytes.length) + bytes.toString('latin1');
  return { kind: 'said', lines: [], raw, final: 'OK', afterwards: () => links.afterRead(id) };
}

function readLengths({ links, personality }: Core): Said {
  const free = personality.family === 'nonos' ? '0' : '-1';
  const lengths = [0, 1, 2, 3, 4].map((id) => links.get(id)?.inbox.length ?? free);
  return say(`+CIPRECVLEN:${lengths.join(',')}`);
}

function linkLines({ links }: Core, name: string): readonly string[] {
  return links.all.map(
    ({ host, id, localPort, port, type }) => `${name}:${id},"${type}","${host}",${port},${localPort},0`,
  );
}

/** <stat> of `AT+CIPSTATUS` (ESP-AT user guide): 2 has an address, 3 a link as well, 4 had one, 5 no network. */
function status(core: Core): number {
  const { links, settings, station } = core;
  if (station.phase === 'online') return links.all.length > 0 ? 3 : settings.linksWereOpen ? 4 : 2;
  if (core.personality.family === 'nonos') return 5;
  if (!stationIsOn(core)) return 0;
  return station.phase === 'idle' ? 1 : 5;
}

function setMultiplex(core: Core, command: Command): Answer {
  const { links, settings } = core;
  countArguments(command, 1);
  const multiplex = numberAt(command, 0, 0, 1);
  if (links.all.length > 0) return explained(core, 'link is builded');
  if (multiplex === 1 && settings.transparent === 1) return failed();
  settings.multiplex = multiplex;
  return ok;
}

/** `AT+CIPRECVTYPE=[<link>,]<type>`; link 5 is all of them. */
function setReceiveType(core: Core, command: Command): Answer {
  const { id, rest } = splitLink(core, command, allLinks);
  countArguments(rest, 1);
  const type = numberAt(rest, 0, 0, 1);
  const all = core.settings.multiplex === 0 || id === allLinks;
  core.settings.passive = core.settings.passive.map((before, index) => (all || index === id ? type : before));
  return ok;
}

/** Links: CIPSTART, CIPSEND, CIPRECVDATA, CIPCLOSE and their settings (ESP-AT user guide, TCP/IP AT Commands). */
export function linkCommands(core: Core): CommandTable {
  const { settings } = core;
  return {
    '+CIPMUX': {
      read: () => say(`+CIPMUX:${settings.multiplex}`),
      set: (command) => setMultiplex(core, command),
    },
    '+CIPDINFO': {
      read: () => say(`+CIPDINFO:${settings.peerShown === 1 ? 'true' : 'false'}`),
      set: (command) => {
        countArguments(command, 1);
        settings.peerShown = numberAt(command, 0, 0, 1);
        return ok;
      },
    },
    '+CIPRECVMODE': {
      read: () => say(`+CIPRECVMODE:${settings.passive[0] ?? 0}`),
      set: (command) => {
        countArguments(command, 1);
        settings.passive = settings.passive.map(() => numberAt(command, 0, 0, 1));
        return ok;
      },
    },
    '+CIPRECVTYPE': {
      read: () => say(...settings.passive.map((type, id) => `+CIPRECVTYPE:${id},${type}`)),
      set: (command) => setReceiveType(core, command),
    },
    '+CIPMODE': {
      read: () => say(`+CIPMODE:${settings.transparent}`),
      set: (command) => {
        countArguments(command, 1);
        const transparent = numberAt(command, 0, 0, 1);
        if (transparent === 1 && settings.multiplex === 1) return failed();
        settings.transparent = transparent;
        return ok;
      },
    },
    '+CIPSTART': { set: (command) => startCommand(core, command) },
    '+CIPSTARTEX': { set: (command) => startFreeLink(core, command) },
    '+CIPSEND': { set: (command) => send(core, command) },
    '+CIPCLOSE': {
      run: () => (settings.multiplex === 1 ? failed() : closeLinks(core, 0)),
      set: (command) => {
        countArguments(command, 1);
        return settings.multiplex === 0 ? failed() : closeLinks(core, numberAt(command, 0, 0, allLinks));
      },
    },
    '+CIPRECVDATA': { set: (command) => read(core, command) },
    '+CIPRECVLEN': { read: () => readLengths(core) },
    '+CIPSTATE': { read: () => say(...linkLines(core, '+CIPSTATE')) },
    '+CIPSTATUS': { run: () => say(`STATUS:${status(core)}`, ...linkLines(core, '+CIPSTATUS')) },
    '+CIPSERVER': {
      read: () => say('+CIPSERVER:0'),
      set: (command) => {
        countArguments(command, 1, 5);
        // Nobody can be let in yet: a server is refused, and there is none to stop.
        return numberAt(command, 0, 0, 1) === 0 ? okThen(() => undefined) : failed();
      },
    },
    '+CIPTCPOPT': tcpOptions(core),
  };
}

/** `AT+CIPTCPOPT`, whose values may each be left out. */
function tcpOptions(core: Core): CommandTable[string] {
  const { parameters } = core.settings;
  const name = '+CIPTCPOPT';
  const defaults = atLeast(core.personality, 204) ? ['-1', '0', '0', '0'] : ['-1', '0', '0'];
  const values = (id: number): readonly string[] => (parameters.get(`${name}${id}`) ?? defaults.join(',')).split(',');
  return {
    read: () => {
      const ids = core.settings.multiplex === 1 ? [0, 1, 2, 3, 4] : [0];
      return say(...ids.map((id) => `${name}:${id},${values(id).join(',')}`));
    },
    set: (command) => {
      const { id, rest } = splitLink(core, command, allLinks);
      countArguments(rest, 1, defaults.length);
      const given: readonly Argument[] = rest.args;
      for (const link of id === allLinks ? [0, 1, 2, 3, 4] : [id]) {
        const merged = values(link).map((before, index) => given[index]?.text || before);
        parameters.set(`${name}${link}`, merged.join(','));
      }
      return ok;
    },
  };
}
