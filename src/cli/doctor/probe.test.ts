import { expect, test } from '@jest/globals';
import { drivers, quirksOf } from '../../../drivers/index.ts';
import { InProcessPort, type SimulatedModule, simulatedModule, VirtualClock } from '../../../mocks/index.ts';
import { TransportError } from '../../base/errors.ts';
import type { Driver } from '../../rig/bring-up/suppliers.ts';
import type { Port } from '../../transport/transport.ts';
import type { Cli } from '../cli.ts';
import { startRun } from '../run.test-support.ts';
import { inVirtualTime } from './examined.test-support.ts';
import { probe } from './probe.ts';
import { probeDevices, probeLines } from './probe-devices.ts';

async function probed(portOf: (clock: VirtualClock) => Promise<Port> | Port) {
  const clock = new VirtualClock();
  const { signal } = new AbortController();
  const port = await portOf(clock);
  const path = '/dev/ttyUSB2';
  const request = { path, port, line: {}, drivers: drivers as readonly Driver[], clock, signal, quirksOf };
  return await inVirtualTime(clock, probe(request));
}

const modules: SimulatedModule[] = [];
async function running(name: string, clock: VirtualClock): Promise<Port> {
  const module = simulatedModule(name, { clock });
  modules.push(module);
  module.powerOn();
  await clock.advance(20_000);
  return new InProcessPort(module, { clock });
}

test('a module says who it is, and which quirks are known of it', async () => {
  const found = await probed((clock) => running('quectel-bg96', clock));
  expect(found.module).toMatchObject({ manufacturer: 'Quectel', model: 'BG96', driver: 'quectel' });
  expect(found.quirks?.length).toBeGreaterThan(0);
  const lines = probeLines([found]);
  expect(lines[0]).toMatch(/^\/dev\/ttyUSB2: Quectel BG96 \S+, driver quectel$/);
  expect(lines.slice(1).every((line) => /^ {2}\S+: .+ \(.*BG96.*\)$/.test(line))).toBe(true);
});

test('a Wi-Fi module is known by its firmware', async () => {
  const found = await probed((clock) => running('esp32-c3', clock));
  expect(found.module?.driver).toBe('esp-at');
});

test('silence, and a port that cannot be opened, are told with what to do', async () => {
  const silent = await probed((clock) => new InProcessPort(simulatedModule('quectel-bg95', { clock }), { clock }));
  expect(silent.problem).toBe('nothing answers AT; "atlink doctor /dev/ttyUSB2" tells why');
  const error = new TransportError('PORT_BUSY', '/dev/ttyUSB2 is in use', { hint: 'Held by minicom.' });
  const busy = await probed(() => ({ name: 'busy', open: () => Promise.reject(error) }));
  expect(busy.problem).toBe('/dev/ttyUSB2 is in use. Held by minicom.');
});

test('what can be no port is refused before anything is asked', async () => {
  const run = startRun(['devices', '--probe', '/dev/nonsense']);
  expect(await run.finished()).toBe(2);
  expect(run.err()).toContain('there is no port /dev/nonsense');
});

test('only the AT port of a known board that nobody holds is asked unnamed, and any that is named', async () => {
  const main = { path: '/dev/ttyUSB2', role: 'at', main: true, mayOpen: true, holders: [] };
  const devices = [
    main,
    { ...main, path: '/dev/ttyUSB5', mayOpen: false },
    { ...main, path: '/dev/ttyUSB6', holders: ['minicom (7)'] },
    { ...main, path: '/dev/ttyUSB8', role: 'uart', main: false },
  ];
  const opened: string[] = [];
  const error = new TransportError('PORT_MISSING', 'gone');
  const suppliers = {
    drivers: async () => [],
    port: async (path: string) => {
      opened.push(path);
      return { name: path, open: () => Promise.reject(error) };
    },
  };
  const cli = { clock: new VirtualClock(), suppliers } as unknown as Cli;
  await probeDevices(cli, devices, undefined);
  expect(opened).toEqual(['/dev/ttyUSB2']);
  await probeDevices(cli, devices, '/dev/ttyUSB8');
  expect(opened).toEqual(['/dev/ttyUSB2', '/dev/ttyUSB8']);
});
