import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { BareHost } from '../line/bare-host.ts';
import type { Misbehaviours, SimOptions } from './options.ts';
import { SimulatedQuectel } from './simulated-quectel.ts';

let clock: VirtualClock;
let module: SimulatedQuectel;
let host: BareHost;

async function start(sim: SimOptions, misbehaviours: Misbehaviours = {}): Promise<string> {
  module = new SimulatedQuectel({ personality: 'quectel-ec25', clock, sim, misbehaviours });
  host = new BareHost(module, clock);
  module.powerOn();
  await clock.advance(30_000);
  const boot = host.take();
  await host.ask('ATE0');
  return boot;
}

beforeEach(() => {
  clock = new VirtualClock();
});

afterEach(() => {
  module.close();
  expect(clock.timerCount).toBe(0);
});

const ok = '\r\nOK\r\n';

test('the right PIN opens the card, and the module registers', async () => {
  expect(await start({ pin: '1234' })).toBe('\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: SIM PIN\r\n\r\n+QUSIM: 1\r\n');
  expect(await host.ask('AT+CPIN?')).toBe(`\r\n+CPIN: SIM PIN\r\n${ok}`);
  expect(await host.ask('AT+CIMI')).toBe('\r\n+CME ERROR: 11\r\n');
  expect(await host.ask('AT+QINISTAT')).toBe(`\r\n+QINISTAT: 0\r\n${ok}`);
  expect(module.isRegistered).toBe(false);
  expect(await host.ask('AT+CPIN="1234"', 5000)).toBe(
    `${ok}\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+QIND: SMS DONE\r\n\r\n+QIND: PB DONE\r\n`,
  );
  expect(module.isRegistered).toBe(true);
  expect(await host.ask('AT+CPIN=1234')).toBe('\r\n+CME ERROR: 3\r\n');
  expect(await host.ask('AT+CLCK="SC",2')).toBe(`\r\n+CLCK: 1\r\n${ok}`);
});

test('wrong PINs use up the tries, then the PUK is asked for', async () => {
  await start({ pin: '1234', puk: '87654321' });
  expect(await host.ask('AT+QPINC="SC"')).toBe(`\r\n+QPINC: "SC",3,10\r\n${ok}`);
  expect(await host.ask('AT+CPIN=0000')).toBe('\r\n+CME ERROR: 16\r\n');
  expect(await host.ask('AT+CPIN=0000')).toBe('\r\n+CME ERROR: 16\r\n');
  expect(await host.ask('AT+QPINC="SC"')).toBe(`\r\n+QPINC: "SC",1,10\r\n${ok}`);
  expect(await host.ask('AT+CMEE=2')).toBe(ok);
  expect(await host.ask('AT+CPIN=0000')).toBe('\r\n+CME ERROR: SIM PUK required\r\n');
  await host.ask('AT+CMEE=1');
  expect(await host.ask('AT+CPIN?')).toBe(`\r\n+CPIN: SIM PUK\r\n${ok}`);
  expect(await host.ask('AT+CPIN=1234')).toBe('\r\n+CME ERROR: 12\r\n');
  expect(module.pinTriesLeft).toBe(0);
  expect(await host.ask('AT+CPIN="11111111","4321"')).toBe('\r\n+CME ERROR: 16\r\n');
  expect(module.pukTriesLeft).toBe(9);
  expect(await host.ask('AT+CPIN="87654321","4321"')).toContain(`${ok}\r\n+CPIN: READY\r\n`);
  expect(module.pinTriesLeft).toBe(3);
  module.reboot();
  await clock.advance(20_000);
  await host.ask('ATE0');
  expect(await host.ask('AT+CPIN=4321')).toContain(`${ok}\r\n+CPIN: READY`);
});

test('the last wrong PUK ends the card', async () => {
  await start({ pin: '1234', pinTries: 0, pukTries: 1 });
  expect(await host.ask('AT+CPIN="11111111","4321"')).toBe('\r\n+CME ERROR: 13\r\n');
  expect(await host.ask('AT+CPIN?')).toBe('\r\n+CME ERROR: 13\r\n');
});

test('an empty slot: CME 10, no URC, no registration', async () => {
  expect(await start({ inserted: false })).toBe('\r\nRDY\r\n\r\n+CFUN: 1\r\n');
  expect(await host.ask('AT+CPIN?')).toBe('\r\n+CME ERROR: 10\r\n');
  expect(await host.ask('AT+QCCID')).toBe('\r\n+CME ERROR: 10\r\n');
  expect(await host.ask('AT+QSIMSTAT?')).toBe(`\r\n+QSIMSTAT: 0,0\r\n${ok}`);
  expect(module.isRegistered).toBe(false);
});

test('the card is pulled out and put back', async () => {
  await start({ iccid: '89490200001234567894', imsi: '262017777777777' });
  expect(await host.ask('AT+QCCID')).toBe(`\r\n+QCCID: 89490200001234567894\r\n${ok}`);
  expect(await host.ask('AT+CIMI')).toBe(`\r\n262017777777777\r\n${ok}`);
  await host.ask('AT+QSIMSTAT=1');
  await host.ask('AT+CEREG=1');
  module.removeSim();
  await clock.advance(1000);
  expect(host.take()).toBe('\r\n+QSIMSTAT: 1,0\r\n\r\n+CPIN: NOT READY\r\n\r\n+CEREG: 0\r\n');
  expect(await host.ask('AT+CPIN?')).toBe('\r\n+CME ERROR: 10\r\n');
  module.insertSim();
  await clock.advance(10_000);
  expect(host.take()).toBe(
    '\r\n+QSIMSTAT: 1,1\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+CEREG: 2\r\n' +
      '\r\n+QIND: SMS DONE\r\n\r\n+CEREG: 1\r\n\r\n+QIND: PB DONE\r\n',
  );
});

test('AT+CFUN=0 powers the card down, 1 brings it back, 4 leaves it', async () => {
  await start({});
  expect(await host.ask('AT+CFUN=0', 3000)).toBe(`${ok}\r\n+CPIN: NOT READY\r\n`);
  expect(await host.ask('AT+CPIN?')).toBe('\r\n+CME ERROR: 13\r\n');
  expect(await host.ask('AT+QCCID')).toBe('\r\n+CME ERROR: 13\r\n');
  expect(await host.ask('AT+CFUN=1', 1000)).toBe(`${ok}\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n`);
  await clock.advance(10_000);
  expect(module.isRegistered).toBe(true);
  host.take();
  expect(await host.ask('AT+CFUN=4', 3000)).toBe(ok);
  expect(module.isRegistered).toBe(false);
  expect(await host.ask('AT+CPIN?')).toBe(`\r\n+CPIN: READY\r\n${ok}`);
});

test('AT+CLCK switches the PIN on and off, AT+CPWD changes it', async () => {
  await start({});
  expect(await host.ask('AT+CLCK="SC",1,"9999"')).toBe('\r\n+CME ERROR: 16\r\n');
  expect(await host.ask('AT+CLCK="SC",1,"0000"')).toBe(ok);
  expect(await host.ask('AT+CPWD="SC","0000","2468"')).toBe(ok);
  module.reboot();
  await clock.advance(20_000);
  await host.ask('ATE0');
  expect(await host.ask('AT+CPIN?')).toContain('SIM PIN');
  expect(await host.ask('AT+CPIN=2468')).toContain(ok);
});

test('another card comes into the slot: its own number, PIN and tries', async () => {
  await start({ iccid: '89490200001111111111' });
  await host.ask('AT+QSIMSTAT=1');
  module.removeSim();
  await clock.advance(1000);
  expect(host.take()).toBe('\r\n+QSIMSTAT: 1,0\r\n\r\n+CPIN: NOT READY\r\n');
  module.insertSim({ iccid: '89490200002222222222', pin: '4711' });
  await clock.advance(1000);
  expect(host.take()).toBe('\r\n+QSIMSTAT: 1,1\r\n\r\n+CPIN: SIM PIN\r\n\r\n+QUSIM: 1\r\n');
  expect(await host.ask('AT+QCCID')).toContain('+QCCID: 89490200002222222222\r\n');
  expect(await host.ask('AT+CPIN=4711', 5000)).toContain('+CPIN: READY');
  expect(module.isRegistered).toBe(true);
});

test('tries outlive restarts and power cuts: the card counts them', async () => {
  await start({ pin: '1234' });
  expect(await host.ask('AT+CPIN=0000')).toBe('\r\n+CME ERROR: 16\r\n');
  module.reboot();
  await clock.advance(30_000);
  expect(await host.ask('AT+CPIN=0000')).toContain('\r\n+CME ERROR: 16\r\n');
  module.powerOff();
  module.powerOn();
  await clock.advance(30_000);
  expect(await host.ask('AT+QPINC="SC"')).toContain('+QPINC: "SC",1,10');
  module.removeSim();
  module.insertSim();
  await clock.advance(5000);
  expect(await host.ask('AT+QPINC="SC"')).toContain('+QPINC: "SC",1,10');
});

test('a swap may restart the module', async () => {
  await start({}, { restartAfterSwap: true });
  module.removeSim();
  module.insertSim();
  await clock.advance(30_000);
  expect(host.take()).toMatch(/^\r\n\+CPIN: NOT READY\r\n\r\nRDY\r\n\r\n\+CFUN: 1\r\n\r\n\+CPIN: READY\r\n/);
  expect(module.echo).toBe(true);
});

test('without the detection switch a swap goes unseen, until the next start', async () => {
  await start({ iccid: '89490200001111111111' });
  await host.ask('AT+QSIMSTAT=1');
  await host.ask('AT+QSIMDET=0,1');
  expect(await host.ask('AT+QSIMDET?')).toContain('+QSIMDET: 0,1');
  module.reboot();
  await clock.advance(30_000);
  await host.ask('ATE0');
  module.removeSim();
  await clock.advance(1000);
  expect(host.take()).toBe('');
  expect(await host.ask('AT+QSIMSTAT?')).toBe(`\r\n+QSIMSTAT: 1,0\r\n${ok}`);
  module.insertSim({ iccid: '89490200002222222222' });
  await clock.advance(1000);
  expect(host.take()).toBe('');
  module.reboot();
  await clock.advance(30_000);
  expect(await host.ask('AT+QCCID')).toContain('+QCCID: 89490200002222222222\r\n');
});

test('the filler of a 19-digit ICCID may remain', async () => {
  await start({ iccid: '89490200001234567894' }, { iccidFiller: true });
  expect(await host.ask('AT+QCCID')).toBe(`\r\n+QCCID: 8949020000123456789F\r\n${ok}`);
});
