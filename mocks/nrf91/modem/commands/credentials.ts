import { createHash } from 'node:crypto';
import type { Answer } from '../../answer.ts';
import { cme, error, later, ok, say } from '../../answer.ts';
import type { Command } from '../../command.ts';
import { numberAt, quotedAt } from '../../command.ts';
import type { CommandTable, Core } from '../core.ts';
import type { Credential } from '../flash.ts';

// nRF91 AT Commands Reference Guide, %CMNG.
const notFound = 513;
const noAccess = 514;
const memoryFull = 515;
const notWhileActive = 518;
const invalidContent = 527;

// The last 20 tags are those whose keys may be traced.
const highestTag = 2_147_483_667;
const types = [0, 1, 2, 3, 4, 5, 6, 8];
const certificateTypes = [0, 1];
const preSharedKey = 3;
const longestContent = 4096;
const mostEntries = 64;
const flashMs = 120;

interface Place {
  readonly tag: number;
  readonly type: number;
}

const keyOf = ({ tag, type }: Place): string => `${tag},${type}`;

function placeOf(command: Command): Place | undefined {
  const tag = numberAt(command, 1, 0, highestTag);
  const type = numberAt(command, 2, 0, 8);
  return tag === undefined || type === undefined || !types.includes(type) ? undefined : { tag, type };
}

/** `<tag>,<type>,"<hash>"`; the hash lets a host see what is there without reading it. */
function described({ content, tag, type }: Credential): string {
  const hash = createHash('sha256').update(content, 'latin1').digest('hex').toUpperCase();
  return `%CMNG: ${tag},${type},"${hash}"`;
}

function write(core: Core, command: Command): Answer {
  const place = placeOf(command);
  const content = quotedAt(command, 3);
  if (place === undefined || content === undefined || content === '' || content.length > longestContent) return error;
  if (core.radio.active) return cme(notWhileActive);
  if (place.type === preSharedKey && !/^(?:[0-9A-F]{2})+$/i.test(content)) return cme(invalidContent);
  const { credentials } = core.flash;
  if (credentials.size >= mostEntries && !credentials.has(keyOf(place))) return cme(memoryFull);
  return later(flashMs, () => {
    credentials.set(keyOf(place), { ...place, content });
    return ok;
  });
}

function list(core: Core, command: Command): Answer {
  const tag = numberAt(command, 1, 0, highestTag);
  const type = numberAt(command, 2, 0, 8);
  if ((tag === undefined && command.args.length > 1) || (type === undefined && command.args.length > 2)) return error;
  const wanted = [...core.flash.credentials.values()].filter(
    (entry) => (tag === undefined || entry.tag === tag) && (type === undefined || entry.type === type),
  );
  return say(...wanted.sort((a, b) => a.tag - b.tag || a.type - b.type).map(described));
}

function read(core: Core, command: Command): Answer {
  const place = placeOf(command);
  if (place === undefined) return error;
  const found = core.flash.credentials.get(keyOf(place));
  if (found === undefined) return cme(notFound);
  if (!certificateTypes.includes(place.type)) return cme(noAccess);
  return say(`${described(found)},"${found.content}"`);
}

function remove(core: Core, command: Command): Answer {
  const place = placeOf(command);
  if (place === undefined) return error;
  if (core.radio.active) return cme(notWhileActive);
  if (!core.flash.credentials.has(keyOf(place))) return cme(notFound);
  return later(flashMs, () => {
    core.flash.credentials.delete(keyOf(place));
    return ok;
  });
}

/** Certificates and keys (nRF91 AT Commands Reference Guide, %CMNG). They are in the flash at once. */
export function credentialCommands(core: Core): CommandTable {
  const operations = [write, list, read, remove];
  return {
    '%CMNG': {
      set: (command) => operations[numberAt(command, 0, 0, 3) ?? -1]?.(core, command) ?? error,
      test: '%CMNG: (0,1,2,3)',
    },
  };
}
