import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { startRun } from '../run.test-support.ts';
import { completionScripts } from './scripts.ts';

async function completed(...words: readonly string[]): Promise<string[]> {
  const run = startRun(['complete', '--', ...words], {
    found: [{ path: '/dev/ttyUSB2', role: 'at', main: true, mayOpen: true, holders: [] }],
    env: { XDG_RUNTIME_DIR: '/not/there' },
  });
  expect(await run.finished()).toBe(0);
  return run.out().split('\n').filter(Boolean);
}

describe('at the cursor may stand', () => {
  test.each([
    ['commands', ['si'], ['signal', 'simulate']],
    ['options', ['up', '--log-'], ['--log-port', '--log-level', '--log-file']],
    ['models', ['simulate', 'quectel-'], ['quectel-bg95']],
    ['models after an option', ['up', '--simulate', ''], ['quectel-bg95']],
    ['drivers', ['up', '--driver', ''], ['pretended']],
    ['ports', ['up', '/dev/'], ['/dev/ttyUSB2']],
    ['choices', ['up', '--until', ''], ['connected']],
    ['shells', ['completion', 'z'], ['zsh']],
    ['nothing where no atlink runs', ['status', ''], []],
    ['nothing after a command that is none', ['upp', ''], []],
  ])('%s', async (_what, words, expected) => {
    expect(await completed(...words)).toEqual(expected);
  });

  test('no command that is hidden', async () => {
    expect(await completed('')).not.toContain('complete');
  });
});

describe('the script for', () => {
  test('bash is right, and completes', () => {
    const script = `atlink() { printf '%s\\n' "$@" | tail -n 1; }\n${completionScripts.bash}
      COMP_WORDS=(atlink up --sim); COMP_CWORD=2; _atlink; echo "\${COMPREPLY[@]}"`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect([status, stdout.trim()]).toEqual([0, '--sim']);
  });

  test.each(['bash', 'zsh', 'fish'] as const)('%s is printed', async (shell) => {
    const run = startRun(['completion', shell]);
    expect(await run.finished()).toBe(0);
    expect(run.out()).toBe(`${completionScripts[shell]}\n`);
  });

  test('another shell is refused with those that there are', async () => {
    const run = startRun(['completion', 'tcsh']);
    expect(await run.finished()).toBe(2);
    expect(run.err()).toContain('Allowed choices are bash, zsh, fish');
  });
});
