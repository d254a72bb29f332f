/**
 * Benchmarks: `npm run bench -- [--only NAME]... [--quick] [--json FILE]`. Every figure is measured beside its peer or
 * its limit in the same run; docs/performance.md says how to read them.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
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
  --quick: small amounts, for a look; --smallest: only to see that everything runs`;

interface Order {
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
    },
  });
  const names = values.only ?? Object.keys(benches);
  const unknown = names.filter((name) => !Object.hasOwn(benches, name));
  if (unknown.length > 0) throw new Error(`no benchmark ${unknown.join(', ')}`);
  return { names, size: values.smallest ? 'smallest' : values.quick ? 'quick' : 'full', json: values.json };
}

async function run({ json, names, size }: Order): Promise<void> {
  const machine = describeMachine();
  console.log(`${machine}\n`);
  const found: { readonly bench: string; readonly sections: readonly Section[] }[] = [];
  for (const bench of names) {
    const sections = (await benches[bench]?.(size)) ?? [];
    found.push({ bench, sections });
    for (const section of sections) console.log(tableOf(section));
    if (json === undefined) continue;
    // After each: a run that is broken off has something to show.
    const done = found.map((each) => ({ bench: each.bench, sections: each.sections.map(jsonOf) }));
    writeFileSync(
      json,
      `${JSON.stringify({ machine, date: new Date().toISOString(), size, benches: done }, null, 2)}\n`,
    );
  }
}

let order: Order | undefined;
try {
  order = orderOf(process.argv.slice(2));
} catch (thrown) {
  console.error(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${usage}`);
  process.exitCode = 2;
}
if (order !== undefined) await run(order);
