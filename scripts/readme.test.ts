import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { servePty, simulatedModule } from '../mocks/index.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const examples = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```js\n([\s\S]*?)```/g)].map(
  ([, code = '']) => code,
);
// In the build's folder, because there `atlink` means this package.
const file = join(root, 'dist', `readme-example-${process.pid}.mjs`);

afterAll(() => rmSync(file, { force: true }));

/** Runs an example until it printed a line or ended; whatever still runs is ended. */
async function firstLineOf(example: string | undefined, ...args: readonly string[]): Promise<string> {
  writeFileSync(file, example ?? '');
  const child = spawn(process.execPath, [file, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    if (output.includes('\n')) child.kill();
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  await once(child, 'close');
  return output.trim();
}

describe('the examples of the README', () => {
  test('the one with a serial port prints the address it was given', async () => {
    const module = simulatedModule('quectel-bg95', { speed: 50 });
    const served = await servePty(module);
    module.powerOn();
    try {
      expect(await firstLineOf(examples[0], served.path)).toMatch(/^lte0 \d+\.\d+\.\d+\.\d+$/);
    } finally {
      await served.close();
      module.close();
    }
  }, 30_000);

  test('the one for unit tests runs to its end', async () => {
    expect(await firstLineOf(examples[1])).toMatch(/^\+CEREG: /);
  }, 30_000);
});
