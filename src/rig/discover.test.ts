import { describe, expect, test } from '@jest/globals';
import { boards } from '../../boards/index.ts';
import { discover, findPortless } from './discover.ts';
import { findPorts } from './find-ports.ts';
import type { ListedPort } from './listed-port.ts';
import { moduleCandidates } from './module-candidates.ts';
import { listedPort } from './other-ports.ts';
import { seeUsbDevices } from './usb-devices.ts';

function port(path: string, ids: string, socket: string, interfaceNumber?: number): ListedPort {
  const [vendorId = '', productId = ''] = ids.split(':');
  const number = interfaceNumber === undefined ? {} : { interfaceNumber };
  return { path, usb: { vendorId, productId, portPath: socket, serialNumber: '0000', ...number } };
}

/** Ports in the wrong order, two equal modules on two sockets, a bridge and a built-in UART. */
const plugged: ListedPort[] = [
  port('/dev/ttyUSB3', '2c7c:0125', '1-1', 3),
  port('/dev/ttyUSB0', '2c7c:0125', '1-1', 0),
  port('/dev/ttyUSB2', '2c7c:0125', '1-1', 2),
  port('/dev/ttyUSB1', '2c7c:0125', '1-1', 1),
  port('/dev/ttyUSB7', '2c7c:0125', '1-2', 2),
  port('/dev/ttyUSB8', '10c4:ea60', '1-3', 0),
  port('/dev/ttyUSB9', '2c7c:0700', '1-4', 3),
  port('/dev/ttyACM0', 'cafe:0001', '1-5', 0),
  { path: '/dev/ttyS0' },
];

const sources = {
  ports: async () => plugged,
  access: async (path: string) =>
    path === '/dev/ttyUSB7' ? ({ allowed: false, group: 'dialout' } as const) : ({ allowed: true } as const),
  holders: async () => new Map([['/dev/ttyUSB2', [{ pid: 700, program: 'ModemManager' }]]]),
};

describe('discovery', () => {
  test('joins what is known of a port', async () => {
    const found = new Map((await discover(boards, sources)).map((one) => [one.path, one]));
    expect(found.get('/dev/ttyUSB2')).toMatchObject({
      role: 'at',
      heldByModemManager: true,
      match: { board: { id: 'quectel-ec25' }, port: { preferred: true } },
    });
    expect(found.get('/dev/ttyUSB0')).toMatchObject({ role: 'diag', holders: [], heldByModemManager: false });
    expect(found.get('/dev/ttyUSB7')?.access).toEqual({ allowed: false, group: 'dialout' });
    expect(found.get('/dev/ttyUSB9')?.role).toBe('unknown');
    expect(found.get('/dev/ttyS0')).toMatchObject({ role: 'unknown' });
  });

  test('makes one candidate of a device and asks its AT ports by interface, never the others', async () => {
    const candidates = moduleCandidates(await discover(boards, sources));
    const summary = candidates.map(({ key, board, atPorts, onlyWhenNamed }) => [
      key,
      board.id,
      atPorts.map(({ path }) => path),
      onlyWhenNamed,
    ]);
    expect(summary).toEqual([
      ['2c7c:0125@1-1', 'quectel-ec25', ['/dev/ttyUSB2', '/dev/ttyUSB3'], false],
      ['2c7c:0125@1-2', 'quectel-ec25', ['/dev/ttyUSB7'], false],
      ['10c4:ea60@1-3', 'bridge-cp210x', [], true],
      ['2c7c:0700@1-4', 'quectel-bg95', [], false],
    ]);
    expect(candidates[0]?.ports.map(({ usb }) => usb?.interfaceNumber)).toEqual([0, 1, 2, 3]);
  });

  test('reports a module without ports, but not one that has them or a bridge', async () => {
    const raw = { serialNumber: '0000', manufacturerName: null, productName: null };
    const usb = () =>
      seeUsbDevices(async () => [
        { ...raw, vendorId: 0x2c7c, productId: 0x0125, bus: '001', ports: [1] },
        { ...raw, vendorId: 0x2c7c, productId: 0x0125, bus: '1', ports: [6, 2] },
        { ...raw, vendorId: 0x10c4, productId: 0xea60, bus: '1', ports: [7] },
      ]);
    const portless = await findPortless(boards, plugged, { usb });
    expect(portless).toMatchObject([{ board: { id: 'quectel-ec25' }, device: { portPath: '1-6.2' } }]);
  });

  test('a machine without USB is no error', async () => {
    const failing = () => Promise.reject(new Error('/sys/bus/usb/devices/ not found'));
    expect(await seeUsbDevices(failing)).toEqual({ devices: [], reason: '/sys/bus/usb/devices/ not found' });
    expect(Array.isArray((await seeUsbDevices()).devices)).toBe(true);
  });

  test('this machine can be asked', async () => {
    const found = await discover(boards);
    expect(found).toHaveLength((await findPorts()).length);
  });
});

test('reads the interface number out of what Windows says', () => {
  const pnpId = 'USB\\VID_2C7C&PID_0125&MI_02\\6&1A2B3C4D&0&0002';
  expect(listedPort({ path: 'COM7', vendorId: '2C7C', productId: '0125', pnpId, manufacturer: 'Quectel' })).toEqual({
    path: 'COM7',
    usb: { vendorId: '2c7c', productId: '0125', manufacturer: 'Quectel', interfaceNumber: 2 },
  });
  expect(listedPort({ path: '/dev/cu.Bluetooth' })).toEqual({ path: '/dev/cu.Bluetooth' });
});
