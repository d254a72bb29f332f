import { expect, test } from '@jest/globals';
import { programOf, shownCommandLine } from './program-words.ts';

test.each([
  [['/usr/bin/node', '/opt/x/bin/atlink.mjs', 'up', '--simulate', 'esp32-c3'], 'atlink up', 'atlink up --simulate ...'],
  [
    ['node', '--enable-source-maps', '-r', 'hook.js', 'bin/atlink.mjs', 'up', '--config', 'rig.yaml', '--pin', '1234'],
    'atlink up',
    'atlink up --config rig.yaml --pin ...',
  ],
  [
    ['node', 'atlink', 'at', 'tcp:192.0.2.7:4001', '--option', 'passphrase=hunter2', '--option=pin=1234'],
    'atlink at',
    'atlink at tcp:192.0.2.7:4001 --option ... --option=...',
  ],
  [['node', '-e', 'secret()'], 'node', 'node -e ...'],
  [['node', '/srv/gateway/server.js', 'hunter2'], 'server', 'server ...'],
  [['minicom', '-D', '/dev/ttyUSB2', '-b', '115200'], 'minicom', 'minicom -D /dev/ttyUSB2 -b ...'],
  [['/usr/sbin/pppd', '/dev/ttyUSB2', 'user', 'me', 'password', 'x'], 'pppd', 'pppd /dev/ttyUSB2 ...'],
  [['npm exec atlink up --option passphrase=hunter2'], 'npm', 'npm ... --option ...'],
  [['tool', '-p1234', 'a\u001b[2Jb'], 'tool', 'tool ...'],
  [[], '', ''],
])('%j', (argv, program, line) => {
  expect(programOf(argv)).toBe(program);
  expect(shownCommandLine(argv)).toBe(line);
});

test('a long one is cut', () => {
  expect(shownCommandLine(['tool', ...Array.from({ length: 99 }, () => '--option')]).length).toBeLessThan(130);
});
