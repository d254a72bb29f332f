import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { BareHost } from '../line/bare-host.ts';
import type { Misbehaviours, QuectelOptions } from './options.ts';
import { SimulatedQuectel } from './simulated-quectel.ts';

let clock: VirtualClock;
let module: SimulatedQuectel;
let host: BareHost;

function make(personality: string, misbehaviours: Misbehaviours = {}, options: Partial<QuectelOptions> = {}): void {
  module = new SimulatedQuectel({ personality, clock, misbehaviours, ...options });
  host = new BareHost(module, clock);
  module.powerOn();
}

async function start(...given: Parameters<typeof make>): Promise<void> {
  make(...given);
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
const error = '\r\nERROR\r\n';

describe('spellings and moments in which firmware differs', () => {
  test('the farewell', async () => {
    await start('quectel-bg96', { farewell: 'NORMAL POWER DOWN' });
    expect(await host.ask('AT+QPOWD', 10_000)).toBe(`${ok}\r\nNORMAL POWER DOWN\r\n`);
    module.close();
    await start('quectel-ec200u', { farewell: 'none' });
    expect(await host.ask('AT+QPOWD', 70_000)).toBe(ok);
    expect(module.isRunning).toBe(false);
  });

  test('commands that are refused at first', async () => {
    make('quectel-eg91', { powerDownErrorEarly: true, cgdcontErrorEarly: true });
    await host.expect('RDY', 20_000);
    expect(await host.ask('AT+CGDCONT=1,"IP","a"', 50)).toContain(error);
    expect(await host.ask('AT+QPOWD', 50)).toContain(error);
    await clock.advance(3000);
    expect(await host.ask('AT+CGDCONT=1,"IP","a"')).toContain(ok);
    expect(await host.ask('AT+QPOWD')).toContain(ok);
  });

  test('an empty slot may have a URC of its own', async () => {
    make('quectel-ec25', { tellsNotInserted: true }, { sim: { inserted: false } });
    await clock.advance(30_000);
    expect(host.take()).toBe('\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: NOT INSERTED\r\n');
    module.insertSim();
    await clock.advance(10_000);
    host.take();
    module.removeSim();
    expect(host.take()).toBe('\r\n+CPIN: NOT INSERTED\r\n');
  });

  test('blanks after commas', async () => {
    await start('quectel-ec25', { blanksInRegistration: true });
    await host.ask('AT+CEREG=2');
    expect(await host.ask('AT+CEREG?')).toBe(`\r\n+CEREG: 2, 1, "80D4", "14BCB0C", 7\r\n${ok}`);
  });

  test('IPv6 with dots in AT+QIACT?', async () => {
    await start('quectel-ec25', { dottedStackAddress: true }, { network: { addresses: 'v6' } });
    await host.ask('AT+QIACT=1', 5000);
    expect(await host.ask('AT+QIACT?')).toMatch(/^\r\n\+QIACT: 1,1,2,"32\.1\.13\.184(\.\d+){12}"\r\n/);
  });

  test('events of bearers without who and blank', async () => {
    await start('quectel-ec25', { bareBearerEvents: true });
    await host.ask('AT+CGEREP=2,1');
    expect(await host.ask('AT+QIACT=4', 5000)).toBe(`\r\n+CGEV: PDN ACT4\r\n${ok}`);
    module.deactivatePdp(4);
    expect(host.take()).toBe('\r\n+CGEV: PDN DEACT4\r\n\r\n+QIURC: "pdpdeact",4\r\n');
  });

  test('a bearer that is lost without a word', async () => {
    await start('quectel-ec25');
    await host.ask('AT+QIACT=1', 5000);
    module.deactivatePdp(1, { silent: true });
    expect(host.take()).toBe('');
    expect(await host.ask('AT+QIACT?')).toBe(ok);
    expect(await host.ask('AT+QIACT=1', 5000)).toBe(ok);
  });

  test('URCs parked by urc/cache, until it is switched off', async () => {
    await start('quectel-eg916q');
    await host.ask('AT+CEREG=1');
    await host.ask('AT+QCFG="urc/cache",1');
    module.loseCoverage();
    await clock.advance(5000);
    expect(host.take()).toBe('');
    expect(await host.ask('AT+QCFG="urc/cache",0')).toBe(`${ok}\r\n+CEREG: 2\r\n`);
  });
});
