import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { deviceGroup } from './device-group.ts';
import { type Holder, holdersOf, holderWords, programsNamed } from './linux-holders.ts';

const mostNames = 8;
// Built-in UARTs (ttyS0 ... ttyS31) are left out: Linux lists them all, wired or not.
const serialNames = /^(ttyUSB|ttyACM|ttyAMA|ttyXRUSB|rfcomm|cu\.)/;

const modemManagerAdvice =
  'stop it with "sudo systemctl stop ModemManager", or keep it off this port with a udev rule that sets ' +
  'ENV{ID_MM_PORT_IGNORE}="1"';

/** Whether it is ModemManager, which opens every new modem by itself. */
export function isModemManager(holder: Pick<Holder, 'program'>): boolean {
  return holder.program === 'ModemManager';
}

/** Who holds `path`, as far as this process may see it. `procRoot` is `/proc` except in tests. */
export async function busyHint(path: string, procRoot = '/proc'): Promise<string> {
  const holders = await holdersOf(path, procRoot);
  if (holders.length > 0) {
    const names = holders.map(holderWords).join(', ');
    if (holders.some(({ pid }) => pid === process.pid)) return 'This very process has it open: close it first.';
    return holders.some(isModemManager)
      ? `Held by ${names}: ${modemManagerAdvice}.`
      : `Held by ${names}: end it, or use another port.`;
  }
  // Only root sees what root's programs hold, but anyone sees that they run.
  const [manager] = programsNamed('ModemManager', procRoot);
  if (manager) return `Probably held by ModemManager (process ${manager}): ${modemManagerAdvice}.`;
  return `Another program has it open: "sudo fuser -v ${path}" tells which one.`;
}

/** What to do so that this user may open `path`. */
export async function deniedHint(path: string, groupFile?: string): Promise<string> {
  const group = await deviceGroup(path, groupFile);
  if (!group) return 'Run it as a user who may open this device.';
  if (!group.mayReadAndWrite || group.name === 'root') {
    return 'Only root may open it: a udev rule that sets GROUP="dialout", MODE="0660" changes that.';
  }
  return `It belongs to the group ${group.name}: run "sudo usermod -aG ${group.name} $USER" and log in again.`;
}

function sharedPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

/** Which ports there are instead of `path`, the most similar names first. */
export async function missingHint(path: string, deviceFolder = '/dev'): Promise<string> {
  const names = await readdir(deviceFolder).catch(() => []);
  const ports = names.filter((name) => serialNames.test(name)).map((name) => join(deviceFolder, name));
  if (dirname(path).endsWith('/by-id')) {
    const links = await readdir(dirname(path)).catch(() => []);
    ports.unshift(...links.map((name) => join(dirname(path), name)));
  }
  if (ports.length === 0) return 'There is no USB serial port now: is the module plugged in and powered?';
  ports.sort((a, b) => sharedPrefix(b, path) - sharedPrefix(a, path) || a.localeCompare(b));
  return `Ports that are there now: ${ports.slice(0, mostNames).join(', ')}.`;
}
