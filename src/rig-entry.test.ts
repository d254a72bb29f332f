import { expect, test } from '@jest/globals';
import { defineConfig, startRig } from './rig-entry.ts';

const config = defineConfig({
  interfaces: {
    lte0: { module: { simulate: 'quectel-bg95' }, options: { apn: 'internet' } },
    lte1: { module: { simulate: 'nrf9160-at-host' }, connect: false },
    wlan0: { module: { simulate: 'esp32-c3' }, persistent: false, timeout: 90 },
  },
});

test('the modules of a configuration given as an object connect, and closing it gives everything back', async () => {
  const said: string[] = [];
  const rig = await startRig(config, { speed: 100, say: (line) => said.push(line) });
  const { manager } = rig;
  try {
    expect(rig.interfaces.map(({ name }) => name)).toEqual(['lte0', 'lte1', 'wlan0']);
    expect(said.join('\n')).toMatch(/lte1: simulated .*nRF9160/);
    const wanted = [rig.iface('lte0'), rig.iface('wlan0')];
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (wanted.every((iface) => manager.isReady(iface))) resolve();
      };
      manager.on('*', look);
      look();
    });
    expect(rig.iface('lte1').isAdminUp).toBe(false);
    expect(manager.getFlag(rig.iface('wlan0'), 'PERSISTENT')).toBe(false);
    expect(manager.getTimeout(rig.iface('wlan0'))).toBe(90);
  } finally {
    await rig.close();
  }
  expect(rig.interfaces.every((iface) => !iface.isAdminUp)).toBe(true);
  await rig.close();
}, 60_000);

test('a name that the configuration does not have is refused with the similar one', async () => {
  const wrong = { interfaces: { lte0: { module: { simulate: 'quectel-bg59' } } } };
  await expect(startRig(wrong)).rejects.toThrow('Did you mean quectel-bg95');
});
