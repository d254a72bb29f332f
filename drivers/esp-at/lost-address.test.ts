import { expect, test } from '@jest/globals';
import { SimulatedAir } from '../../mocks/esp-at/air.ts';
import { SimulatedEspAt } from '../../mocks/esp-at/simulated-esp-at.ts';
import { InProcessPort, type SimulatedModule } from '../../mocks/index.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { ConnectionManager } from '../../src/connectivity/index.ts';
import { espAt } from './esp-at.ts';
import { lab, labOptions } from './rig.test-support.ts';

const noAddress = ['ip', 'gateway', 'netmask'].map((name) => `+CIPSTA:${name}:"0.0.0.0"\r\n`).join('');

test('an address that is lost while the association stands is a loss of service, and no loss of carrier', async () => {
  const clock = new VirtualClock();
  const module = new SimulatedEspAt({ personality: 'esp32-at4', clock, air: new SimulatedAir([lab]) });
  let say: (text: string) => void = () => undefined;
  /** What it answers in the module's place. */
  let answers: Readonly<Record<string, string>> = {};
  const between: SimulatedModule = {
    personality: 'between',
    receive: (bytes) => {
      const answer = answers[Buffer.from(bytes).toString().trim()];
      if (answer === undefined) module.receive(bytes);
      else say(`${answer}\r\nOK\r\n`);
    },
    attach: (transmit) => {
      say = (text) => transmit(Buffer.from(text));
      return module.attach(transmit);
    },
    powerOn: () => module.powerOn(),
    powerOff: () => module.powerOff(),
    close: () => module.close(),
  };
  const manager = new ConnectionManager({ clock });
  const wlan0 = manager.addInterface({ name: 'wlan0', technology: 'wifi' });
  manager.bind(wlan0, espAt, { port: new InProcessPort(between, { clock }), options: labOptions });
  manager.setFlag(wlan0, 'PERSISTENT', true);
  module.powerOn();
  manager.connect(wlan0);
  expect(await clock.until(() => manager.isReady(wlan0), 60_000)).toBe(true);
  // A new lease: the interface has the new address, and was up all the time.
  answers = {
    'AT+CWSTATE?': '+CWSTATE:2,"lab"\r\n',
    'AT+CIPSTA?': noAddress.replace('0.0.0.0', '10.0.0.99'),
  };
  say('WIFI GOT IP\r\n');
  await clock.advance(1000);
  expect(wlan0.addresses).toEqual([{ family: 'IPv4', address: '10.0.0.99' }]);
  expect(wlan0.isUp).toBe(true);
  // None any more, and nobody says so.
  answers = { 'AT+CWSTATE?': '+CWSTATE:1,"lab"\r\n', 'AT+CIPSTA?': noAddress };
  expect(await clock.until(() => !wlan0.isUp, 35_000)).toBe(true);
  expect(wlan0.hasCarrier).toBe(true);
  expect(wlan0.addresses).toEqual([]);
  answers = {};
  expect(await clock.until(() => manager.isReady(wlan0), 60_000)).toBe(true);
  const closed = manager.close();
  await clock.advance(5000);
  await closed;
  module.close();
  expect(clock.timerCount).toBe(0);
});
