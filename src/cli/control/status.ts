import type { InterfaceSnapshot } from '../../rig/control/snapshot.ts';
import type { Cli } from '../cli.ts';
import { exitCodes } from '../errors.ts';
import { type Column, tableLines } from '../output/table.ts';
import { duration } from '../output/time-of-day.ts';
import { callFor, withPrograms } from './programs.ts';

const columns: readonly Column[] = [
  { title: 'INTERFACE' },
  { title: 'STATE' },
  { title: 'FOR' },
  { title: 'MODULE', flexible: true },
  { title: 'ADDRESS', flexible: true },
  { title: 'SIGNAL' },
  { title: 'PORT', flexible: true },
];

const factOf = ({ facts }: InterfaceSnapshot, name: string): string | undefined => facts[name]?.value;

/** The interfaces as a table. */
function statusTableLines(all: readonly InterfaceSnapshot[], width: number | undefined): readonly string[] {
  const rows = all.map((each) => [
    each.name,
    each.state,
    duration(each.forMs),
    each.module.model ?? '-',
    each.addresses.join(' ') || '-',
    factOf(each, 'signal') ?? '-',
    each.port,
  ]);
  return tableLines(columns, rows, width);
}

interface Why {
  readonly explanation: string;
}

/** Everything about one interface. */
function detailLines(snapshot: InterfaceSnapshot, { explanation }: Why): readonly string[] {
  const { module } = snapshot;
  const identity = [module.manufacturer, module.model, module.firmware].filter(Boolean).join(' ');
  const entries: readonly (readonly [string, string | undefined])[] = [
    ['state', `${snapshot.state} for ${duration(snapshot.forMs)}`],
    ['why', explanation],
    ['attempt', snapshot.detail === undefined ? snapshot.phase : `${snapshot.phase}: ${snapshot.detail}`],
    ['admin, carrier, dormant', `${snapshot.admin}, ${snapshot.carrier}, ${snapshot.dormant}`],
    ['addresses', snapshot.addresses.join(', ') || undefined],
    ['module', `${identity || snapshot.driver} (${module.state})`],
    ['identity', module.id],
    ['port', snapshot.port],
    ...Object.entries(snapshot.facts).map(([name, fact]) => [name, fact.value] as const),
    ['flags', snapshot.flags.join(', ') || undefined],
    ['timeout', snapshot.timeoutS > 0 ? `${snapshot.timeoutS} s` : undefined],
    ['idle timeout', snapshot.idleTimeoutS > 0 ? `${snapshot.idleTimeoutS} s` : undefined],
  ];
  const given = entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined);
  const width = Math.max(...given.map(([name]) => name.length));
  return given.map(([name, value]) => `${name.padEnd(width)}  ${value.replaceAll(/\p{Cc}/gu, ' ')}`);
}

async function showAll(cli: Cli, json: boolean): Promise<number> {
  const all = await withPrograms(cli, async (programs) => programs.flatMap(({ interfaces }) => interfaces));
  if (json) for (const each of all) cli.printJson(JSON.stringify(each));
  else for (const line of statusTableLines(all, cli.io.stdout.columns)) cli.print(line);
  return exitCodes.ok;
}

/** `atlink status`. @returns the exit code: 3 when the one interface that was named is not connected */
export async function showStatus(cli: Cli, name: string | undefined, json: boolean): Promise<number> {
  if (name === undefined) return await showAll(cli, json);
  const [snapshot] = (await callFor(cli, name, 'status')) as readonly InterfaceSnapshot[];
  if (snapshot === undefined) return exitCodes.failed;
  if (json) cli.printJson(JSON.stringify(snapshot));
  else for (const line of detailLines(snapshot, (await callFor(cli, name, 'timeline')) as Why)) cli.print(line);
  return snapshot.state === 'connected' ? exitCodes.ok : exitCodes.notConnected;
}
