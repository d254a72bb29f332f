/**
 * Sends many megabytes each way through a simulated module of every family, with lines that the module says unasked at
 * odd moments and a reader that stalls at odd moments, and compares every byte on arrival.
 *
 *   node dist/hw-tests/transfer/main.js [--megabytes 50] [--seed 1] [--module quectel-bg95] [--pty] [--speed 1000]
 */
import { parseArgs } from 'node:util';
import { transferModules } from './modules.ts';
import { transfer } from './transfer.ts';

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    module: { type: 'string' },
    pty: { type: 'boolean', default: false },
    speed: { type: 'string', default: '1000' },
  },
});
const [megabytes, seed, speed] = [Number(values.megabytes), Number(values.seed), Number(values.speed)];
const subjects = transferModules.filter(({ personality }) => (values.module ?? personality) === personality);
if (subjects.length === 0 || !(megabytes > 0) || !Number.isInteger(seed) || !(speed > 0)) {
  const names = transferModules.map(({ personality }) => personality).join(', ');
  console.error(`Give --megabytes and --speed above 0, a whole --seed, and one of these as --module: ${names}.`);
  process.exit(2);
}
let failures = 0;
console.log(`${megabytes} MB each way, seed ${seed}, ${values.pty ? 'over a pseudo-terminal' : 'in process'}`);
for (const subject of subjects) {
  for (const way of ['up', 'down'] as const) {
    const bytes = Math.round(megabytes * 1_000_000);
    const result = await transfer(subject, way, { bytes, seed, pty: values.pty, speed });
    const exact = result.received === bytes && result.wrongAt === undefined;
    if (!exact) failures++;
    const verdict = exact ? 'byte-exact' : `WRONG at ${result.wrongAt ?? result.received} of ${bytes}`;
    const rate = (bytes / 1e6 / result.seconds).toFixed(2);
    console.log(
      `${subject.personality.padEnd(22)} ${way.padEnd(4)} ${verdict}  ${result.seconds.toFixed(1)} s  ${rate} MB/s  ` +
        `${result.urcs} URCs, ${result.stalls} stalls, resident ${result.residentMib.toFixed(0)} MiB`,
    );
  }
}
process.exitCode = failures === 0 ? 0 : 1;
