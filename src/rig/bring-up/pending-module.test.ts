import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { drivers } from '../../../drivers/index.ts';
import { PortDirectory, SimulatedQuectel } from '../../../mocks/index.ts';
import { VirtualClock } from '../../base/virtual-clock.ts';
import { detectDriver } from '../../cli/up/detect-driver.ts';
import { ConnectionManager, type ConnectivityEvent } from '../../connectivity/index.ts';
import type { InterfaceConfig, RigConfig } from '../config/load.ts';
import { type Rig, startRig } from '../start-rig.ts';
import type { RigWorld } from './world.ts';

let clock: VirtualClock;
let directory: PortDirectory;
let manager: ConnectionManager;
let events: ConnectivityEvent[];
let modules: SimulatedQuectel[];
let rig: Rig | undefined;

beforeEach(() => {
  clock = new VirtualClock();
  directory = new PortDirectory();
  manager = new ConnectionManager({ clock });
  events = [];
  manager.on('*', (event) => events.push(event));
  modules = [];
  rig = undefined;
});

afterEach(async () => {
  const closed = rig?.close() ?? manager.close();
  await clock.advance(20_000);
  await closed;
  for (const module of modules) module.close();
  await clock.settle();
  expect(clock.timerCount).toBe(0);
});

function plug(path: string): void {
  const module = new SimulatedQuectel({ personality: 'quectel-bg95', clock });
  modules.push(module);
  module.powerOn();
  directory.plug(path, module, { clock });
}

const at = (name: string, path: string, more: Partial<InterfaceConfig> = {}): InterfaceConfig => ({
  name,
  module: { path },
  driver: 'auto',
  options: {},
  connect: true,
  timeout: 0,
  idleTimeout: 0,
  persistent: true,
  autoConnect: true,
  autoDown: true,
  labels: [],
  ...more,
});

/** Drivers and their asking are real; ports have names that no file system is asked for: that would be real time. */
function world(said: string[] = []): RigWorld {
  const nothing = (): never => {
    throw new Error('not asked for here');
  };
  return {
    clock,
    say: (line) => said.push(line),
    suppliers: {
      drivers: async () => drivers,
      port: async (address) => directory.port(address),
      discover: async () => [],
      portless: async () => [],
      detectDriver,
      simulator: nothing,
      catalogue: nothing,
      located: nothing,
      identify: nothing,
    },
  };
}

async function start(interfaces: readonly InterfaceConfig[]): Promise<Rig> {
  const config = { interfaces, quirks: [] } as unknown as RigConfig;
  let outcome: PromiseSettledResult<Rig> | undefined;
  void Promise.allSettled([startRig(world(), config, { manager, speed: 1, stateDirectory: undefined })]).then(
    ([settled]) => {
      outcome = settled;
    },
  );
  await clock.until(() => outcome !== undefined, 60_000);
  if (outcome?.status === 'rejected') throw outcome.reason;
  if (outcome === undefined) throw new Error('it did not start');
  rig = outcome.value;
  return rig;
}

const types = (name: string): string[] => events.filter(({ iface }) => iface.name === name).map(({ type }) => type);

test('a module that is not there keeps no other from coming up; its connect is carried out when it comes', async () => {
  plug('COM2');
  const { iface } = await start([at('lte0', 'COM2'), at('lte1', 'COM7')]);
  expect(await clock.until(() => manager.isReady(iface('lte0')), 120_000)).toBe(true);
  await clock.advance(600_000);
  expect(types('lte1')).toContain('module-absent');
  expect(manager.timeline(iface('lte1')).findLast(({ event }) => event === 'attempt-phase')?.detail).toBe(
    'waiting-for-module',
  );
  await expect(iface('lte1').at('AT')).rejects.toThrow('COM7 is not there yet');
  plug('COM7');
  expect(await clock.until(() => manager.isReady(iface('lte1')), 120_000)).toBe(true);
  const answer: string[] = [];
  void iface('lte1')
    .at('AT+CGMI')
    .then((lines) => answer.push(...lines));
  await clock.until(() => answer.length > 0, 10_000);
  expect(answer).toEqual(['Quectel']);
  expect(types('lte1').filter((type) => type === 'iface-up')).toHaveLength(1);
});

test('its timeout and a disconnect hold while it is waited for', async () => {
  const { iface } = await start([at('lte1', 'COM7', { timeout: 30, persistent: false })]);
  await clock.advance(31_000);
  expect(types('lte1')).toContain('connection-timeout');
  manager.connect(iface('lte1'));
  await clock.advance(1000);
  manager.disconnect(iface('lte1'));
  plug('COM7');
  expect(await clock.until(() => types('lte1').includes('module-ready'), 120_000)).toBe(true);
  await clock.advance(120_000);
  expect(manager.isReady(iface('lte1'))).toBe(false);
});

test('an option that is set meanwhile is there when its driver is', async () => {
  const { iface } = await start([at('lte1', 'COM7', { connect: false })]);
  manager.setOption(iface('lte1'), 'apn', 'iot.example');
  plug('COM7');
  expect(await clock.until(() => types('lte1').includes('module-ready'), 120_000)).toBe(true);
  expect(manager.getOption(iface('lte1'), 'apn')).toBe('iot.example');
});

test('one whose driver nobody knows is named, and nothing is left running of the others', async () => {
  plug('COM2');
  const mute = new SimulatedQuectel({ personality: 'quectel-bg95', clock });
  modules.push(mute);
  directory.plug('COM3', mute, { clock });
  await expect(start([at('lte0', 'COM2'), at('lte2', 'COM3')])).rejects.toThrow('COM3');
  expect(manager.interfaces).toEqual([]);
});
