import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ListedPort, UsbIdentity } from './listed-port.ts';

/** Where the kernel shows itself; others only in tests. */
export interface LinuxRoots {
  readonly sys: string;
  readonly dev: string;
}

const realRoots: LinuxRoots = { sys: '/sys', dev: '/dev' };
// The port, its interface and the device are at most this far apart (a ttyUSB sits in a folder of its own).
const mostLevels = 4;
const longestAttribute = 256;

/** Devices leave while they are looked at: what cannot be read is not there. */
function orUndefined<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

const realPath = (path: string): string | undefined => orUndefined(() => realpathSync(path));
const namesIn = (folder: string): string[] => orUndefined(() => readdirSync(folder)) ?? [];

/** The kernel keeps these in memory: reading them at once costs less than asking a worker thread to. */
function attribute(folder: string, name: string): string | undefined {
  const text = orUndefined(() => readFileSync(join(folder, name), 'utf8'));
  return text?.trim().slice(0, longestAttribute) || undefined;
}

function identityOf(device: string, interfaceHex: string | undefined): UsbIdentity | undefined {
  const vendorId = attribute(device, 'idVendor');
  const productId = attribute(device, 'idProduct');
  if (!vendorId || !productId) return undefined;
  const serialNumber = attribute(device, 'serial');
  const manufacturer = attribute(device, 'manufacturer');
  const product = attribute(device, 'product');
  return {
    vendorId: vendorId.toLowerCase(),
    productId: productId.toLowerCase(),
    portPath: basename(device),
    ...(serialNumber ? { serialNumber } : {}),
    ...(manufacturer ? { manufacturer } : {}),
    ...(product ? { product } : {}),
    ...(interfaceHex ? { interfaceNumber: Number.parseInt(interfaceHex, 16) } : {}),
  };
}

/** Climbs from the port to its USB interface and on to the device. */
function usbOf(start: string): UsbIdentity | undefined {
  let interfaceHex: string | undefined;
  let folder = start;
  for (let level = 0; level < mostLevels; level += 1) {
    interfaceHex ??= attribute(folder, 'bInterfaceNumber');
    const identity = identityOf(folder, interfaceHex);
    if (identity) return identity;
    folder = dirname(folder);
  }
  return undefined;
}

/** By real path of the device, the links that udev made; the folder is absent where nothing is plugged in. */
function stablePaths(dev: string): ReadonlyMap<string, string> {
  const folder = join(dev, 'serial', 'by-id');
  const names = namesIn(folder).sort();
  const found = new Map<string, string>();
  for (const name of names) {
    const link = join(folder, name);
    const target = realPath(link);
    if (target && !found.has(target)) found.set(target, link);
  }
  return found;
}

function listed(name: string, roots: LinuxRoots, stable: ReadonlyMap<string, string>): ListedPort[] {
  const folder = join(roots.sys, 'class', 'tty', name);
  // Virtual consoles and pseudo-terminals have no device.
  const device = realPath(join(folder, 'device'));
  if (!device) return [];
  const usb = usbOf(device);
  // The 8250 driver shows 32 UARTs whether they exist or not: type 0 is one that does not.
  if (!usb && attribute(folder, 'type') === '0') return [];
  const path = join(roots.dev, name);
  const stablePath = stable.get(realPath(path) ?? path);
  return [{ path, ...(stablePath ? { stablePath } : {}), ...(usb ? { usb } : {}) }];
}

/**
 * The serial ports of a Linux machine, from sysfs: this needs neither udev nor root, works in containers, and tells
 * the number of the USB interface, which is what tells an AT port from a diagnostics port.
 * Source: Linux kernel, Documentation/ABI/testing/sysfs-bus-usb and sysfs-tty.
 */
export function listLinuxPorts(roots: LinuxRoots = realRoots): ListedPort[] {
  const stable = stablePaths(roots.dev);
  return namesIn(join(roots.sys, 'class', 'tty'))
    .flatMap((name) => listed(name, roots, stable))
    .sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}
