import type { Answer, DataConsumer, Said } from '../answer.ts';
import { failed, ok, say } from '../answer.ts';
import { countArguments, numberAt, textAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import { resolveFor } from '../dialler.ts';
import { EscapedSend } from '../escaped-send.ts';
import type { Link } from '../link.ts';
import { LongSend } from '../long-send.ts';
import type { Command } from '../parse-command.ts';
import { Transparent } from '../transparent.ts';
import { receivedLine } from '../wire-forms.ts';
import { explained, highestLink, splitLink } from './link-arguments.ts';

const longestNumber = 0x7fff_ffff;
const sent: Said = { kind: 'said', lines: [], final: 'SEND OK' };
const notSent: Said = { kind: 'said', lines: [], final: 'SEND FAIL' };

interface Destination {
  readonly host: string;
  readonly port: number;
}

interface Send {
  readonly link: Link;
  readonly count: number;
  /** UDP: somebody else than the link's far end. */
  readonly to: Destination | undefined;
}

/** Reads the arguments that all forms of a send have; the answer instead where they are refused. */
function readSend(core: Core, command: Command, most: number): Send | Said {
  const { id, rest } = splitLink(core, command, highestLink);
  countArguments(rest, 1, 3);
  const link = core.links.get(id);
  if (link === undefined) return explained(core, 'link is not valid');
  const count = numberAt(rest, 0, 0, longestNumber);
  if (count === 0 || count > most) return explained(core, 'too long');
  if (rest.args.length === 1) return { link, count, to: undefined };
  if (!link.isDatagrams) return failed();
  return { link, count, to: { host: textAt(rest, 1, 64), port: numberAt(rest, 2, 1, 65_535) } };
}

/** `AT+CIPTCPOPT`: after so long a send fails, in milliseconds; 0: never. */
function sendLimitMs({ settings }: Core, id: number): number {
  return Number(settings.parameters.get(`+CIPTCPOPT${id}`)?.split(',')[2] ?? 0);
}

/** The address of the far end. */
function withAddress(
  core: Core,
  { link, to }: Send,
  then: (to: { readonly address: string; readonly port: number } | undefined) => void,
): void {
  if (to === undefined) {
    then({ address: link.remote.host, port: link.remote.port });
    return;
  }
  resolveFor(core.network, link.type, to.host, (address) =>
    then(address === undefined ? undefined : { address, port: to.port }),
  );
}

/** Hands bytes to the stack: `SEND OK` when it has them. */
function deliver(core: Core, send: Send, bytes: Uint8Array): Answer {
  const { faults, links, station, timers } = core;
  const { link } = send;
  if (links.get(link.id) !== link || station.phase !== 'online') return notSent;
  return {
    kind: 'waiting',
    start: (settle) => {
      const limitMs = sendLimitMs(core, link.id);
      const limit = limitMs === 0 ? undefined : timers.after(limitMs, () => finish(notSent));
      const finish = (answer: Said): void => {
        limit?.cancel();
        link.onGone = undefined;
        settle(answer);
      };
      link.onGone = () => finish(notSent);
      withAddress(core, send, (to) => {
        if (to === undefined) finish(notSent);
        else
          link.send(
            bytes,
            () => finish(faults.sendFailThenOk === true ? { ...sent, raw: '\r\nSEND FAIL\r\n' } : sent),
            to,
          );
      });
    },
  };
}

function send(core: Core, command: Command): Answer {
  const read = readSend(core, command, core.personality.mostSentBytes);
  if ('kind' in read) return read;
  return { kind: 'prompt', count: read.count, take: (bytes) => deliver(core, read, bytes) };
}

/** `AT+CIPSENDEX`: backslashes escape, and `\0` ends it early. */
function sendEscaped(core: Core, command: Command): Answer {
  const read = readSend(core, command, core.personality.mostSentBytes);
  if ('kind' in read) return read;
  const begin = (finish: (answer: Answer) => void): DataConsumer =>
    new EscapedSend(read.count, (bytes) => {
      core.write(receivedLine(bytes.length));
      finish(deliver(core, read, bytes));
    });
  return { kind: 'data', begin };
}

function sendLong(core: Core, command: Command): Answer {
  const read = readSend(core, command, longestNumber);
  if ('kind' in read) return read;
  const { link, to } = read;
  if (to !== undefined && !/^[\d.]+$|:/.test(to.host)) return failed();
  const address = to === undefined ? link.remote : to;
  const whole = { total: read.count, sizes: core.settings.longSend, to: { address: address.host, port: address.port } };
  return { kind: 'data', begin: (finish) => new LongSend(core, link, whole, finish) };
}

/** `AT+CIPSEND` alone: transparent transmission begins. */
function passThrough(core: Core): Answer {
  const { links, settings } = core;
  const link = links.get(0);
  const target = links.targetOf(0);
  if (settings.transparent === 0 || settings.multiplex === 1 || link === undefined || target === undefined) {
    return explained(core, 'link is not valid');
  }
  if (link.carrier.kind === 'datagrams' && link.carrier.mode !== 0) return failed();
  return { kind: 'data', begin: (finish) => new Transparent(core, target, finish) };
}

/** Sending: CIPSEND, CIPSENDEX, CIPSENDL (ESP-AT user guide, TCP/IP AT Commands). */
export function sendCommands(core: Core): CommandTable {
  const { settings } = core;
  return {
    '+CIPSEND': { set: (command) => send(core, command), run: () => passThrough(core) },
    '+CIPSENDEX': { set: (command) => sendEscaped(core, command) },
    '+CIPSENDL': { set: (command) => sendLong(core, command) },
    '+CIPSENDLCFG': {
      read: () => say(`+CIPSENDLCFG:${settings.longSend.reportBytes},${settings.longSend.blockBytes}`),
      set: (command) => {
        countArguments(command, 1, 2);
        const { blockBytes } = settings.longSend;
        settings.longSend = {
          reportBytes: numberAt(command, 0, 100, 2 ** 20),
          blockBytes: numberAt(command, 1, 100, 2920, blockBytes),
        };
        return ok;
      },
    },
  };
}
