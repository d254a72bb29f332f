import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { boards } from '../../../boards/index.ts';
import { TransportError } from '../../base/errors.ts';
import type { Port, Transport } from '../../transport/transport.ts';
import type { ModuleLocator } from '../config/schema.ts';
import type { ListedPort } from '../listed-port.ts';
import { LocatedPort } from '../located-port.ts';
import { PortClaims } from './port-claims.ts';

const imei = '490154203237518';
const otherImei = '356938035643809';
const places: string[] = [];
afterAll(() => {
  for (const each of places) rmSync(each, { recursive: true });
});

function directory(): string {
  const made = mkdtempSync(join(tmpdir(), 'atlink-identity-'));
  places.push(made);
  return made;
}

/** An EC25: a diagnostics, an NMEA, an AT and a modem port. */
function ec25(first: number, portPath: string, serialNumber?: string): ListedPort[] {
  return [0, 1, 2, 3].map((interfaceNumber) => ({
    path: `/dev/ttyUSB${first + interfaceNumber}`,
    usb: { vendorId: '2c7c', productId: '0125', portPath, interfaceNumber, ...(serialNumber && { serialNumber }) },
  }));
}

/** A machine with modules: who is at which path. */
function machine(locator: ModuleLocator, stateDirectory?: string, claims = new PortClaims()) {
  const state = {
    ports: [] as ListedPort[],
    whoIs: new Map<string, string>(),
    asked: [] as string[],
    opened: [] as string[],
  };
  const portAt = (path: string): Port => ({
    name: path,
    open: async (handlers): Promise<Transport> => {
      if (!state.ports.some((each) => each.path === path))
        throw new TransportError('PORT_MISSING', `${path} is not there`);
      state.opened.push(path);
      return {
        name: path,
        write: async () => undefined,
        close: async () => handlers.onClosed({ kind: 'closed' }),
      };
    },
  });
  const port = new LocatedPort(locator, {
    boards,
    portAt,
    claims,
    stateDirectory,
    ask: async ({ name }) => {
      state.asked.push(name);
      return state.whoIs.get(name);
    },
    sources: {
      ports: async () => state.ports,
      access: async () => ({ allowed: true }),
      holders: async () => new Map(),
    },
  });
  const open = () => port.open({ onBytes: () => undefined, onClosed: () => undefined });
  return { port, state, open };
}

describe('a module that is meant by its IMEI', () => {
  test('is asked for among those whose boards are known, at their AT ports alone', async () => {
    const { open, port, state } = machine({ imei });
    state.ports = [
      ...ec25(0, '1-1'),
      ...ec25(4, '1-2'),
      { path: '/dev/ttyUSB20', usb: { vendorId: '10c4', productId: 'ea60', portPath: '1-3', interfaceNumber: 0 } },
      { path: '/dev/ttyS0' },
    ];
    state.whoIs.set('/dev/ttyUSB2', otherImei).set('/dev/ttyUSB6', imei);
    const transport = await open();
    expect(state.asked).toEqual(['/dev/ttyUSB2', '/dev/ttyUSB6']);
    expect(transport.name).toBe('/dev/ttyUSB6');
    expect(port.verify(imei)).toBeUndefined();
    await transport.close();
  });

  test('is remembered by its USB serial number: another path needs no question, not even after a restart', async () => {
    const place = directory();
    const first = machine({ imei }, place);
    first.state.ports = ec25(0, '1-1', 'A7F3');
    first.state.whoIs.set('/dev/ttyUSB2', imei);
    await (await first.open()).close();
    expect(first.port.verify(imei)).toBeUndefined();
    const second = machine({ imei }, place);
    second.state.ports = [...ec25(0, '1-4', 'OTHER'), ...ec25(8, '2-1', 'A7F3')];
    expect((await second.open()).name).toBe('/dev/ttyUSB10');
    expect(second.state.asked).toEqual([]);
    expect(readFileSync(join(place, 'modules.json'), 'utf8')).not.toContain(imei);
  });

  test('a serial number that all of them share proves nothing', async () => {
    const place = directory();
    const first = machine({ imei }, place);
    first.state.ports = ec25(0, '1-1', '0000');
    first.state.whoIs.set('/dev/ttyUSB2', imei);
    await (await first.open()).close();
    first.port.verify(imei);
    const second = machine({ imei }, place);
    second.state.ports = ec25(0, '1-2', '0000');
    second.state.whoIs.set('/dev/ttyUSB2', otherImei);
    await expect(second.open()).rejects.toThrow(`the module with imei ${imei} is not attached`);
  });

  test('another one behind the remembered device is told, and the search goes on', async () => {
    const place = directory();
    const first = machine({ imei }, place);
    first.state.ports = ec25(0, '1-1', 'A7F3');
    first.state.whoIs.set('/dev/ttyUSB2', imei);
    await (await first.open()).close();
    first.port.verify(imei);
    const { open, port, state } = machine({ imei }, place);
    state.ports = [...ec25(0, '1-1', 'A7F3'), ...ec25(4, '1-2', 'B')];
    state.whoIs.set('/dev/ttyUSB2', otherImei).set('/dev/ttyUSB6', imei);
    await (await open()).close();
    expect(port.verify(otherImei)).toBe(
      `the module at /dev/ttyUSB2 has the IMEI ${otherImei}, and the one with ${imei} is meant`,
    );
    expect((await open()).name).toBe('/dev/ttyUSB6');
  });

  test('is not asked for where another interface of this program is asking or has it open', async () => {
    const claims = new PortClaims();
    const here = machine({ imei }, undefined, claims);
    const there = machine({ imei: otherImei }, undefined, claims);
    for (const { state } of [here, there]) {
      state.ports = [...ec25(0, '1-1'), ...ec25(4, '1-2')];
      state.whoIs.set('/dev/ttyUSB2', imei).set('/dev/ttyUSB6', otherImei);
    }
    const mine = await here.open();
    expect((await there.open()).name).toBe('/dev/ttyUSB6');
    expect(there.state.asked).toEqual(['/dev/ttyUSB6']);
    await mine.close();
  });

  test('a MAC address may be written in any way', async () => {
    const { open, state } = machine({ mac: '24-6F-28-AA-BB-CC' });
    state.ports = ec25(0, '1-1');
    state.whoIs.set('/dev/ttyUSB2', '24:6f:28:aa:bb:cc');
    expect((await open()).name).toBe('/dev/ttyUSB2');
  });
});
