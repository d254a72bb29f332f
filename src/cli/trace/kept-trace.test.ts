import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { keepTrace, mostKept } from './kept-trace.ts';

const folder = mkdtempSync(join(tmpdir(), 'atlink-kept-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the oldest make room, whatever their interface, and nothing else is touched', async () => {
  const header = { recorded: '2026-01-01T00:00:00Z', redacted: true, payload: false };
  const keep = (source: string, second: number): Promise<string> =>
    keepTrace(folder, { header: { ...header, source }, entries: [] }, new Date(Date.UTC(2026, 0, 1, 0, 0, second)));
  await keep('z', 0);
  writeFileSync(join(folder, 'traces', 'mine.trace'), 'my own');
  for (let second = 1; second <= mostKept; second++) await keep(second % 2 === 0 ? 'lte0' : '../a', second);
  const names = readdirSync(join(folder, 'traces')).sort();
  expect(names).toHaveLength(mostKept + 1);
  expect(names.filter((name) => name.startsWith('z'))).toEqual([]);
  expect(names).toContain('mine.trace');
  expect(names).toContain('.._a-2026-01-01T00-00-01-000Z.trace');
});
