import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { RealRuns } from '../real-run.test-support.ts';

jest.setTimeout(60_000);

let runs: RealRuns;
beforeEach(() => {
  runs = new RealRuns();
});
afterEach(() => runs.close());

const fast = ['--speed', '50'];

describe('atlink tls-check', () => {
  test('an honest module: a table, a verdict, 0', async () => {
    const run = runs.start(['tls-check', '--simulate', 'esp32-c3', ...fast]);
    expect(await run.ended).toBe(0);
    expect(run.out).toMatch(/^SERVER +ITS CERTIFICATE +THE MODULE/);
    expect(run.out).toMatch(/^good .* connected +right/m);
    expect(run.out).toMatch(/^expired .* refused +right/m);
    expect(run.out).toMatch(/: verifies: it connected to the good server and to no other\n$/);
  });

  test('one that only claims to: 1, in JSON too', async () => {
    const lying = ['--simulate-option', 'tls=ignores', '--json'];
    const run = runs.start(['tls-check', '--simulate', 'nrf9151-serial-modem', ...fast, ...lying]);
    expect(await run.ended).toBe(1);
    const lines = run.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    expect(lines.map(({ result }) => result)).toEqual(['right', 'WRONG', 'WRONG', 'WRONG', 'WRONG', undefined]);
    expect(lines.at(-1)).toMatchObject({ iface: 'lte0', verdict: 'does not verify' });
  });

  test('a module whose firmware takes no certificates: 3, and why', async () => {
    const run = runs.start(['tls-check', '--simulate', 'esp8266-nonos', ...fast]);
    expect(await run.ended).toBe(3);
    expect(run.out).toContain('cannot be checked');
    expect(run.out).toContain('this firmware cannot verify the name of a server');
  });

  test('mistakes in the command: 2', async () => {
    const unknown = runs.start(['tls-check', '--simulate', 'esp32-c3', '--simulate-option', 'tls=maybe']);
    expect(await unknown.ended).toBe(2);
    expect(unknown.err).toContain('tls=ignores is a module that claims to verify');
  });
});
