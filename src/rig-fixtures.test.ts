import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { servePty, simulatedModule } from '../mocks/index.ts';
import { takeModule } from './rig-entry.ts';

let folder: string;
const leasesBefore = process.env.ATLINK_LEASES;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlink-take-'));
  process.env.ATLINK_LEASES = join(folder, 'leases');
});

afterEach(async () => {
  if (leasesBefore === undefined) delete process.env.ATLINK_LEASES;
  else process.env.ATLINK_LEASES = leasesBefore;
  await rm(folder, { recursive: true, force: true });
});

async function rigOf(text: string): Promise<string> {
  const file = join(folder, 'atlink.yaml');
  await writeFile(file, text);
  return file;
}

const simulated = { ATLINK_SIMULATED: '1' };

describe('a module of the simulated rig', () => {
  test.each([
    ['lte-m', 'cellular'],
    ['wifi', 'wifi'],
  ])(
    'labelled %s is taken, connects and is given back',
    async (label, technology) => {
      const module = await takeModule({ labels: [label] }, { env: simulated, rig: await rigOf(both) });
      try {
        expect(module).toMatchObject({ isSimulated: true, labels: expect.arrayContaining([label]) });
        expect(module.iface.technology).toBe(technology);
        expect(module.iface.isAdminUp).toBe(false);
        await module.connected(60_000);
        expect(module.iface.hasAddress()).toBe(true);
      } finally {
        await module.release();
      }
      expect(module.iface.isAdminUp).toBe(false);
      await module[Symbol.asyncDispose]();
    },
    70_000,
  );

  test('stands in for a board of the file, secrets and all left alone', async () => {
    const rig = await rigOf(both);
    const module = await takeModule({ name: 'gateway' }, { env: simulated, rig });
    expect(module).toMatchObject({ name: 'gateway', isSimulated: true, labels: ['wifi', 'lab-3'] });
    await module.release();
  }, 30_000);
});

const both = `
interfaces:
  lte0:
    module: { imei: "490154203237518" }
    driver: quectel
    labels: [lte-m]
  gateway:
    module: { board: esp32-devkitc }
    labels: [wifi, lab-3]
    options: { ssid: lab, passphrase: { env: NOBODY_SET_THIS } }
`;

describe('what cannot be taken says why', () => {
  test('no rig', async () => {
    await expect(takeModule({}, { env: { ATLINK_RIG: '' } })).rejects.toMatchObject({
      message: expect.stringContaining('there is no rig'),
      hint: expect.stringContaining('ATLINK_SIMULATED=1'),
    });
  });

  test('no such label', async () => {
    await expect(
      takeModule({ labels: ['satellite'] }, { env: simulated, rig: await rigOf(both) }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('is labelled satellite'),
      hint: expect.stringContaining('gateway [wifi, lab-3]'),
    });
  });

  test('a file that is not there', async () => {
    const env = { ATLINK_RIG: join(folder, 'none.yaml') };
    await expect(takeModule({}, { env })).rejects.toThrow('none.yaml cannot be read');
  });
});

test('two jobs never have one module at once, and the second gets it when the first is done', async () => {
  const device = simulatedModule('quectel-bg95', { speed: 100 });
  const served = await servePty(device, { link: join(folder, 'ttyLAB') });
  device.powerOn();
  const path = join(folder, 'ttyLAB');
  const rig = await rigOf(`interfaces: { lte0: { module: { path: ${path} }, driver: quectel, labels: [lte-m] } }`);
  try {
    const first = await takeModule({ labels: ['lte-m'] }, { rig, env: {} });
    await expect(takeModule({}, { rig, env: {}, waitMs: 0 })).rejects.toMatchObject({
      code: 'PORT_BUSY',
      message: expect.stringMatching(/^lte0: the module is taken by .*this very process/),
    });
    const second = takeModule({}, { rig, env: {}, waitMs: 60_000 });
    await first.connected(60_000);
    await first.release();
    const module = await second;
    await module.connected(60_000);
    await module.release();
  } finally {
    await served.close();
    device.close();
  }
}, 130_000);
