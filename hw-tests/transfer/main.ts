/**
 * Sends many megabytes each way through a simulated module of every family, with lines that the module says unasked at
 * odd moments and a reader that stalls at odd moments, and compares every byte on arrival.
 *
 *   npm run transfer -- [--megabytes 50] [--seed 1] [--module quectel-bg95] [--pty] [--speed 1000]
 */
import { parseArgs } from 'node:util';
import { named, positiveNumber, runCommand, wholeNumber } from '../campaign/options.ts';
import { transferModules } from './modules.ts';
import { type TransferOptions, transfer } from './transfer.ts';

const usage = `Sends megabytes each way through simulated modules, and compares every byte on arrival.

  npm run transfer -- [options]

  --megabytes N   how much each way, in units of 1000000 bytes; 50 unless given
  --seed N        what the bytes, the lines said unasked and the stalls of the reader follow from; 1 unless given
  --module NAME   this model alone: ${transferModules.map(({ personality }) => personality).join(', ')}
  --pty           over a pseudo-terminal and this project's serial port; else in process
  --speed FACTOR  how much faster than the real thing the modules are; 1000 unless given
  --help

The exit code is 0 when every byte arrived as it was sent, 1 when one did not, 2 when nothing could be run.
docs/campaigns.md says what the figures mean.
`;

type Subject = (typeof transferModules)[number];

async function oneWay(subject: Subject, way: 'up' | 'down', options: TransferOptions): Promise<boolean> {
  const { bytes } = options;
  process.stderr.write(`transfer: ${subject.personality} ${way} ...\n`);
  const result = await transfer(subject, way, options);
  const exact = result.received === bytes && result.wrongAt === undefined;
  const verdict = exact ? 'byte-exact' : `WRONG at ${result.wrongAt ?? result.received} of ${bytes}`;
  const rate = (bytes / 1e6 / result.seconds).toFixed(2);
  console.log(
    `${subject.personality.padEnd(22)} ${way.padEnd(4)} ${verdict}  ${result.seconds.toFixed(1)} s  ${rate} MB/s  ` +
      `${result.urcs} URCs, ${result.stalls} stalls, resident ${result.residentMib.toFixed(0)} MiB`,
  );
  return exact;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      megabytes: { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
      module: { type: 'string' },
      pty: { type: 'boolean', default: false },
      speed: { type: 'string', default: '1000' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const rows = transferModules.map((subject) => ({ name: subject.personality, subject }));
  const subjects = named('module', rows, values.module).map(({ subject }) => subject);
  const megabytes = positiveNumber('megabytes', values.megabytes);
  const { pty } = values;
  const seed = wholeNumber('seed', values.seed, 0, 2 ** 32 - 1);
  const options = { bytes: Math.round(megabytes * 1e6), seed, pty, speed: positiveNumber('speed', values.speed) };
  console.log(`${megabytes} MB each way, seed ${seed}, ${pty ? 'over a pseudo-terminal' : 'in process'}`);
  let wrong = 0;
  for (const subject of subjects) {
    for (const way of ['up', 'down'] as const) if (!(await oneWay(subject, way, options))) wrong += 1;
  }
  const transfers = `${2 * subjects.length} transfers`;
  console.log(wrong === 0 ? `PASSED: ${transfers}, byte-exact` : `FAILED: ${wrong} of ${transfers}`);
  return wrong === 0 ? 0 : 1;
}

await runCommand('transfer', main);
