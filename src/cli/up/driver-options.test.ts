import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { driverOptions } from './driver-options.ts';

const folder = mkdtempSync(join(tmpdir(), 'atlink-options-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('values come from the command line, the environment and files, and are secret but for the first', async () => {
  const file = join(folder, 'password');
  writeFileSync(file, 'hush hush\n');
  const sources = {
    given: [
      ['apn', 'internet'],
      ['puk', '12345678'],
    ],
    fromEnvironment: [['pin', 'SIM_PIN']],
    fromFiles: [['password', file]],
  } as const;
  const { options, secrets } = await driverOptions(sources, { SIM_PIN: '0042' });
  expect(options).toEqual({ apn: 'internet', puk: '12345678', pin: '0042', password: 'hush hush' });
  expect([...secrets].sort()).toEqual(['0042', '12345678', 'hush hush']);
});

test('a name of the language itself is a name like any other', async () => {
  const sources = { given: [['constructor', 'x']], fromEnvironment: [], fromFiles: [] } as const;
  expect(Object.keys((await driverOptions(sources, {})).options)).toEqual(['constructor']);
});
