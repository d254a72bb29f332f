import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FoundDevice } from '../../rig/bring-up/suppliers.ts';
import { loadConfig, type RigConfig } from '../../rig/config/load.ts';
import { startRun } from '../run.test-support.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlink-init-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

let count = 0;
const newFile = (): string => join(folder, `${count++}.yaml`);

/** What was written has to be a configuration that is right. */
async function written(file: string): Promise<RigConfig> {
  const catalogue = { drivers: ['quectel'], boards: [], simulated: ['quectel-bg95', 'quectel-ec25'] };
  return await loadConfig(file, { env: {}, catalogue, checkOption: () => undefined });
}

const device: FoundDevice = {
  path: '/dev/ttyUSB2',
  board: 'Quectel BG95\u001b[2J',
  driver: 'quectel',
  role: 'at',
  main: true,
  usb: '2c7c:0700',
  serialNumber: '7f3a90',
  portPath: '1-1.4',
  mayOpen: true,
  holders: [],
};

describe('atlink init', () => {
  test('writes down what is attached, by its serial number', async () => {
    const file = newFile();
    const run = startRun(['init', file], { found: [device, { ...device, path: '/dev/ttyUSB0', main: false }] });
    expect(await run.finished()).toBe(0);
    const { interfaces } = await written(file);
    expect(interfaces).toMatchObject([{ name: 'lte0', driver: 'quectel', module: { usbSerial: '7f3a90' } }]);
    const text = await readFile(file, 'utf8');
    expect(text).toContain('pin: { env: SIM_PIN }');
    expect(text).not.toContain('\u001b');
    expect(run.err()).toContain(`atlink up --config ${file}`);
  });

  test('tells twins by the sockets they are in', async () => {
    const file = newFile();
    const found = [device, { ...device, path: '/dev/ttyUSB6', portPath: '1-1.5' }];
    expect(await startRun(['init', file], { found }).finished()).toBe(0);
    const { interfaces } = await written(file);
    expect(interfaces.map(({ module }) => module)).toEqual([{ usbPort: '1-1.4' }, { usbPort: '1-1.5' }]);
    expect(interfaces.map(({ name }) => name)).toEqual(['lte0', 'lte1']);
  });

  test('--probe writes the identity down', async () => {
    const file = newFile();
    expect(await startRun(['init', '--probe', file], { found: [device] }).finished()).toBe(0);
    expect((await written(file)).interfaces[0]?.module).toEqual({ imei: '490154203237518', usbSerial: '7f3a90' });
  });

  test('with nothing attached a simulated module is written down, and that is said', async () => {
    const file = newFile();
    const run = startRun(['init', file]);
    expect(await run.finished()).toBe(0);
    expect(run.err()).toContain('no module was recognised, so a simulated one is written down');
    expect((await written(file)).interfaces[0]?.module).toEqual({ simulate: 'quectel-bg95' });
  });

  test('--simulate may be repeated', async () => {
    const file = newFile();
    const models = ['--simulate', 'quectel-bg95', '--simulate', 'quectel-ec25'];
    const run = startRun(['init', file, ...models], { found: [device] });
    expect(await run.finished()).toBe(0);
    expect(run.out()).toMatch(/^lte0: simulated Quectel BG95.*\nlte1: simulated Quectel EC25/);
    expect((await written(file)).interfaces.map(({ module }) => module.simulate)).toEqual([
      'quectel-bg95',
      'quectel-ec25',
    ]);
  });

  test('does not replace a file without --force', async () => {
    const file = newFile();
    await writeFile(file, 'mine');
    const run = startRun(['init', file]);
    expect(await run.finished()).toBe(2);
    expect(run.err()).toContain(`${file} is there already\n  Give another name, or --force to replace it.`);
    expect(await readFile(file, 'utf8')).toBe('mine');
    expect(await startRun(['init', file, '--force']).finished()).toBe(0);
    expect((await written(file)).interfaces).toHaveLength(1);
  });

  test.each([
    ['a model that is not there', ['--simulate', 'bg59'], 'there is no model "bg59"'],
    ['a folder that is not there', ['/not/there/atlink.yaml'], '/not/there/atlink.yaml cannot be written'],
  ])('refuses %s', async (_what, args, message) => {
    const run = startRun(['init', ...args]);
    expect(await run.finished()).toBe(2);
    expect(run.err()).toContain(message);
  });
});
