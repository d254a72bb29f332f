import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { boards } from '../../../boards/index.ts';
import { drivers, quectel } from '../../../drivers/index.ts';
import { type FaultyModule, faultyModule, type ServedPty, SimulatedQuectel, servePty } from '../../../mocks/index.ts';
import { fasterClock, systemClock } from '../../base/clock.ts';
import { identify } from '../../cli/up/detect-driver.ts';
import { ConnectionManager, type ConnectivityEvent } from '../../connectivity/index.ts';
import { folderChanges } from '../../transport/path-appears.ts';
import { serialPort } from '../../transport/serial-port.ts';
import { listLinuxPorts } from '../linux-ports.ts';
import { LocatedPort } from '../located-port.ts';
import { PortClaims } from './port-claims.ts';

// Everything that waits, on both sides of the line, waits a tenth of the time.
const clock = fasterClock(systemClock, 10);
/** A wait that is longer has failed: what was seen until then tells more than a test that hangs. */
const limitMs = 60_000;

let root: string;
let releases: (() => unknown)[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'atlink-hot-plug-'));
  for (const folder of ['dev', 'sys/class/tty', 'sys/devices', 'state'])
    mkdirSync(join(root, folder), { recursive: true });
  releases = [];
});

afterEach(async () => {
  for (const release of releases.reverse()) await release();
  rmSync(root, { recursive: true, force: true });
});

/** The kernel's word for a port of an EC25, its AT port: what udev and sysfs make of a plugged module. */
function enumerate(name: string, socket: string, serialNumber: string): void {
  const device = join(root, 'sys/devices', socket);
  const port = join(device, `${socket}:1.2`, name);
  mkdirSync(port, { recursive: true });
  writeFileSync(join(device, 'idVendor'), '2c7c\n');
  writeFileSync(join(device, 'idProduct'), '0125\n');
  writeFileSync(join(device, 'serial'), `${serialNumber}\n`);
  writeFileSync(join(device, `${socket}:1.2`, 'bInterfaceNumber'), '02\n');
  mkdirSync(join(root, 'sys/class/tty', name));
  symlinkSync(port, join(root, 'sys/class/tty', name, 'device'));
}

const vanish = (name: string, socket: string): void => {
  rmSync(join(root, 'sys/class/tty', name), { recursive: true });
  rmSync(join(root, 'sys/devices', socket), { recursive: true });
};

/** A module at a pseudo-terminal that is known as a USB device as well. */
async function plugged(name: string, socket: string, serial: string, seed = 1) {
  let served: ServedPty;
  const module = new SimulatedQuectel({
    personality: 'quectel-ec25',
    clock,
    seed,
    network: { registerMs: 500 },
  });
  let at = name;
  const line = {
    unplug: async () => {
      vanish(at, socket);
      await served.unplug();
    },
    replug: async ({ path = at }: { readonly path?: string } = {}) => {
      at = path;
      enumerate(at, socket, serial);
      await served.replug({ path: join(root, 'dev', at) });
    },
  };
  const faulty: FaultyModule = faultyModule(module, { clock, line: () => line });
  served = await servePty(faulty, { link: join(root, 'dev', name) });
  enumerate(name, socket, serial);
  faulty.powerOn();
  releases.push(async () => {
    await served.close();
    faulty.close();
  });
  return { faulty, line, imei: module.imei };
}

/** What one run of a program has: nothing of it is left when it ends but the state directory. */
function program(imei: string) {
  const asked: string[] = [];
  const port = new LocatedPort(
    { imei },
    {
      boards,
      claims: new PortClaims(),
      stateDirectory: join(root, 'state'),
      portAt: (path) => serialPort(path, { clock }),
      ask: async (at) => {
        asked.push(at.name);
        return (await identify(at, drivers, clock))?.imei;
      },
      plugging: { changed: (signal) => folderChanges(join(root, 'dev'), clock, signal) },
      sources: {
        ports: async () => listLinuxPorts({ sys: join(root, 'sys'), dev: join(root, 'dev') }),
        access: async () => ({ allowed: true }),
        holders: async () => new Map(),
      },
    },
  );
  const manager = new ConnectionManager({ clock });
  const events: ConnectivityEvent[] = [];
  manager.on('*', (event) => events.push(event));
  const iface = manager.addInterface({ name: 'lte0', technology: 'cellular' });
  const binding = manager.bind(iface, quectel, { port, verify: ({ id }) => port.verify(id) });
  manager.setFlag(iface, 'PERSISTENT', true);
  const close = async (): Promise<void> => manager.close();
  releases.push(close);
  return {
    asked,
    port,
    manager,
    iface,
    close,
    run: (line: string) => binding.context.run(line),
    count: (type: ConnectivityEvent['type']) => events.filter((event) => event.type === type).length,
    until: (condition: () => boolean) =>
      new Promise<void>((resolve, reject) => {
        const end = (): void => {
          stop();
          late.cancel();
        };
        const look = (): void => {
          if (!condition()) return;
          end();
          resolve();
        };
        const late = systemClock.after(limitMs, () => {
          end();
          const told = manager.timeline(iface).slice(-20);
          reject(new Error(told.map(({ cause, detail, event }) => `${event} ${detail} (${cause?.text})`).join('\n')));
        });
        const stop = manager.on('*', look);
        look();
      }),
  };
}

const openFiles = (): number => readdirSync('/proc/self/fd').length;
const handles = (): number => process.getActiveResourcesInfo().filter((name) => name !== 'Immediate').length;

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('a module at a real pseudo-terminal that is meant by its IMEI', () => {
  test('comes back under other names: one loss and one recovery each, and nothing is left open', async () => {
    const { imei, line } = await plugged('ttyUSB2', '1-1', 'A7F3');
    const { asked, count, iface, manager, port, until } = program(imei);
    manager.connect(iface);
    await until(() => manager.isReady(iface));
    const files: number[] = [];
    const held: number[] = [];
    for (let round = 1; round <= 12; round++) {
      await line.unplug();
      await until(() => count('module-absent') > round - 1 && count('module-lost') === round);
      await line.replug({ path: `ttyUSB${2 + (round % 5)}` });
      await until(() => manager.isReady(iface) && count('l4-connected') === round + 1);
      expect(port.current?.path).toBe(join(root, 'dev', `ttyUSB${2 + (round % 5)}`));
      files.push(openFiles());
      held.push(handles());
    }
    expect({ lost: count('module-lost'), connected: count('l4-connected') }).toEqual({ lost: 12, connected: 13 });
    // It was asked while nobody knew where it is; since then its USB device is known.
    expect(new Set(asked)).toEqual(new Set([join(root, 'dev/ttyUSB2')]));
    expect(Math.max(...files.slice(6))).toBeLessThanOrEqual(Math.max(...files.slice(0, 6)));
    expect(Math.max(...held.slice(6))).toBeLessThanOrEqual(Math.max(...held.slice(0, 6)) + 2);
  });

  test('a connect that was asked for while it is away is carried out when it comes, at another name', async () => {
    const { imei, line } = await plugged('ttyUSB2', '1-1', 'A7F3');
    await line.unplug();
    const { count, iface, manager, until } = program(imei);
    manager.connect(iface);
    await until(() => count('module-absent') > 0);
    expect(manager.isReady(iface)).toBe(false);
    await line.replug({ path: 'ttyUSB9' });
    await until(() => manager.isReady(iface));
    expect(count('l4-connected')).toBe(1);
  });

  test('a soft reset after which its firmware is enumerated anew is one loss and one recovery', async () => {
    const { faulty, imei } = await plugged('ttyUSB2', '1-1', 'A7F3');
    const { asked, count, iface, manager, port, run, until } = program(imei);
    manager.connect(iface);
    await until(() => manager.isReady(iface));
    faulty.add({ kind: 'unplug', forMs: 4000, path: 'ttyUSB6', trigger: { when: /CFUN=1,1/ } });
    await run('AT+CFUN=1,1').catch(() => []);
    await until(() => count('l4-connected') === 2);
    expect(count('module-lost')).toBe(1);
    expect(port.current?.path).toBe(join(root, 'dev/ttyUSB6'));
    expect(new Set(asked)).toEqual(new Set([join(root, 'dev/ttyUSB2')]));
  });

  test('is looked for where it was seen last after the program started over, before any other is asked', async () => {
    await plugged('ttyUSB2', '1-1', 'B001', 2);
    const { imei, line } = await plugged('ttyUSB6', '1-2', 'A7F3');
    const first = program(imei);
    first.manager.connect(first.iface);
    await first.until(() => first.manager.isReady(first.iface));
    await first.close();
    await line.unplug();
    await line.replug({ path: 'ttyUSB8' });
    const second = program(imei);
    second.manager.connect(second.iface);
    await second.until(() => second.manager.isReady(second.iface));
    expect(second.asked).toEqual([]);
    expect(second.port.current?.path).toBe(join(root, 'dev/ttyUSB8'));
  });
});
