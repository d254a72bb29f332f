import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { Recorder } from '../../trace/recorder.ts';
import { traceText } from '../../trace/trace-text.ts';
import { startRun } from '../run.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'atlink-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

function recorded(name: string, unredacted: boolean): string {
  const recorder = new Recorder({ unredacted });
  recorder.onChunk('out', Buffer.from('AT+CPIN="7391"\r'), 1);
  recorder.onChunk('in', Buffer.from('\r\n352656106647673\r\n\r\nOK\r\n'), 2);
  const header = { source: 'lte0', recorded: '2026-01-01T00:00:00Z', redacted: !unredacted, payload: false };
  const path = join(folder, name);
  writeFileSync(path, traceText({ header, entries: recorder.ring.entries }));
  return path;
}

test('a trace becomes a bundle that holds no secret and is its owner alone to read', async () => {
  const output = join(folder, 'ticket.json');
  const run = startRun(['bundle', '--trace', recorded('a.trace', false), '-o', output]);
  expect([await run.finished(), run.err()]).toEqual([0, `${output} is written; look at it before you send it\n`]);
  const text = readFileSync(output, 'utf8');
  expect(text).not.toMatch(/7391|352656106647673/);
  expect(JSON.parse(text)).toMatchObject({
    'atlink-bundle': 1,
    versions: { node: process.version },
    recorded: { header: { source: 'lte0' }, entries: [{ t: 1, dir: 'out', text: 'AT+CPIN="0001"\r' }, {}, {}, {}, {}] },
  });
  if (process.platform !== 'win32') expect(statSync(output).mode & 0o077).toBe(0);
});

test('what was recorded with private values is refused, and so is nothing at all', async () => {
  const output = join(folder, 'no.json');
  const unredacted = startRun(['bundle', '--trace', recorded('b.trace', true), '-o', output]);
  expect(await unredacted.finished()).toBe(2);
  expect(unredacted.err()).toContain('was recorded with private values');
  const nothing = startRun(['bundle', '-o', output]);
  expect([await nothing.finished(), nothing.err()]).toEqual([2, expect.stringContaining('Name an interface')]);
});

test('a file that is no trace is told apart from one that is not there', async () => {
  const path = join(folder, 'c.trace');
  writeFileSync(path, 'hello\n');
  const wrong = startRun(['replay', path]);
  expect([await wrong.finished(), wrong.err()]).toEqual([
    2,
    expect.stringContaining(`${path}, line 1: this is no JSON`),
  ]);
  const missing = startRun(['replay', join(folder, 'none.trace')]);
  expect([await missing.finished(), missing.err()]).toEqual([2, expect.stringContaining('cannot be read: ENOENT')]);
});
