/**
 * Benchmarks: `npm run bench -- [--only NAME]... [--quick] [--json FILE]`. Every figure is measured beside its peer or
 * its limit in the same run; docs/performance.md says how to read them.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { packageVersion } from '../../src/cli/version.ts';
import { benchDataPath } from './data-path.ts';
import { benchEventLatency } from './event-latency.ts';
import { benchEvents } from './events.ts';
import { benchLongRun } from './long-run.ts';
import { describeMachine, jsonOf, tableOf } from './report.ts';
import { benchRoundTrips } from './round-trip.ts';
import { benchScale } from './scale.ts';
import type { Bench, Section, Size } from './section.ts';
import { benchStartUp } from './start-up.ts';
import { benchUrcFlood } from './urc-flood.ts';

const benches: Readonly<Record<string, Bench>> = {
  'round-trip': benchRoundTrips,
  'urc-flood': benchUrcFlood,
  'event-latency': benchEventLatency,
  'data-path': benchDataPath,
  scale: benchScale,
  'start-up': benchStartUp,
  'long-run': benchLongRun,
  events: benchEvents,
};

const usage = `npm run bench -- [--only NAME]... [--quick | --smallest] [--json FILE]
  NAME: ${Object.keys(benches).join(', ')}
  --quick: small amounts, for a look; --smallest: only to see that everything runs
  --json FILE: the figures of each round, with the machine and the date
Tables go to standard output, progress to standard error. docs/performance.md says how to read them.`;

interface Order {
  readonly help: boolean;
  readonly names: readonly string[];
  readonly size: Size;
  readonly json: string | undefined;
}

/** @throws Error for what there is not */
function orderOf(args: readonly string[]): Order {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean' },
      smallest: { type: 'boolean' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const names = values.only ?? Object.keys(benches);
  const unknown = names.filter((name) => !Object.hasOwn(benches, name));
  if (unknown.length > 0) throw new Error(`no benchmark ${unknown.join(', ')}`);
  if (values.quick && values.smallest) throw new Error('--quick and --smallest exclude each other');
  const size = values.smallest ? 'smallest' : values.quick ? 'quick' : 'full';
  return { help: values.help === true, names, size, json: values.json };
}

/** How long it has run, as 3:07. */
function minutes(since: number): string {
  const seconds = Math.round((performance.now() - since) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

async function run({ json, names, size }: Omit<Order, 'help'>): Promise<void> {
  const machine = describeMachine();
  const atlink = packageVersion();
  const started = performance.now();
  console.log(`atlink ${atlink}, ${machine}, size ${size}\n`);
  const found: { readonly bench: string; readonly sections: readonly Section[] }[] = [];
  for (const [done, bench] of names.entries()) {
    // On standard error: a run takes minutes, and whoever keeps the tables wants only those.
    console.error(`${minutes(started)} ${bench} (${done + 1} of ${names.length}) ...`);
    const sections = (await benches[bench]?.(size)) ?? [];
    found.push({ bench, sections });
    for (const section of sections) console.log(tableOf(section));
    if (json === undefined) continue;
    // After each: a run that is broken off has something to show.
    const measured = found.map((each) => ({ bench: each.bench, sections: each.sections.map(jsonOf) }));
    const report = { atlink, node: process.version, machine, date: new Date().toISOString(), size, benches: measured };
    writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  }
  console.error(`${minutes(started)} done`);
}

let order: Order | undefined;
try {
  order = orderOf(process.argv.slice(2));
} catch (thrown) {
  console.error(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${usage}`);
  process.exitCode = 2;
}
if (order?.help) console.log(usage);
else if (order !== undefined) await run(order);
