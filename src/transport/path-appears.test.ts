import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { systemClock } from '../base/clock.ts';
import { pathAppears } from './path-appears.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atlink-appears-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const never = new AbortController().signal;

test('a path that is there needs no wait', async () => {
  await pathAppears(folder, systemClock, never);
});

test('a name that comes later ends the wait, also in a folder that is not there yet', async () => {
  const link = join(folder, 'serial', 'by-id', 'module');
  const waiting = pathAppears(link, systemClock, never);
  writeFileSync(join(folder, 'other'), '');
  mkdirSync(join(folder, 'serial', 'by-id'), { recursive: true });
  symlinkSync(join(folder, 'other'), link);
  await waiting;
});

test('an abort ends it', async () => {
  const ending = new AbortController();
  const waiting = pathAppears(join(folder, 'never'), systemClock, ending.signal);
  setImmediate(() => ending.abort(new Error('no more')));
  await expect(waiting).rejects.toThrow('no more');
});
