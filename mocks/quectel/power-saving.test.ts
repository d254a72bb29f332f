import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { BareHost } from '../line/bare-host.ts';
import type { Misbehaviours } from './options.ts';
import { SimulatedQuectel } from './simulated-quectel.ts';

let clock: VirtualClock;
let module: SimulatedQuectel;
let host: BareHost;

async function start(personality: string, misbehaviours: Misbehaviours = {}): Promise<void> {
  module = new SimulatedQuectel({ personality, clock, misbehaviours });
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
// T3412 22 minutes, T3324 30 seconds.
const psm = 'AT+CPSMS=1,,,"10110110","00001111"';

describe('power saving mode', () => {
  test('tells the times, says goodbye, and is deaf', async () => {
    await start('quectel-bg95');
    await host.ask('AT+QCFG="psm/urc",1');
    expect(await host.ask(psm, 2000)).toBe(`${ok}\r\n+QPSMTIMER: 1320,30\r\n`);
    await clock.advance(38_000);
    expect(host.take()).toBe('');
    await clock.advance(2000);
    expect(host.take()).toBe('\r\nPSM POWER DOWN\r\n');
    expect(module.isAsleep).toBe(true);
    expect(module.isRunning).toBe(false);
    expect(await host.ask('AT', 60_000)).toBe('');
  });

  test('ends by the power key, but not in its first second; the start forgets what is volatile', async () => {
    await start('quectel-bg96');
    await host.ask('AT+QIACT=1', 5000);
    await host.ask(psm);
    await host.expect('PSM POWER DOWN', 45_000);
    await clock.advance(900);
    module.powerKey();
    await clock.advance(20_000);
    expect(host.take()).toBe('');
    module.powerKey();
    await clock.advance(12_000);
    expect(host.take()).toMatch(/^\r\nRDY\r\n\r\n\+CPIN: READY\r\n[\s\S]*\r\nAPP RDY\r\n/);
    expect(module.echo).toBe(true);
    expect(module.isRegistered).toBe(true);
    expect(await host.ask('AT+QIACT?')).toBe(`AT+QIACT?\r${ok}`);
    expect(await host.ask('AT+CPSMS?')).toContain('+CPSMS: 1,,,"10110110","00001111"');
  });

  test('ends by itself at the next tracking area update, and comes again', async () => {
    await start('quectel-bg95');
    await host.ask(psm);
    await host.expect('PSM POWER DOWN', 45_000);
    expect(await host.expect('RDY', 1_320_000)).toBe('\r\nRDY\r\n');
    await host.expect('PSM POWER DOWN', 60_000);
  });

  test('psm/enter does not wait for the release; data put it off; AT+CPSMS=0 ends it', async () => {
    await start('quectel-bg95');
    await host.ask('AT+QCFG="psm/enter",1');
    await host.ask('AT+QIACT=1', 5000);
    await host.ask(psm);
    await clock.advance(25_000);
    await host.ask('AT+QPING=1,"203.0.113.7",1,1', 1000);
    await clock.advance(25_000);
    expect(host.take()).toBe('');
    await host.ask('AT+CPSMS=0');
    await clock.advance(3_600_000);
    expect(host.take()).toBe('');
  });

  test('is not entered when the times are too short, or off, or there is none', async () => {
    await start('quectel-bg95');
    // 40 seconds, where AT+QPSMCFG wants 60.
    await host.ask('AT+CPSMS=1,,,"01110100","00000001"');
    await clock.advance(120_000);
    await host.ask('AT+CPSMS=1,,,"10110110","11100000"');
    await clock.advance(120_000);
    expect(module.isRunning).toBe(true);
    module.close();
    await start('quectel-ec25');
    expect(await host.ask(psm)).toBe('\r\nERROR\r\n');
  });

  test('leaves a line that nobody drives', async () => {
    await start('quectel-bg95', { noiseInPsm: true });
    await host.ask(psm);
    await clock.advance(60_000);
    expect(host.take()).toBe('\r\nPSM POWER DOWN\r\n\x00\xff\x00\xff');
  });
});

test('eDRX: asked for, granted, read and ended', async () => {
  await start('quectel-bg95');
  expect(await host.ask('AT+CEDRXRDP')).toBe(`\r\n+CEDRXRDP: 0\r\n${ok}`);
  expect(await host.ask('AT+CEDRXS=2,4,"0101"', 1000)).toBe(`${ok}\r\n+CEDRXP: 4,"0101","0101","0001"\r\n`);
  expect(await host.ask('AT+CEDRXRDP')).toBe(`\r\n+CEDRXRDP: 4,"0101","0101","0001"\r\n${ok}`);
  expect(await host.ask('AT+CEDRXS?')).toBe(`\r\n+CEDRXS: 4,"0101"\r\n${ok}`);
  expect(await host.ask('AT+CEDRXS=1,9,"0101"')).toBe('\r\n+CME ERROR: 50\r\n');
  expect(await host.ask('AT+CEDRXS=0')).toBe(ok);
  expect(await host.ask('AT+CEDRXRDP')).toBe(`\r\n+CEDRXRDP: 0\r\n${ok}`);
});

describe('the sleep clock', () => {
  test('1: deaf while DTR is not held', async () => {
    await start('quectel-ec25');
    await host.ask('AT+QSCLK=1');
    expect(await host.ask('AT')).toBe(ok);
    module.setDtr(false);
    expect(await host.ask('AT', 5000)).toBe('');
    module.injectUrc('+QIND: "act","LTE"');
    expect(host.take()).toBe('\r\n+QIND: "act","LTE"\r\n');
    module.setDtr(true);
    expect(await host.ask('AT')).toBe(ok);
  });

  test('2: what comes first after five idle seconds is lost', async () => {
    await start('quectel-ec200s');
    await host.ask('AT+QSCLK=2');
    await clock.advance(4000);
    expect(await host.ask('AT')).toBe(ok);
    await clock.advance(5000);
    expect(await host.ask('AT')).toBe('');
    expect(await host.ask('AT')).toBe(ok);
  });

  test('may be refused at first, and is forgotten by a restart', async () => {
    module = new SimulatedQuectel({ personality: 'quectel-ec21', clock, misbehaviours: { qsclkErrorEarly: true } });
    host = new BareHost(module, clock);
    module.powerOn();
    await host.expect('RDY', 20_000);
    await host.ask('ATE0');
    expect(await host.ask('AT+QSCLK=1')).toContain('\r\nERROR\r\n');
    await clock.advance(10_000);
    expect(await host.ask('AT+QSCLK=1')).toBe(ok);
    module.reboot();
    await clock.advance(30_000);
    expect(await host.ask('AT+QSCLK?')).toContain('+QSCLK: 0');
  });
});
