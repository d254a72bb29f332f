import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { BareHost } from '../line/bare-host.ts';
import { SimulatedQuectel } from './simulated-quectel.ts';

let clock: VirtualClock;
let module: SimulatedQuectel;
let host: BareHost;

async function start(personality: string): Promise<void> {
  module = new SimulatedQuectel({ personality, clock });
  host = new BareHost(module, clock);
  module.powerOn();
  await clock.advance(30_000);
  await host.ask('ATE0');
}

beforeEach(() => {
  clock = new VirtualClock();
});

afterEach(() => {
  module.close();
  expect(clock.timerCount).toBe(0);
});

const ok = '\r\nOK\r\n';

test('a host at another speed neither understands nor is understood', async () => {
  await start('quectel-bg95');
  module.setHostBaudRate(9600);
  expect(await host.ask('AT', 1000)).toBe('');
  module.injectUrc('+QIND: "act","eMTC"');
  const read = host.take();
  expect(read).not.toBe('');
  expect(read).not.toContain('QIND');
  expect(module.commandsSeen.at(-1)).toBe('ATE0');
  module.setHostBaudRate(115_200);
  expect(await host.ask('AT')).toBe(ok);
});

test('AT+IPR says OK at the old speed and then speaks at the new one', async () => {
  await start('quectel-ec25');
  module.setHostBaudRate(115_200);
  expect(await host.ask('AT+IPR=460800')).toBe(ok);
  expect(module.baudRate).toBe(460_800);
  expect(await host.ask('AT', 1000)).not.toContain('OK');
  module.setHostBaudRate(460_800);
  expect(await host.ask('AT')).toBe(ok);
  // Not stored: the start is at the old speed again.
  module.reboot();
  await clock.advance(30_000);
  expect(host.take()).not.toContain('RDY');
  module.setHostBaudRate(115_200);
  expect(await host.ask('AT')).toContain(ok);
});

test('AT+IPR and AT&W on one line last, and reset to factory settings leaves the speed', async () => {
  await start('quectel-ec25');
  module.setHostBaudRate(115_200);
  expect(await host.ask('AT+IPR=230400;&W')).toBe(ok);
  module.setHostBaudRate(230_400);
  expect(await host.ask('AT&F')).toBe(ok);
  module.reboot();
  await clock.advance(30_000);
  expect(host.take()).toMatch(/^\r\nRDY\r\n/);
});

test('an automatic speed: no URC until it is found, and the first characters are lost', async () => {
  await start('quectel-ec200u');
  module.setHostBaudRate(57_600);
  expect(await host.ask('AT')).not.toContain('OK');
  module.setHostBaudRate(115_200);
  expect(await host.ask('AT+IPR=0;&W')).toBe(ok);
  module.reboot();
  module.setHostBaudRate(57_600);
  await clock.advance(30_000);
  expect(host.take()).toBe('');
  expect(await host.ask('AT')).toBe('');
  expect(await host.ask('AT')).toBe(ok);
  expect(await host.ask('AT+IPR?')).toBe(`\r\n+IPR: 0\r\n${ok}`);
  module.injectUrc('+QIND: "act","LTE"');
  expect(host.take()).toBe('\r\n+QIND: "act","LTE"\r\n');
});

test('models without an automatic speed refuse 0', async () => {
  await start('quectel-bg96');
  expect(await host.ask('AT+IPR=0')).toBe('\r\nERROR\r\n');
  expect(await host.ask('AT+IPR=123456')).toBe('\r\nERROR\r\n');
});
