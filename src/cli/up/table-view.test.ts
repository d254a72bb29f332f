import { PassThrough } from 'node:stream';
import { beforeAll, expect, test } from '@jest/globals';
import { startRun } from '../run.test-support.ts';

// ink draws one picture at the end where it believes to be in CI; this terminal is a person's.
beforeAll(() => {
  process.env.CI = 'false';
  process.env.CONTINUOUS_INTEGRATION = 'false';
});

const plain = (text: string): string => text.replaceAll(/\u001b\[[?0-9;]*[A-Za-z]/g, '');

/** `atlink up` on a terminal with keys. */
function onTerminal() {
  const modes: boolean[] = [];
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (raw: boolean) => void modes.push(raw) });
  const run = startRun(['up'], { terminal: { columns: 110, rows: 24 }, stdin });
  // The table is loaded and drawn in real time, of which the clock knows nothing.
  const shows = async (text: string, stepMs = 0): Promise<void> => {
    const most = stepMs > 0 ? 1000 : 100_000;
    for (let turn = 0; turn < most && !plain(run.out()).includes(text); turn += 1) {
      await new Promise(setImmediate);
      if (stepMs > 0) await run.clock.until(() => plain(run.out()).includes(text), stepMs);
    }
    expect(plain(run.out())).toContain(text);
  };
  return { run, stdin, modes, shows };
}

test('keys disconnect and connect, and q ends it with 0 and gives the terminal back', async () => {
  const { run, stdin, modes, shows } = onTerminal();
  await shows('l4-connected', 100);
  await shows('? keys  q end', 100);
  stdin.emit('data', 'd');
  await shows('iface-admin-down', 100);
  await shows('attempt-phase  idle', 100);
  stdin.emit('data', '??ac');
  stdin.emit('data', 'q');
  expect(await run.finished()).toBe(0);
  expect(modes).toEqual([true, false]);
  const left = run.out().split('\u001b[?1049l')[1];
  expect(left).toContain('attempt-phase  waiting-for-module');
  expect(left).toMatch(/attempt-phase {2}idle\n$/);
});

test('Ctrl-C, which makes no signal there, ends it with 130', async () => {
  const { run, stdin, shows } = onTerminal();
  await shows('? keys  q end', 100);
  stdin.emit('data', '\u0003');
  expect(await run.finished()).toBe(130);
});
