/**
 * Hostile bytes for the parsers: noise, words without sense, and spoiled exchanges, through the framer, the channel, the
 * parameters and every URC and command of the drivers.
 *
 *   node dist/hw-tests/fuzz/main.js --inputs 5000000 --seed 1
 *
 * Input number n has the seed plus n, so that one that is found can be tried again alone: `--inputs 1 --seed ...`.
 */
import { parseArgs } from 'node:util';
import { Fuzzer } from './fuzzer.ts';
import { readVocabulary } from './vocabulary.ts';

// What was rejected is only let go of between turns.
const batch = 2000;

const { values } = parseArgs({
  options: { inputs: { type: 'string', default: '5000000' }, seed: { type: 'string', default: '1' } },
});
const [inputs, seed] = [Number(values.inputs), Number(values.seed)];
if (Number.isInteger(inputs) && Number.isInteger(seed)) {
  await fuzz(inputs, seed);
} else {
  console.error('--inputs and --seed are whole numbers');
  process.exitCode = 2;
}

async function fuzz(count: number, first: number): Promise<void> {
  // Parsers decline by throwing, and most of that is the stack; one that is tried alone has it.
  if (count > 1000) Error.stackTraceLimit = 0;
  const vocabulary = await readVocabulary();
  const fuzzer = new Fuzzer(vocabulary);
  const since = performance.now();
  for (let done = 0; done < count; ) {
    const end = Math.min(count, done + batch);
    for (; done < end; done += 1) fuzzer.try(first + done);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const seconds = (performance.now() - since) / 1000;
  fuzzer.close();
  const { urcs, commands } = vocabulary;
  console.log(`${urcs.length} URCs and ${commands.length} commands of the drivers; seed ${first}`);
  console.log(`${count} inputs in ${seconds.toFixed(1)} s, ${Math.round(count / seconds)} a second`);
  console.log(`slowest input ${fuzzer.slowestMs.toFixed(1)} ms; ${fuzzer.declined} lines declined by a URC's parser`);
  console.log(`${fuzzer.findings.length} findings`);
  for (const { input, seed: found, what } of fuzzer.findings)
    console.log(`\n--inputs 1 --seed ${found}: ${what}\n${input}`);
  if (fuzzer.findings.length > 0) process.exitCode = 1;
}
