import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { TransportError } from '../../base/errors.ts';
import { checkPlaces, tcpError } from './places.ts';

const folder = mkdtempSync(join(tmpdir(), 'atlink-places-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a link', () => {
  test('to nothing is what a crash left behind', async () => {
    const link = join(folder, 'dangling');
    symlinkSync(join(folder, 'gone'), link);
    await expect(checkPlaces({ link })).resolves.toBeUndefined();
  });

  test('to something may be in use', async () => {
    const link = join(folder, 'used');
    writeFileSync(join(folder, 'target'), '');
    symlinkSync(join(folder, 'target'), link);
    await expect(checkPlaces({ link })).rejects.toThrow('is there already and leads to');
  });
});

test('the folder has to be there', async () => {
  await expect(checkPlaces({ socket: join(folder, 'no', 'socket') })).rejects.toThrow('is no folder');
});

test.each([
  ['EADDRINUSE', 'TCP port 80 is in use'],
  ['EACCES', 'TCP port 80 may not be used by you'],
  ['EOTHER', 'cannot listen'],
])('%s', (code, message) => {
  const cause = Object.assign(new Error('listen'), { code });
  expect(tcpError(new TransportError('PORT_FAILED', 'cannot listen', { cause }), 80)).toMatchObject({ message });
});
