import { afterEach, expect, test } from '@jest/globals';
import { closed, lab, type Rig, start } from './rig.test-support.ts';

afterEach(closed);

/** The same numbers for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const mishaps: readonly ((rig: Rig) => void)[] = [
  ({ manager, wlan0 }) => manager.connect(wlan0),
  ({ manager, wlan0 }) => manager.disconnect(wlan0),
  ({ manager, wlan0 }) => manager.setOption(wlan0, 'passphrase', 'a wrong one'),
  ({ manager, wlan0 }) => manager.setOption(wlan0, 'passphrase', 'secret99'),
  ({ manager, wlan0 }) => manager.setFlag(wlan0, 'PERSISTENT', true),
  ({ manager, wlan0 }) => manager.setFlag(wlan0, 'PERSISTENT', false),
  ({ manager, wlan0 }) => manager.setTimeout(wlan0, 20),
  ({ manager, wlan0 }) => manager.setTimeout(wlan0, 0),
  ({ air }) => {
    for (const point of air.points) air.remove(point);
  },
  ({ air }) => void (air.points.length > 0 || air.add(lab)),
  ({ module }) => module.deauthenticate(),
  ({ module }) => module.reboot(),
  ({ module }) => module.reboot('watchdog'),
  ({ module }) => module.powerOff(),
  ({ module }) => module.powerOn(),
  ({ module }) => module.injectBytes(Buffer.from('\x00\xff\xe0garbage\r\n+CWJAP:\r\n')),
  ({ module }) => module.injectUrc('busy p...'),
  ({ port }) => port.unplug(),
  ({ port }) => port.plug(),
  ({ binding }) => void binding.context.run('AT+CWQAP').catch(() => undefined),
  ({ binding }) => void binding.context.run('AT+CIPSTA?').catch(() => undefined),
  ({ binding }) => void binding.context.run('AT+CWMODE=0').catch(() => undefined),
  ({ binding }) => void binding.context.run('AT+CWJAP="lab","secret99"').catch(() => undefined),
  ({ binding }) => void binding.context.scan().catch(() => undefined),
];

const personalities = ['esp8266-nonos', 'esp32-at1', 'esp8266-at2', 'esp32-at2', 'esp32-c3', 'esp32-at4', 'esp32-c61'];

test.each(personalities.flatMap((personality) => [1, 2, 3].map((seed) => [personality, seed] as const)))(
  'whatever happens to %s, in the end it is as it should be (seed %i)',
  async (personality, seed) => {
    const next = random(seed * 7919);
    const rig = start({ personality });
    const { air, clock, manager, module, port, until, wlan0 } = rig;
    for (let step = 0; step < 60; step++) {
      mishaps[Math.floor(next() * mishaps.length)]?.(rig);
      await clock.advance(next() * 9000);
    }
    // Nothing is wanted: the module is made to let go, and stays away.
    port.plug();
    module.powerOn();
    if (air.points.length === 0) air.add(lab);
    // What was joined by hand may be connected while the interface is admin-down, and a disconnect is then nothing.
    manager.up(wlan0);
    manager.disconnect(wlan0);
    await clock.advance(150_000);
    expect(wlan0.isUp).toBe(false);
    expect(module.isAssociated).toBe(false);
    // Wanted: it comes, with the addresses that the module has.
    manager.setOption(wlan0, 'passphrase', 'secret99');
    manager.setTimeout(wlan0, 0);
    manager.connect(wlan0);
    await until(() => manager.isReady(wlan0), 200);
    expect(wlan0.addresses.map(({ address }) => address)).toContain(module.address);
  },
);
