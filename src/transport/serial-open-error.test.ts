import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { groupName } from './device-group.ts';
import { holdersByPath } from './linux-holders.ts';
import { busyHint, deniedHint, missingHint } from './serial-hints.ts';
import { openErrorCode, serialOpenError } from './serial-open-error.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hints-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function fakeProcess(proc: string, pid: number, program: string, files: readonly string[], words?: string[]): void {
  mkdirSync(join(proc, String(pid), 'fd'), { recursive: true });
  writeFileSync(join(proc, String(pid), 'comm'), `${program}\n`);
  if (words) writeFileSync(join(proc, String(pid), 'cmdline'), words.map((word) => `${word}\0`).join(''));
  for (const [at, file] of files.entries()) symlinkSync(file, join(proc, String(pid), 'fd', String(at)));
}

// Word for word what the bindings say.
test.each([
  ['Error: No such file or directory, cannot open /dev/ttyUSB9', 'PORT_MISSING'],
  ['Error: No such device or address, cannot open /dev/ttyUSB9', 'PORT_MISSING'],
  ['Error: No such device, cannot open /dev/ttyUSB9', 'PORT_MISSING'],
  ['Opening COM9: File not found', 'PORT_MISSING'],
  ['Error Resource temporarily unavailable Cannot lock port', 'PORT_BUSY'],
  ['Error: Device or resource busy, cannot open /dev/ttyUSB2', 'PORT_BUSY'],
  ['Opening COM3: Access denied', 'PORT_BUSY'],
  ['Error: Permission denied, cannot open /dev/ttyUSB2', 'PORT_DENIED'],
  ['Error: Operation not permitted, cannot open /dev/ttyUSB2', 'PORT_DENIED'],
  ['Error: Inappropriate ioctl for device setting custom baud rate of 115200', 'PORT_FAILED'],
  ['Error: Input/output error, cannot open /dev/ttyS4', 'PORT_FAILED'],
])('%s', (message, code) => {
  expect(openErrorCode(message)).toBe(code);
});

test('keeps the cause, also when it is no Error of this realm', async () => {
  const cause = { message: 'Error: Is a directory, cannot open /tmp' };
  const error = await serialOpenError('/tmp', cause);
  expect(error).toMatchObject({ code: 'PORT_FAILED', where: '/tmp', hint: 'It is not a serial port.', cause });
});

test('a busy port names its holder and knows ModemManager', async () => {
  const proc = join(folder, 'proc');
  const device = join(folder, 'ttyUSB2');
  writeFileSync(device, '');
  symlinkSync(device, join(folder, 'by-id'));
  fakeProcess(proc, 812, 'minicom', ['/dev/null', device, device]);
  fakeProcess(proc, 900, 'bash', ['/dev/null']);
  expect(await busyHint(join(folder, 'by-id'), proc)).toBe(
    'Held by minicom (process 812): end it, or use another port.',
  );
  fakeProcess(proc, 700, 'ModemManager', []);
  expect(await busyHint('/dev/ttyUSB3', proc)).toMatch(/^Probably held by ModemManager \(process 700\): stop it/);
  fakeProcess(proc, 701, 'ModemManager', [device]);
  expect(await busyHint(device, proc)).toMatch(/ID_MM_PORT_IGNORE/);
  const both = await holdersByPath([device, join(folder, 'by-id')], proc);
  expect(both.get(join(folder, 'by-id'))).toEqual(both.get(device));
  expect(await busyHint(device, join(folder, 'nowhere'))).toMatch(/fuser/);
});

test('a busy port names a Node.js program by its script, and shows no secret', async () => {
  const proc = join(folder, 'proc-node');
  const device = join(folder, 'ttyUSB4');
  writeFileSync(device, '');
  const words = ['/usr/bin/node', '/opt/bin/atlink.mjs', 'up', device, '--option', 'passphrase=hunter2'];
  fakeProcess(proc, 812, 'MainThread', [device], words);
  fakeProcess(proc, 900, 'minicom', [device], ['minicom', '-D', '/dev/ttyUSB4', '-b', '115200']);
  expect(await busyHint(device, proc)).toBe(
    'Held by atlink up ... --option ... (process 812), minicom -D /dev/ttyUSB4 -b ... (process 900): ' +
      'end it, or use another port.',
  );
  expect((await holdersByPath([device], proc)).get(device)?.map(({ program }) => program)).toEqual([
    'atlink up',
    'minicom',
  ]);
});

test('a denied port names the group to join', async () => {
  expect(groupName('root:x:0:\ndialout:x:20:ann\n', 20)).toBe('dialout');
  expect(groupName('root:x:0:\n', 20)).toBeUndefined();
  const groups = join(folder, 'group');
  const device = join(folder, 'ttyUSB5');
  writeFileSync(device, '');
  // Apart from the creation, which the umask has a say in.
  chmodSync(device, 0o660);
  writeFileSync(groups, `dialout:x:${process.getgid?.() ?? 0}:\n`);
  expect(await deniedHint(device, groups)).toBe(
    'It belongs to the group dialout: run "sudo usermod -aG dialout $USER" and log in again.',
  );
  expect(await deniedHint(join(folder, 'gone'), groups)).toMatch(/user who may open/);
});

test('a missing port names those that are there, the most similar first', async () => {
  const devices = join(folder, 'dev');
  mkdirSync(devices);
  expect(await missingHint('/dev/ttyUSB3', devices)).toMatch(/plugged in/);
  for (const name of ['ttyACM0', 'ttyUSB1', 'ttyS0', 'null']) writeFileSync(join(devices, name), '');
  expect(await missingHint(join(devices, 'ttyUSB3'), devices)).toBe(
    `Ports that are there now: ${join(devices, 'ttyUSB1')}, ${join(devices, 'ttyACM0')}.`,
  );
});
