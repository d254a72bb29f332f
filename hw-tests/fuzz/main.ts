/**
 * Hostile bytes for the parsers: noise, words without sense, and spoiled exchanges, through the framer, the channel, the
 * parameters and every URC and command of the drivers.
 *
 *   npm run fuzz -- --inputs 5000000 --seed 1
 *
 * Input number n has the seed plus n, so that one that is found can be tried again alone: `--inputs 1 --seed ...`.
 */
import { parseArgs } from 'node:util';
import { runCommand, wholeNumber } from '../campaign/options.ts';
import { Progress } from '../campaign/progress.ts';
import { Fuzzer } from './fuzzer.ts';
import { readVocabulary } from './vocabulary.ts';

const usage = `Feeds hostile bytes to the framer, the channel, the parameters and every URC and command of the drivers.

  npm run fuzz -- [options]

  --inputs N   how many inputs; 5000000 unless given
  --seed N     the seed of the first; each further one has the next; 1 unless given
  --help

An input that something is wrong with is named with the options that try it again alone, and shown as hexadecimal digits.
The exit code is 0 when there was none, 1 when there was one, 2 when nothing could be run. docs/campaigns.md says what is
looked at.
`;

// What was rejected is only let go of between turns.
const batch = 2000;

async function fuzz(count: number, first: number): Promise<number> {
  // Parsers decline by throwing, and most of that is the stack; one that is tried alone has it.
  if (count > 1000) Error.stackTraceLimit = 0;
  const vocabulary = await readVocabulary();
  const fuzzer = new Fuzzer(vocabulary);
  const progress = new Progress('fuzz', count, 'inputs');
  for (let done = 0; done < count; ) {
    const begin = done;
    const end = Math.min(count, done + batch);
    for (; done < end; done += 1) fuzzer.try(first + done);
    progress.add(end - begin, `${fuzzer.findings.length} findings`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  fuzzer.close();
  const { urcs, commands } = vocabulary;
  console.log(
    `${urcs.length} URCs and ${commands.length} commands of the drivers; seeds ${first} to ${first + count - 1}`,
  );
  console.log(`${count} inputs in ${progress.seconds.toFixed(1)} s, ${progress.rate} a second`);
  console.log(`slowest input ${fuzzer.slowestMs.toFixed(1)} ms; ${fuzzer.declined} lines declined by a URC's parser`);
  for (const { input, seed, what } of fuzzer.findings) console.log(`\n--inputs 1 --seed ${seed}: ${what}\n${input}`);
  if (fuzzer.findings.length === 0) {
    console.log('PASSED: no findings');
    return 0;
  }
  console.log(`\nFAILED: ${fuzzer.findings.length} findings`);
  return 1;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '5000000' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  return await fuzz(wholeNumber('inputs', values.inputs, 1), wholeNumber('seed', values.seed, 0, 2 ** 32 - 1));
}

await runCommand('fuzz', main);
