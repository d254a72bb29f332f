import { readFileSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * How long the bridge behind a port gathers bytes before it hands them over, in milliseconds; undefined where no such
 * timer is told. Linux alone tells. Source: Linux kernel, Documentation/ABI/testing/sysfs-tty (ftdi_sio).
 */
export function latencyTimerMs(path: string, sys = '/sys'): number | undefined {
  try {
    const name = basename(realpathSync(path));
    const text = readFileSync(join(sys, 'class', 'tty', name, 'device', 'latency_timer'), 'utf8').trim();
    return /^\d{1,3}$/.test(text) ? Number(text) : undefined;
  } catch {
    // Not an FTDI bridge, not Linux, or gone meanwhile.
    return undefined;
  }
}
