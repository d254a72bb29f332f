import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { latencyTimerMs } from './linux-latency-timer.ts';

test('the latency timer of an FTDI bridge is read, behind a link too; others have none', () => {
  const root = mkdtempSync(join(tmpdir(), 'sysfs-'));
  try {
    const device = join(root, 'class/tty/ttyUSB0/device');
    mkdirSync(device, { recursive: true });
    writeFileSync(join(device, 'latency_timer'), '16\n');
    for (const name of ['ttyUSB0', 'ttyUSB1']) writeFileSync(join(root, name), '');
    symlinkSync(join(root, 'ttyUSB0'), join(root, 'modem'));
    expect(latencyTimerMs(join(root, 'ttyUSB0'), root)).toBe(16);
    expect(latencyTimerMs(join(root, 'modem'), root)).toBe(16);
    expect(latencyTimerMs(join(root, 'ttyUSB1'), root)).toBeUndefined();
    expect(latencyTimerMs(join(root, 'gone'), root)).toBeUndefined();
  } finally {
    rmSync(root, { recursive: true });
  }
});
