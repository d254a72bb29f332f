import type { Answer, Said } from '../answer.ts';
import { failed, ok, say } from '../answer.ts';
import { countArguments, numberAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { Command } from '../parse-command.ts';
import { readHeader } from '../wire-forms.ts';
import { allLinks, highestLink, linksMeant, splitLink } from './link-arguments.ts';

/** What one read may ask for; NONOS AT has its buffer of 2048 bytes. */
const longestRead = { nonos: 2048, 'esp-at': 0x7fff_ffff };

function read(core: Core, command: Command): Answer {
  const { links, personality } = core;
  const { id, rest } = splitLink(core, command, highestLink);
  countArguments(rest, 1);
  const length = numberAt(rest, 0, 1, longestRead[personality.family]);
  const bytes = links.read(id, length);
  const origin = links.originOf(id);
  if (bytes === undefined || origin === undefined) return failed();
  const raw = Buffer.concat([Buffer.from(readHeader(links.forms, origin, bytes.length), 'latin1'), bytes]);
  return { kind: 'said', lines: [], raw, final: 'OK', afterwards: () => links.afterRead(id) };
}

function readLengths({ links, personality }: Core): Said {
  const free = personality.family === 'nonos' ? 0 : -1;
  const lengths = [0, 1, 2, 3, 4].map((id) => {
    const link = links.get(id);
    return link === undefined ? free : links.announced(link);
  });
  return say(`+CIPRECVLEN:${lengths.join(',')}`);
}

/** `AT+CIPRECVTYPE=[<link>,]<type>`; link 5 is all of them. */
function setReceiveType(core: Core, command: Command): Answer {
  const { id, rest } = splitLink(core, command, allLinks);
  countArguments(rest, 1);
  const type = numberAt(rest, 0, 0, 1);
  const meant = linksMeant(core.settings.multiplex === 0 ? allLinks : id);
  core.settings.passive = core.settings.passive.map((before, link) => (meant.includes(link) ? type : before));
  return ok;
}

/** Receiving: CIPDINFO, CIPRECVMODE, CIPRECVTYPE, CIPRECVDATA, CIPRECVLEN (ESP-AT user guide, TCP/IP AT Commands). */
export function receiveCommands(core: Core): CommandTable {
  const { settings } = core;
  return {
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
    '+CIPRECVDATA': { set: (command) => read(core, command) },
    '+CIPRECVLEN': { read: () => readLengths(core) },
  };
}
