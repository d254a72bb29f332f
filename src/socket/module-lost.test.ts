import { describe, expect, test } from '@jest/globals';
import { espAt, nrf91, quectel } from '../../drivers/index.ts';
import { InProcessPort, MemoryNetwork, simulatedModule } from '../../mocks/index.ts';
import { VirtualClock } from '../base/virtual-clock.ts';
import { ConnectionManager } from '../connection-manager.ts';
import type { ConnectivityImplementation, ModuleSocket } from '../connectivity/index.ts';

type Setup = { readonly port: InProcessPort; readonly options: object };
type Driver = ConnectivityImplementation<unknown, Setup>;

const modules: readonly [personality: string, driver: unknown, options: object][] = [
  ['quectel-bg95', quectel, { apn: 'internet' }],
  ['nrf9160-slm', nrf91, {}],
  ['nrf9151-serial-modem', nrf91, {}],
  ['esp32-c3', espAt, { ssid: 'atlink', passphrase: 'simulated' }],
];

function setUp([personality, given, options]: (typeof modules)[number]) {
  const driver = given as Driver;
  const clock = new VirtualClock();
  const network = new MemoryNetwork({ clock, servers: { '192.0.2.10:7': 'echo' } });
  const module = simulatedModule(personality, { clock, network });
  const manager = new ConnectionManager({ clock });
  const net0 = manager.addInterface({ name: 'net0', technology: driver.technology });
  manager.bind<unknown, Setup>(net0, driver, { port: new InProcessPort(module, { clock }), options });
  manager.setFlag(net0, 'PERSISTENT', true);
  manager.connect(net0);
  module.powerOn();
  const open = (transparent = false): { socket: ModuleSocket; seen: string[]; heard: () => string } => {
    const socket = net0.connect({ host: '192.0.2.10', port: 7, waitForUp: true, transparent });
    const seen: string[] = [];
    let heard = '';
    socket.on('data', (bytes: Buffer) => {
      heard += bytes.toString();
    });
    socket.on('error', ({ code }: NodeJS.ErrnoException) => seen.push(String(code)));
    socket.on('close', () => seen.push('close'));
    return { socket, seen, heard: () => heard };
  };
  const works = async (transparent = false): Promise<ReturnType<typeof open>> => {
    const connection = open(transparent);
    connection.socket.write('hello');
    await clock.until(() => connection.heard() === 'hello', 600_000);
    expect([connection.heard(), connection.seen]).toEqual(['hello', []]);
    return connection;
  };
  const end = async (): Promise<void> => {
    const closing = manager.close();
    await clock.advance(300_000);
    await closing;
    module.close();
    expect(clock.timerCount).toBe(0);
  };
  return { clock, module, manager, net0, works, end };
}

describe.each(modules)('sockets of a simulated %s', (...given) => {
  test('end when the module reboots, and work again with the next life', async () => {
    const { clock, end, module, works } = setUp(given);
    const { seen } = await works();
    module.powerOff();
    await clock.advance(1000);
    module.powerOn();
    await clock.until(() => seen.length > 0, 300_000);
    expect(seen).toEqual(['ENETDOWN', 'close']);
    await works();
    await end();
  });

  test('end at a disconnect, and work again after a connect', async () => {
    const { clock, end, manager, net0, works } = setUp(given);
    const { seen } = await works();
    manager.disconnect(net0);
    await clock.until(() => seen.includes('close'), 60_000);
    expect(seen).toEqual(['ENETDOWN', 'close']);
    manager.connect(net0);
    await works();
    await end();
  });

  test('are closed with the manager', async () => {
    const { end, works } = setUp(given);
    const { seen } = await works();
    await works();
    await end();
    expect(seen).toEqual(['close']);
  });
});

describe.each(modules.filter(([, driver]) => driver !== nrf91))(
  'the transparent socket of a simulated %s',
  (...given) => {
    test('ends when the module reboots, and commands work again', async () => {
      const { clock, end, module, works } = setUp(given);
      const { seen } = await works(true);
      module.powerOff();
      await clock.advance(1000);
      module.powerOn();
      await clock.until(() => seen.includes('close'), 600_000);
      expect(seen).toEqual([expect.stringMatching(/^E/), 'close']);
      await works();
      await end();
    });

    test('is left when the manager is closed', async () => {
      const { end, works } = setUp(given);
      const { seen } = await works(true);
      await end();
      expect(seen).toEqual(['close']);
    });
  },
);
