import type { Answer, Said } from '../answer.ts';
import { ok, say } from '../answer.ts';
import type { CommandEntry, CommandTable, Core, Handler } from '../core.ts';
import type { Probe } from './probe.table.ts';
import { probes } from './probe.table.ts';

// Messages: there are none. 321 invalid memory index (3GPP TS 27.005 3.2.5).
const empty: Readonly<Record<string, Said['result']>> = { '+CMGR': '+CMS ERROR: 321' };

function fixed(text: string | undefined): Handler | undefined {
  if (text === undefined) return undefined;
  return (): Answer => (text === '' ? ok : say(...text.split('\r\n')));
}

function probeEntry(probe: Probe): CommandEntry {
  const run = fixed(probe.run);
  const read = fixed(probe.read);
  const test = fixed(probe.test);
  const set = fixed(probe.set ?? (probe.accepts === true ? '' : undefined));
  return {
    ...(run === undefined ? {} : { run }),
    ...(read === undefined ? {} : { read }),
    ...(test === undefined ? {} : { test }),
    ...(set === undefined ? {} : { set }),
  };
}

/** Commands whose answers never change. */
export function probeCommands(core: Core): CommandTable {
  const known = Object.entries(probes)
    .filter(([, { only }]) => only === undefined || only === core.personality.family)
    .map(([name, probe]): [string, CommandEntry] => [name, probeEntry(probe)]);
  const failing = Object.entries(empty).map(([name, result]): [string, CommandEntry] => {
    const refuse = (): Answer => ({ kind: 'said', lines: [], result });
    return [name, { run: refuse, set: refuse, read: refuse }];
  });
  return Object.fromEntries([...known, ...failing]);
}
