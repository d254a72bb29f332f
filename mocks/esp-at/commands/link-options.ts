import { ok, say } from '../answer.ts';
import { countArguments, numberAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import { atLeast } from '../personality.ts';
import { allLinks, linksMeant, listedLinks, splitLink } from './link-arguments.ts';

const name = '+CIPTCPOPT';
/** Linger in seconds, no delay, send timeout in milliseconds, keep-alive in seconds: lowest, highest, default. */
const options: readonly (readonly [lowest: number, highest: number, initial: number])[] = [
  [-1, 7200, -1],
  [0, 1, 0],
  [0, 600_000, 0],
  [0, 7200, 0],
];

/** `AT+CIPTCPOPT`, whose values may each be left out. */
export function linkOptionCommands(core: Core): CommandTable {
  const { parameters } = core.settings;
  // The keep-alive interval came with 2.4.
  const known = options.slice(0, atLeast(core.personality, 204) ? 4 : 3);
  const values = (id: number): readonly number[] =>
    parameters.get(`${name}${id}`)?.split(',').map(Number) ?? known.map(([, , initial]) => initial);
  return {
    [name]: {
      read: () => say(...listedLinks(core).map((id) => `${name}:${id},${values(id).join(',')}`)),
      set: (command) => {
        const { id, rest } = splitLink(core, command, allLinks);
        countArguments(rest, 1, known.length);
        for (const link of linksMeant(id)) {
          const before = values(link);
          const after = known.map(([low, high], index) => numberAt(rest, index, low, high, before[index] ?? low));
          parameters.set(`${name}${link}`, after.join(','));
        }
        return ok;
      },
    },
  };
}
