/** `npm run test:hw`: the scenarios and the conformance checks on every board of a rig, real or simulated. */
import { writeFileSync } from 'node:fs';
import { systemClock } from '../src/base/clock.ts';
import { AtlinkError, messageOf, UsageError } from '../src/base/errors.ts';
import { exitCodeOfSignal, onStopSignal, type StopSignal } from '../src/cli/signals.ts';
import { type Arguments, readArguments, usage } from './arguments.ts';
import { type Rig, rigOf } from './boards.ts';
import { toJson } from './reports/json.ts';
import { toJUnitXml } from './reports/junit.ts';
import { toMarkdown } from './reports/markdown.ts';
import { progressLines } from './reports/progress.ts';
import { countsOf, hardwareOf, timeOf } from './reports/words.ts';
import { exitCodeOf, runRig } from './run.ts';
import type { RunReport } from './runner/result.ts';
import { scenarios } from './scenarios/index.ts';

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const say = (text: string): void => void process.stderr.write(`${text}\n`);

function list({ boards }: Rig): void {
  print('Boards:');
  for (const { description, kind, labels, name } of boards) {
    print(
      `  ${name.padEnd(18)} ${kind.padEnd(10)} ${description}${labels.length > 0 ? ` [${labels.join(', ')}]` : ''}`,
    );
  }
  print('\nScenarios:');
  for (const { name, needs, title } of scenarios) {
    print(`  ${name.padEnd(30)} ${title}${needs.length > 0 ? ` (needs ${needs.join(', ')})` : ''}`);
  }
  print(`  ${'conformance'.padEnd(30)} The checks of the conformance kit that the board allows`);
}

function write(file: string | undefined, text: string): void {
  if (file === undefined) return;
  try {
    writeFileSync(file, text);
  } catch (cause) {
    throw new UsageError(`the report ${file} cannot be written: ${messageOf(cause)}`, { cause });
  }
}

function report(result: RunReport, { json, junit, markdown }: Arguments): void {
  if (json) process.stdout.write(toJson(result));
  else {
    const { failed, passed, skipped } = countsOf(result.boards);
    const counts = `${passed} passed, ${failed} failed, ${skipped} skipped in ${timeOf(result.tookMs)}`;
    print(`\n${counts}; ${hardwareOf(result.boards)}`);
  }
  write(junit, toJUnitXml(result));
  write(markdown, toMarkdown(result));
}

async function main(): Promise<number> {
  const wanted = readArguments(process.argv.slice(2), scenarios);
  if (wanted.help) {
    process.stdout.write(usage);
    return 0;
  }
  const rig = await rigOf(wanted, systemClock, say);
  if (wanted.list) {
    list(rig);
    return 0;
  }
  const width = Math.max(...rig.boards.map(({ name }) => name.length), 0);
  const ending = new AbortController();
  let stopped: StopSignal | undefined;
  const unlisten = onStopSignal(
    process,
    (signal) => {
      stopped = signal;
      say(`${signal}: releasing the boards; once more ends it at once`);
      ending.abort(signal);
    },
    (signal) => process.exit(exitCodeOfSignal(signal)),
  );
  const result = await runRig(rig, {
    clock: systemClock,
    scenarios: wanted.scenarios,
    conformance: wanted.conformance,
    signal: ending.signal,
    onResult: ({ name }, one) => {
      if (!wanted.json) for (const line of progressLines(name, width, one)) print(line);
    },
  });
  unlisten();
  report(result, wanted);
  return stopped === undefined ? exitCodeOf(result) : exitCodeOfSignal(stopped);
}

try {
  process.exitCode = await main();
} catch (thrown) {
  say(messageOf(thrown));
  if (thrown instanceof AtlinkError && thrown.hint !== undefined) say(`  ${thrown.hint}`);
  process.exitCode = 2;
}
