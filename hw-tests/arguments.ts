import { parseArgs } from 'node:util';
import { UsageError } from '../src/base/errors.ts';
import { didYouMean } from '../src/base/nearest.ts';
import type { ConformanceScope } from './runner/conformance.ts';
import type { Scenario } from './scenarios/scenario.ts';

export const usage = `Runs the scenarios on every board of a rig, or on simulated modules.

  npm run test:hw -- [options]

  --rig FILE           the rig's file; ATLINK_RIG or atlink.yaml unless given
  --simulated          simulated modules over pseudo-terminals; with --rig, in place of the boards of that file
  --board NAME         this board alone; may be repeated
  --scenario NAME      this scenario alone; may be repeated; "conformance" for the checks of the kit
  --conformance SCOPE  quick (default), all (hours on real boards), none
  --list               lists the boards and the scenarios and runs nothing
  --junit FILE         writes the report as JUnit XML
  --markdown FILE      writes the report as Markdown
  --json               prints the report as JSON in place of the progress
  --lease-wait SECONDS how long to wait for a board that another job holds; 600 unless given
  --speed FACTOR       how much faster than the real thing simulated modules are; 50 unless given
  --help

The exit code is 0 when nothing failed, 1 when something did, 2 when nothing could be run.
`;

export interface Arguments {
  readonly rig: string | undefined;
  readonly simulated: boolean;
  readonly boards: readonly string[];
  readonly scenarios: readonly Scenario[];
  readonly conformance: ConformanceScope;
  readonly list: boolean;
  readonly junit: string | undefined;
  readonly markdown: string | undefined;
  readonly json: boolean;
  readonly leaseWaitMs: number;
  readonly speed: number;
  readonly help: boolean;
}

const conformanceName = 'conformance';
const scopes: readonly ConformanceScope[] = ['quick', 'all', 'none'];

function positive(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0 && value <= 1_000_000) return value;
  throw new UsageError(`--${option} ${text}: a positive number is wanted`);
}

function parsed(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        rig: { type: 'string' },
        simulated: { type: 'boolean', default: false },
        board: { type: 'string', multiple: true, default: [] },
        scenario: { type: 'string', multiple: true, default: [] },
        conformance: { type: 'string' },
        list: { type: 'boolean', default: false },
        junit: { type: 'string' },
        markdown: { type: 'string' },
        json: { type: 'boolean', default: false },
        'lease-wait': { type: 'string', default: '600' },
        speed: { type: 'string', default: '50' },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (thrown) {
    throw new UsageError((thrown as Error).message, { hint: '"npm run test:hw -- --help" lists the options.' });
  }
}

function scopeOf(given: string | undefined, asked: readonly string[]): ConformanceScope {
  const scope = scopes.find((each) => each === given);
  if (given !== undefined && scope === undefined) {
    throw new UsageError(`--conformance ${given}: there is ${scopes.join(', ')}`);
  }
  if (asked.length > 0 && !asked.includes(conformanceName)) return 'none';
  return scope ?? 'quick';
}

/** @throws UsageError for what cannot be */
export function readArguments(argv: readonly string[], all: readonly Scenario[]): Arguments {
  const values = parsed(argv);
  const names = [...all.map(({ name }) => name), conformanceName];
  for (const asked of values.scenario) {
    if (names.includes(asked)) continue;
    throw new UsageError(`there is no scenario ${JSON.stringify(asked)}`, { hint: didYouMean(asked, names) });
  }
  return {
    rig: values.rig,
    simulated: values.simulated,
    boards: values.board,
    scenarios: values.scenario.length === 0 ? all : all.filter(({ name }) => values.scenario.includes(name)),
    conformance: scopeOf(values.conformance, values.scenario),
    list: values.list,
    junit: values.junit,
    markdown: values.markdown,
    json: values.json,
    leaseWaitMs: positive('lease-wait', values['lease-wait']) * 1000,
    speed: positive('speed', values.speed),
    help: values.help,
  };
}
