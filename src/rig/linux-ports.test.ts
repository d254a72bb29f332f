import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { listLinuxPorts } from './linux-ports.ts';

let root = '';
const roots = () => ({ sys: join(root, 'sys'), dev: join(root, 'dev') });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sysfs-'));
  mkdirSync(join(root, 'sys/class/tty'), { recursive: true });
  mkdirSync(join(root, 'dev/serial/by-id'), { recursive: true });
});

afterEach(() => rmSync(root, { recursive: true }));

function file(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Makes a USB device as the kernel shows it; sysfs attributes end in a line feed. */
function usbDevice(socket: string, attributes: Readonly<Record<string, string>>): string {
  const folder = `sys/devices/usb1/${socket}`;
  for (const [name, value] of Object.entries(attributes)) file(`${folder}/${name}`, `${value}\n`);
  return folder;
}

function tty(name: string, device?: string): void {
  const folder = join(root, 'sys/class/tty', name);
  mkdirSync(folder);
  file(`dev/${name}`, '');
  if (device) symlinkSync(join(root, device), join(folder, 'device'));
}

test('tells the module, the interface and the lasting name of a ttyUSB', () => {
  const device = usbDevice('1-1.4', {
    idVendor: '2C7C',
    idProduct: '0125',
    manufacturer: 'Quectel',
    product: 'EC25-EU',
    serial: '0000',
  });
  for (const [at, number] of ['00', '0a'].entries()) {
    file(`${device}/1-1.4:1.${at}/bInterfaceNumber`, `${number}\n`);
    file(`${device}/1-1.4:1.${at}/ttyUSB${at}/port_number`, '0\n');
    tty(`ttyUSB${at}`, `${device}/1-1.4:1.${at}/ttyUSB${at}`);
  }
  const link = join(root, 'dev/serial/by-id/usb-Quectel_EC25-EU-if0a-port0');
  symlinkSync('../../ttyUSB1', link);
  const ports = listLinuxPorts(roots());
  expect(ports.map(({ path }) => path)).toEqual([join(root, 'dev/ttyUSB0'), join(root, 'dev/ttyUSB1')]);
  expect(ports[1]).toEqual({
    path: join(root, 'dev/ttyUSB1'),
    stablePath: link,
    usb: {
      vendorId: '2c7c',
      productId: '0125',
      portPath: '1-1.4',
      serialNumber: '0000',
      manufacturer: 'Quectel',
      product: 'EC25-EU',
      interfaceNumber: 10,
    },
  });
});

test('a ttyACM hangs on its interface directly, and missing strings are absent', () => {
  const device = usbDevice('2-3', { idVendor: '1915', idProduct: '9100' });
  file(`${device}/2-3:1.1/bInterfaceNumber`, '01\n');
  tty('ttyACM0', `${device}/2-3:1.1`);
  expect(listLinuxPorts(roots())).toEqual([
    {
      path: join(root, 'dev/ttyACM0'),
      usb: { vendorId: '1915', productId: '9100', portPath: '2-3', interfaceNumber: 1 },
    },
  ]);
});

test('leaves out consoles, pseudo-terminals and UARTs that do not exist', () => {
  for (const name of ['tty0', 'console', 'ptmx']) tty(name);
  mkdirSync(join(root, 'sys/devices/platform/serial8250'), { recursive: true });
  tty('ttyS0', 'sys/devices/platform/serial8250');
  tty('ttyS1', 'sys/devices/platform/serial8250');
  file('sys/class/tty/ttyS0/type', '4\n');
  file('sys/class/tty/ttyS1/type', '0\n');
  expect(listLinuxPorts(roots())).toEqual([{ path: join(root, 'dev/ttyS0') }]);
});

test('sorts by number, and a machine without sysfs has no ports', () => {
  mkdirSync(join(root, 'sys/devices/platform/uart'), { recursive: true });
  for (const name of ['ttyAMA10', 'ttyAMA2']) tty(name, 'sys/devices/platform/uart');
  expect(listLinuxPorts(roots()).map(({ path }) => path)).toEqual([
    join(root, 'dev/ttyAMA2'),
    join(root, 'dev/ttyAMA10'),
  ]);
  expect(listLinuxPorts({ sys: join(root, 'none'), dev: join(root, 'none') })).toEqual([]);
});
