import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { type ServedPty, SimulatedQuectel, servePty } from '../../mocks/index.ts';
import { fasterClock, systemClock } from '../../src/base/clock.ts';
import { ConnectionManager, type ConnectivityEvent, type NetworkInterface } from '../../src/connectivity/index.ts';
import { serialPort } from '../../src/transport/serial-port.ts';
import { quectel } from './quectel.ts';

// Everything that waits, on both sides of the line, waits a tenth of the time.
const clock = fasterClock(systemClock, 10);
const folder = mkdtempSync(join(tmpdir(), 'atlink-'));
const link = join(folder, 'modem');

let served: ServedPty;
let module: SimulatedQuectel;
let manager: ConnectionManager;
let lte0: NetworkInterface;
let events: ConnectivityEvent[];

/** Resolves when an event, or what it led to, makes the condition hold. */
function until(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!condition()) return;
      stop();
      resolve();
    };
    const stop = manager.on('*', look);
    look();
  });
}

const count = (type: string): number => events.filter((event) => event.type === type).length;

async function start(): Promise<{ run: (line: string) => Promise<readonly string[]> }> {
  module = new SimulatedQuectel({ personality: 'quectel-bg95', clock, network: { registerMs: 500 } });
  served = await servePty(module, { link });
  module.powerOn();
  manager = new ConnectionManager({ clock });
  events = [];
  manager.on('*', (event) => events.push(event));
  lte0 = manager.addInterface({ name: 'lte0', technology: 'cellular' });
  const binding = manager.bind(lte0, quectel, { port: serialPort(link, { clock }) });
  manager.setFlag(lte0, 'PERSISTENT', true);
  manager.connect(lte0);
  await until(() => manager.isReady(lte0));
  return { run: (line) => binding.context.run(line) };
}

afterEach(async () => {
  await manager.close();
  await served.close();
  module.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('over a real pseudo-terminal', () => {
  test('ten unplugs in mid-traffic are ten losses and ten recoveries', async () => {
    const { run } = await start();
    for (let unplugs = 1; unplugs <= 10; unplugs++) {
      let answers = 0;
      let unplugged: Promise<void> | undefined;
      const talk = async (): Promise<void> => {
        for (;;) {
          await run('AT+CSQ');
          answers++;
          // While the next one is on the line already.
          if (answers === 3) unplugged = served.unplug();
        }
      };
      await expect(talk()).rejects.toMatchObject({ name: expect.stringMatching(/Error$/) });
      await unplugged;
      await until(() => !manager.isReady(lte0));
      await served.replug();
      await until(() => manager.isReady(lte0));
      expect(count('module-lost')).toBe(unplugs);
      expect(count('l4-disconnected')).toBe(unplugs);
      expect(count('l4-connected')).toBe(unplugs + 1);
    }
  }, 60_000);

  test('a connect while the module is unplugged comes up when it is plugged in again (G12)', async () => {
    await start();
    manager.disconnect(lte0);
    await served.unplug();
    await until(() => count('module-absent') > 0);
    manager.connect(lte0);
    expect(lte0.isUp).toBe(false);
    await served.replug();
    await until(() => manager.isReady(lte0));
  }, 30_000);

  test('a disconnect takes a connect back that waits for the plug (G12)', async () => {
    await start();
    manager.disconnect(lte0);
    await served.unplug();
    await until(() => count('module-absent') > 0);
    manager.connect(lte0);
    manager.disconnect(lte0);
    await served.replug();
    await until(() => count('module-ready') === 2 && lte0.hasCarrier);
    expect(manager.isReady(lte0)).toBe(false);
  }, 30_000);
});
