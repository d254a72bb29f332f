import { expect, test } from '@jest/globals';
import { SimulatedAir } from '../../mocks/esp-at/air.ts';
import { SimulatedEspAt } from '../../mocks/esp-at/simulated-esp-at.ts';
import { InProcessPort, type SimulatedModule } from '../../mocks/index.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { ConnectionManager } from '../../src/connectivity/index.ts';
import { espAt } from './esp-at.ts';
import { lab, labOptions } from './rig.test-support.ts';

/** Connects while one command line does not reach the module, and says how many lines there were. */
async function comesUp(personality: string, lost: number): Promise<number> {
  const clock = new VirtualClock();
  const module = new SimulatedEspAt({ personality, clock, air: new SimulatedAir([lab]) });
  let lines = 0;
  const leaky: SimulatedModule = {
    personality,
    receive: (bytes) => {
      if (lines++ !== lost) module.receive(bytes);
    },
    attach: (transmit) => module.attach(transmit),
    powerOn: () => module.powerOn(),
    powerOff: () => module.powerOff(),
    close: () => module.close(),
  };
  const manager = new ConnectionManager({ clock });
  const wlan0 = manager.addInterface({ name: 'wlan0', technology: 'wifi' });
  module.powerOn();
  manager.bind(wlan0, espAt, { port: new InProcessPort(leaky, { clock }), options: labOptions });
  manager.connect(wlan0);
  const came = await clock.until(() => manager.isReady(wlan0), 120_000);
  const told = JSON.stringify(manager.timeline(wlan0).map(({ event, detail }) => `${event} ${detail ?? ''}`));
  const closed = manager.close();
  await clock.advance(5000);
  await closed;
  module.close();
  if (!came) throw new Error(`line ${lost} was lost: ${told}`);
  expect(clock.timerCount).toBe(0);
  return lines;
}

test.each(['esp8266-nonos', 'esp8266-at2', 'esp32-at4'])(
  'whichever one command line is lost on the way to %s, it comes up',
  async (personality) => {
    const lines = await comesUp(personality, -1);
    expect(lines).toBeGreaterThan(20);
    for (let lost = 0; lost < lines; lost++) await comesUp(personality, lost);
  },
);
