import { expect, test } from '@jest/globals';
import { boards } from '../../boards/index.ts';
import type { Port, Transport, TransportHandlers } from '../transport/transport.ts';
import type { DiscoverySources, FoundPort } from './discover.ts';
import type { ListedPort } from './listed-port.ts';
import { logPortOf } from './log-port-of.ts';

const handlers: TransportHandlers = { onBytes: () => undefined, onClosed: () => undefined };

/** A port of a Quectel EC200U: interface 3 is its log, of a BG95 (0700): it has none. */
const listed = (path: string, portPath: string, interfaceNumber: number, productId = '0901'): ListedPort => ({
  path,
  usb: { vendorId: '2c7c', productId, interfaceNumber, portPath },
});

/** Opens the log port of the module that is at that path, with those ports attached. @returns what was opened */
async function opened(at: string | undefined, ports: readonly ListedPort[]): Promise<string> {
  const asked: string[] = [];
  const sources: Pick<DiscoverySources, 'ports' | 'access' | 'holders'> = {
    ports: async () => ports,
    access: async () => ({ allowed: true }),
    holders: async () => new Map(),
  };
  const portAt = (path: string): Port => ({
    name: path,
    open: async () => {
      asked.push(path);
      return { name: path } as Transport;
    },
  });
  const current = at === undefined ? undefined : ({ path: at } as FoundPort);
  const port = logPortOf({ name: 'the module with usb serial 7', current }, { boards, portAt, sources });
  try {
    await port.open(handlers);
  } catch (thrown) {
    return String(thrown);
  }
  return asked.join(' ');
}

const first = [listed('/dev/ttyUSB0', '1-1', 2), listed('/dev/ttyUSB1', '1-1', 3)];
const second = [listed('/dev/ttyUSB5', '1-2', 2), listed('/dev/ttyUSB7', '1-2', 3)];

test('is that of the same USB device, wherever that is', async () => {
  expect(await opened('/dev/ttyUSB0', [...first, ...second])).toBe('/dev/ttyUSB1');
  expect(await opened('/dev/ttyUSB5', [...first, ...second])).toBe('/dev/ttyUSB7');
});

test.each([
  ['the module was not found yet', undefined, first],
  ['/dev/ttyUSB5 is not attached', '/dev/ttyUSB5', first],
  ['Quectel BG95, BG77 at /dev/ttyUSB2 has none', '/dev/ttyUSB2', [listed('/dev/ttyUSB2', '1-1', 2, '0700')]],
])('is missing, and says why: %s', async (why, at, ports) => {
  expect(await opened(at, ports)).toContain(`the log port of the module with usb serial 7: ${why}`);
});
