import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const examples = [...readFileSync(join(root, 'docs', 'mocks.md'), 'utf8').matchAll(/```js\n([\s\S]*?)```/g)].map(
  ([, code = '']) => code,
);
// In the build's folder, because there `atlink` means this package.
const file = join(root, 'dist', `mocks-example-${process.pid}.mjs`);

afterAll(() => rmSync(file, { force: true }));

test.each<[number, string, string | RegExp]>([
  [0, 'a serial port', '+CSQ: 20,99\nOK\n'],
  [1, "the device's side", "[ '/dev/ttyUSB0' ]\n9600 true\nfalse\ntrue\n"],
  [2, 'the script', '\r\n> \r\n+CMGS: 1\r\n\r\nOK\r\n\r\nOK\r\n\r\nOK\r\n\r\nOK\r\n\r\nRING\r\n'],
  [3, 'a port of atlink', '\r\nOK\r\nclosed\n'],
  [4, 'faults', /^true\nquectel-bg95, seed 7\n.*fault 0 delay .*\n.*fault 1 reboot .* byte 600\n.*fault 2 unplug/],
])(
  'the example %i of the guide: %s',
  (index, _name, prints) => {
    writeFileSync(file, examples[index] ?? '');
    const { status, stderr, stdout } = spawnSync(process.execPath, [file], {
      cwd: root,
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    if (typeof prints === 'string') expect(stdout).toBe(prints);
    else expect(stdout).toMatch(prints);
  },
  40_000,
);

test('no example is left out', () => {
  expect(examples).toHaveLength(5);
});
