import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { BareHost } from '../line/bare-host.ts';
import type { QuectelOptions } from './options.ts';
import { SimulatedQuectel } from './simulated-quectel.ts';

let clock: VirtualClock;
let module: SimulatedQuectel;
let host: BareHost;

async function start(options: Partial<QuectelOptions> = {}): Promise<void> {
  module = new SimulatedQuectel({ personality: 'quectel-ec25', clock, ...options });
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
const carrierLost = '\r\nNO CARRIER\r\n';
const connect = '\r\nCONNECT 150000000\r\n';

async function leave(): Promise<string> {
  await clock.advance(1000);
  host.take();
  host.send('+++');
  await clock.advance(1001);
  return host.take();
}

test('a data call: CONNECT, frames, and nothing that looks like an answer', async () => {
  await start();
  const answer = await host.ask('ATD*99#', 1000);
  expect(answer.startsWith(`${connect}~\xff}#\xc0!`)).toBe(true);
  host.send('~\xff}#\xc0!}!}!} }4~AT\rATH\r');
  await clock.advance(30_000);
  expect(host.take()).not.toMatch(/OK|ERROR/);
  // Ten configure requests, and then no more.
  await clock.advance(30_000);
  expect(host.take()).toBe('');
});

test('+++ leaves it, ATO returns, ATH ends it', async () => {
  await start();
  await host.ask('ATDT*99***1#', 1000);
  expect(await leave()).toBe(ok);
  expect(await host.ask('AT+CSQ')).toContain('+CSQ');
  expect(await host.ask('ATD*99#', 1000)).toBe(carrierLost);
  expect((await host.ask('ATO')).startsWith(connect)).toBe(true);
  expect(await leave()).toBe(ok);
  expect(await host.ask('ATH')).toContain('OK');
  expect(await host.ask('ATO')).toBe(carrierLost);
  expect(await host.ask('ATD*99#', 1000)).toContain('CONNECT');
});

test('ATX0 leaves out the speed', async () => {
  await start();
  await host.ask('ATX0');
  expect((await host.ask('ATD*99#', 1000)).startsWith('\r\nCONNECT\r\n~')).toBe(true);
});

test('no carrier: an unknown number, a context that is not there, no network', async () => {
  await start();
  expect(await host.ask('ATD12345;', 2000)).toBe(carrierLost);
  expect(await host.ask('ATD*99***9#', 2000)).toBe(carrierLost);
  module.loseCoverage();
  await clock.advance(60_000);
  expect(await host.ask('ATD*99#', 2000)).toBe(carrierLost);
});

test('a dial that names the context fails where firmware has it so', async () => {
  await start({ misbehaviours: { dialWithCidFails: true } });
  expect(await host.ask('ATD*99***1#', 2000)).toBe(carrierLost);
  expect(await host.ask('ATD*99#', 2000)).toContain('CONNECT');
});

test('the bearer goes, and the call with it', async () => {
  await start();
  await host.ask('ATD*99#', 1000);
  module.deactivatePdp(1);
  await clock.advance(100);
  expect(host.take()).toBe(carrierLost);
  expect(await host.ask('AT')).toBe(ok);
});

test('DTR ends it, or leaves it up with AT&D1', async () => {
  await start();
  await host.ask('ATD*99#', 1000);
  module.setDtr(false);
  expect(host.take()).toBe(carrierLost);
  module.setDtr(true);
  await host.ask('AT&D1');
  await host.ask('ATD*99#', 1000);
  module.setDtr(false);
  expect(host.take()).toBe(ok);
  expect(await host.ask('ATO')).toContain('CONNECT');
});

test('neighbour cells, as AT+QENG shows them', async () => {
  await start({ network: { neighbours: [{ physicalCell: 7, rsrp: -99, rsrq: -14 }] } });
  expect(await host.ask('AT+QENG="neighbourcell"')).toBe(
    '\r\n+QENG: "neighbourcell intra","LTE",1650,152,-11,-88,-62,11,41,5,10,8,62\r\n' +
      '+QENG: "neighbourcell intra","LTE",1650,7,-14,-99,-72,-,18,5,10,8,62\r\n' +
      `+QENG: "neighbourcell inter","LTE",2950,-,-,-,-,-,-,0,10,4\r\n${ok}`,
  );
  module.loseCoverage();
  await clock.advance(5000);
  expect(await host.ask('AT+QENG="neighbourcell"')).toBe(ok);
});
