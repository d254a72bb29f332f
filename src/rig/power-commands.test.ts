import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../base/clock.ts';
import { powerByCommands } from './power-commands.ts';

let place = '';
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'atlink-power-'));
});
afterAll(() => rmSync(place, { recursive: true }));

const never = new AbortController().signal;
const node = process.execPath;
/** A clock on which nothing takes long. */
const hurried = { ...systemClock, after: (ms: number, fire: () => void) => systemClock.after(Math.min(ms, 200), fire) };

describe.each([
  ['directly', (file: string, word: string) => [node, '-e', `fs.appendFileSync(${JSON.stringify(file)}, '${word} ')`]],
  ['by the shell', (file: string, word: string) => `printf '${word} ' >> '${file}'`],
] as const)('commands run %s', (name, command) => {
  test('cycle', async () => {
    const file = join(place, `cycle ${name}`);
    await powerByCommands(
      {
        cycle:
          [...[command(file, 'cycle')].flat()].length > 1
            ? [...command(file, 'cycle')]
            : (command(file, 'cycle') as string),
        timeout: 30,
      },
      systemClock,
    ).cycle(never);
    expect(readFileSync(file, 'utf8')).toBe('cycle ');
  });

  test('off, and on some time after', async () => {
    const file = join(place, `off ${name}`);
    const off = command(file, 'off');
    const on = command(file, 'on');
    const given = { off: typeof off === 'string' ? off : [...off], on: typeof on === 'string' ? on : [...on] };
    await powerByCommands(
      { ...given, timeout: 30 },
      { ...systemClock, after: (ms, fire) => systemClock.after(ms > 20_000 ? ms : ms / 100, fire) },
    ).cycle(never);
    expect(readFileSync(file, 'utf8')).toBe('off on ');
  });
});

test('one that fails says how and what it said, without what looks like a secret or the arguments', async () => {
  const said = "console.error('no hub at 1-1, password=swordfish'); process.exit(3)";
  const failing = powerByCommands({ cycle: [node, '-e', said, 'tok3n'], timeout: 30 }, systemClock).cycle(never);
  await expect(failing).rejects.toThrow(/node ended with 3: no hub at 1-1, password=\*\*\*$/);
});

test('one that is not there says so', async () => {
  const missing = powerByCommands({ cycle: ['/nowhere/uhubctl'], timeout: 30 }, systemClock).cycle(never);
  await expect(missing).rejects.toThrow('/nowhere/uhubctl could not be run');
});

test('one that floods is bounded, and one that hangs is ended with all that it started', async () => {
  const flood = powerByCommands(
    { cycle: [node, '-e', "process.stdout.write('x'.repeat(1e6), () => process.exit(1))"], timeout: 30 },
    systemClock,
  ).cycle(never);
  await expect(flood.catch((thrown: Error) => thrown.message.length)).resolves.toBeLessThan(3000);
  const hanging = powerByCommands({ cycle: 'sleep 1000; sleep 1000', timeout: 30 }, hurried).cycle(never);
  await expect(hanging).rejects.toThrow('did not end within 30 s and was ended');
});

test('an abort ends the command, and power that was taken is given back', async () => {
  const ending = new AbortController();
  const cycle = powerByCommands({ cycle: [node, '-e', 'setInterval(() => 0, 1000)'], timeout: 30 }, systemClock);
  const cycled = cycle.cycle(ending.signal);
  ending.abort(new Error('the program ends'));
  await expect(cycled).rejects.toThrow('the program ends');
  const file = join(place, 'given back');
  const closing = new AbortController();
  const power = powerByCommands({ off: 'true', on: `echo on > '${file}'`, timeout: 30 }, systemClock);
  const whole = power.cycle(closing.signal);
  setImmediate(() => closing.abort(new Error('the program ends')));
  await expect(whole).rejects.toThrow('the program ends');
  expect(readFileSync(file, 'utf8')).toBe('on\n');
});
