import type { Answer, Said } from '../answer.ts';
import { errorCode, failed, later, ok, say } from '../answer.ts';
import { countArguments, numberAt, optionalText, Refusal, textAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { LinkTarget, NotOpened } from '../dialler.ts';
import { Link, type UdpMode } from '../link.ts';
import type { Command } from '../parse-command.ts';
import { atLeast } from '../personality.ts';
import { socketErrors } from '../socket-errors.ts';
import { linkLine } from '../wire-forms.ts';
import { allLinks, connectLine, explained, highestLink, splitLink } from './link-arguments.ts';
import { stationIsOn } from './station.ts';

const openMs = 20;
const closeMs = 10;
const refusedMs = { nonos: 3100, 'esp-at': 20 };
const failedLookUpMs = { nonos: 11_000, 'esp-at': 6000 };
/** Until the stack gives up asking for the hardware address of somebody who is not there. */
const unreachableMs = 10_000;
const longestHost = 64;
const longestTimeoutMs = 60_000;
const longestKeepAlive = 7200;

/** How long the firmware takes until it knows of a failure, beyond what the network takes. */
function failureMs({ personality }: Core, { failure }: NotOpened): number {
  if (failure === 'ENOTFOUND') return failedLookUpMs[personality.family];
  if (failure === 'EHOSTUNREACH' || failure === 'ENETUNREACH') return unreachableMs;
  return failure === 'ETIMEDOUT' || failure === 'TLS' ? 0 : refusedMs[personality.family];
}

/** What the computations of a TLS handshake take. */
const handshakeMs = ({ personality }: Core): number => (personality.chip === 'ESP8266' ? 3000 : 1000);

function notOpened(core: Core, id: number, result: NotOpened): Said {
  const { faults, links, personality, settings } = core;
  if (personality.family === 'nonos' && result.failure === 'ENOTFOUND') return failed('DNS Fail');
  const closed = linkLine(links.forms, id, 'CLOSED');
  // With AT+SYSLOG=1 the socket's error is told from 5.0 on.
  const tells = atLeast(personality, 500) && settings.errorCodes === 1;
  const reason = tells ? [`+ERRNO:0x${socketErrors[result.failure].toString(16)}`] : [];
  if (faults.closedBeforeError === true) return failed(...reason, closed);
  return { ...failed(...reason), afterwards: () => core.urc(closed) };
}

/** The types that the firmware knows: IPv6 from 2.2 on, and while it is switched on. */
function typeAt(core: Core, command: Command): string {
  const type = textAt(command, 0, 5);
  if (!/^(TCP|UDP|SSL)(v6)?$/.test(type)) throw new Refusal(errorCode.invalid | 0);
  const knows6 = atLeast(core.personality, 202) && core.settings.current.ipv6 === 1;
  if (type.endsWith('v6') && !knows6) throw new Refusal(errorCode.invalid | 0);
  return type;
}

/** How many arguments there may be: the local address came with 2.1, the timeout with 4.1. */
function mostArguments({ personality }: Core, isUdp: boolean): number {
  const common = isUdp ? 5 : 4;
  return common + (atLeast(personality, 201) ? 1 : 0) + (atLeast(personality, 401) ? 1 : 0);
}

interface Start {
  readonly target: LinkTarget;
  readonly timeoutMs: number;
}

/** @throws Refusal for what the firmware would refuse */
function readStart(core: Core, command: Command): Start {
  const type = typeAt(core, command);
  const isUdp = type.startsWith('UDP');
  countArguments(command, 3, mostArguments(core, isUdp));
  const host = textAt(command, 1, longestHost);
  const port = numberAt(command, 2, 0, 65_535);
  if (!isUdp) {
    numberAt(command, 3, 0, longestKeepAlive, 0);
    optionalText(command, 4, longestHost);
    return { target: { type, host, port }, timeoutMs: numberAt(command, 5, 0, longestTimeoutMs, 0) };
  }
  const localPort = numberAt(command, 3, 0, 65_535, 0);
  const mode = numberAt(command, 4, 0, 2, 0);
  optionalText(command, 5, longestHost);
  const udpMode: UdpMode = mode === 1 || mode === 2 ? mode : 0;
  return { target: { type, host, port, localPort, udpMode }, timeoutMs: numberAt(command, 6, 0, longestTimeoutMs, 0) };
}

/** Adds what TLS needs, or says what is in the way. */
function secured(core: Core, id: number, target: LinkTarget): LinkTarget | Said {
  const { links, personality, settings, tls } = core;
  if (!target.type.startsWith('SSL')) return target;
  // NONOS AT has memory for one secure link.
  if (personality.family === 'nonos' && links.all.some(({ isSecure }) => isSecure)) return failed();
  const hello = tls.clientHello(id, target.host);
  if (typeof hello === 'string') return failed(hello);
  // In 1970 no certificate is valid yet.
  if (tls.needsTime(id) && !settings.timeIsSet) return notOpened(core, id, { failure: 'TLS' });
  return { ...target, tls: hello };
}

function opened(core: Core, link: Link): Answer {
  const line = say(connectLine(core, link));
  if (!link.isSecure) return line;
  link.quiet = true;
  return later(handshakeMs(core), () => ({ ...line, afterwards: () => core.links.announceOpened(link) }));
}

/** Opens the link, until it is open, refused, or its time is over. */
function dial(core: Core, id: number, { target, timeoutMs }: Start): Answer {
  const { links, timers } = core;
  return {
    kind: 'waiting',
    start: (settle) => {
      const giveUp = links.open(id, target, (result) => {
        limit?.cancel();
        if (result instanceof Link) settle(opened(core, result));
        else settle(later(failureMs(core, result), () => notOpened(core, id, result)));
      });
      const limit =
        timeoutMs === 0
          ? undefined
          : timers.after(timeoutMs, () => {
              giveUp();
              settle(notOpened(core, id, { failure: 'ETIMEDOUT' }));
            });
    },
  };
}

function start(core: Core, command: Command, id: number): Answer {
  const { faults, links, settings, station } = core;
  const wanted = readStart(core, command);
  if (station.phase !== 'online') return explained(core, 'no ip');
  if (links.inUse(id)) return explained(core, 'ALREADY CONNECTED');
  if (faults.noLinksAfterLoss === true && settings.networkWasLost) {
    return later(openMs, () => notOpened(core, id, { failure: 'ECONNREFUSED' }));
  }
  const target = secured(core, id, wanted.target);
  if ('kind' in target) return later(openMs, () => target);
  return later(openMs, () => dial(core, id, { ...wanted, target }));
}

/** `AT+CIPSTART`. Without `network` in the options every link is refused: `ERROR`, and the link's `CLOSED` behind it. */
function startCommand(core: Core, command: Command): Answer {
  const numbered = command.args[0]?.quoted === false;
  if (numbered !== (core.settings.multiplex === 1)) {
    return explained(core, core.settings.multiplex === 1 ? 'MUX=1' : 'Link type ERROR');
  }
  const { id, rest } = splitLink(core, command, highestLink);
  return start(core, rest, id);
}

function startFreeLink(core: Core, command: Command): Answer {
  const { free } = core.links;
  return free === undefined ? failed() : start(core, command, free);
}

function closeLinks(core: Core, id: number): Answer {
  const { links, settings } = core;
  const wanted = id === allLinks ? links.all.map((link) => link.id) : [id];
  if (id !== allLinks && links.get(id) === undefined) return explained(core, 'UNLINK');
  return later(closeMs, () => {
    const reset = (each: number): boolean => settings.parameters.get(`+CIPTCPOPT${each}`)?.startsWith('0,') === true;
    const closed = wanted.filter((each) => links.close(each, { reset: reset(each) }));
    return say(...closed.map((each) => linkLine(links.forms, each, 'CLOSED')));
  });
}

function linkLines({ links }: Core, name: string): readonly string[] {
  return links.all.map(
    ({ accepted, id, localPort, remote, type }) =>
      `${name}:${id},"${type}","${remote.host}",${remote.port},${localPort},${accepted ? 1 : 0}`,
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
  const { links, server, settings } = core;
  countArguments(command, 1);
  const multiplex = numberAt(command, 0, 0, 1);
  if (links.all.length > 0) return explained(core, 'link is builded');
  if (multiplex === 1 && settings.transparent === 1) return failed();
  if (multiplex === 0 && server.listening !== undefined) return failed();
  settings.multiplex = multiplex;
  return ok;
}

/** Opening and closing links, and what is open (ESP-AT user guide, TCP/IP AT Commands). */
export function linkCommands(core: Core): CommandTable {
  const { settings } = core;
  return {
    '+CIPMUX': {
      read: () => say(`+CIPMUX:${settings.multiplex}`),
      set: (command) => setMultiplex(core, command),
    },
    '+CIPSTART': { set: (command) => startCommand(core, command) },
    '+CIPSTARTEX': { set: (command) => startFreeLink(core, command) },
    '+CIPCLOSE': {
      run: () => (settings.multiplex === 1 ? failed() : closeLinks(core, 0)),
      set: (command) => {
        countArguments(command, 1);
        return settings.multiplex === 0 ? failed() : closeLinks(core, numberAt(command, 0, 0, allLinks));
      },
    },
    '+CIPSTATE': { read: () => say(...linkLines(core, '+CIPSTATE')) },
    '+CIPSTATUS': { run: () => say(`STATUS:${status(core)}`, ...linkLines(core, '+CIPSTATUS')) },
  };
}
