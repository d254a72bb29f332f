import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startRun } from '../run.test-support.ts';

let runtime = '';
beforeEach(async () => {
  runtime = await mkdtemp(join(tmpdir(), 'atlink-none-'));
});
afterEach(() => rm(runtime, { recursive: true }));

// No program of this user is to be found: only what the command was told counts.
const started = (args: readonly string[]) => startRun(['doctor', ...args], { env: { XDG_RUNTIME_DIR: runtime } });

describe('a mistake on the command line is one clear line, and ends with 2:', () => {
  test.each([
    [['lte7'], 'there is no interface "lte7"'],
    [['/tmp'], '/tmp is a folder'],
    [['/dev/nonsense'], 'there is no port /dev/nonsense'],
    [['tcp:nowhere'], 'is no TCP address of a port'],
    [['/dev/ttyUSB0', '--simulate', 'quectel-bg95'], 'cannot be given together'],
    [['/dev/ttyUSB0', '--config', 'atlink.yaml'], '--config cannot be given together with a port'],
    [['--simulate', 'quectel-bg59'], 'there is no model "quectel-bg59" to simulate'],
    [['--config', '/nowhere/atlink.yaml'], '/nowhere/atlink.yaml cannot be read'],
    [['--timeout', '0'], 'is invalid'],
    [['--baud', 'fast'], 'is invalid'],
    [['--option', 'apn'], 'is invalid'],
    [['a', 'b'], 'too many arguments'],
  ] as const)('%j', async (args, says) => {
    const run = started(args);
    expect(await run.finished()).toBe(2);
    expect(run.err().split('\n')[0]).toContain(says);
    expect(run.out()).toBe('');
  });
});

test('a port that may come yet is a finding, with its page, and the exit code is 1', async () => {
  const run = started(['/dev/ttyUSB77']);
  expect(await run.finished()).toBe(1);
  expect(run.out().split('\n')).toEqual([
    '/dev/ttyUSB77',
    '  PORT_MISSING  the port is not there',
    expect.stringMatching(/^ {4}why: {2}\/dev\/ttyUSB77 is not there/),
    '    mend: atlink devices',
    '    more: docs/findings/PORT_MISSING.md',
    '  not looked at because of this: line, module, sim, radio',
    '',
  ]);
});

test('the same as JSON', async () => {
  const run = started(['/dev/ttyUSB77', '--json']);
  expect(await run.finished()).toBe(1);
  expect(JSON.parse(run.out())).toMatchObject({
    subject: '/dev/ttyUSB77',
    findings: [{ code: 'PORT_MISSING', layer: 'port', page: 'docs/findings/PORT_MISSING.md' }],
  });
});
