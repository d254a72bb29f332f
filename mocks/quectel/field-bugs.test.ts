import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { BareHost } from '../line/bare-host.ts';
import type { Misbehaviours, QuectelOptions } from './options.ts';
import { SimulatedQuectel } from './simulated-quectel.ts';

// What was seen in the field and is not shown beside the commands it concerns.
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

test('a restart in the middle of an answer, with the echo on again', async () => {
  await start('quectel-ec25');
  host.send('AT+QIACT=2\r');
  await clock.advance(500);
  module.reboot();
  await clock.advance(30_000);
  expect(host.take()).toBe(
    '\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+QIND: SMS DONE\r\n\r\n+QIND: PB DONE\r\n',
  );
  expect(await host.ask('AT')).toBe('AT\r\r\nOK\r\n');
});

test('URCs between a command, its echo, its information and its result', async () => {
  make('quectel-ec25');
  await clock.advance(30_000);
  host.take();
  module.injectUrc('RDY', { between: 'echo' });
  module.injectUrc('+QIND: "act","LTE"', { between: 'info' });
  module.injectUrc('+QIURC: "pdpdeact",1', { between: 'final' });
  expect(await host.ask('AT+CGREG?')).toBe(
    'AT+CGREG?\r\r\nRDY\r\n\r\n+CGREG: 0,1\r\n\r\n+QIND: "act","LTE"\r\n\r\nOK\r\n\r\n+QIURC: "pdpdeact",1\r\n',
  );
});

test('the first command is lost, echo and all', async () => {
  make('quectel-bg95', { loseFirstCommand: true });
  await clock.advance(30_000);
  expect(await host.ask('ATE0')).toBe('');
  expect(await host.ask('ATE0')).toBe('ATE0\r\r\nOK\r\n');
});

test('bare ERROR whatever AT+CMEE says, also for lost quotes; AT+QIGETERROR knows why', async () => {
  await start('quectel-bg95');
  await host.ask('AT+CMEE=2');
  expect(await host.ask('AT+QIDNSCFG=1')).toBe(error);
  expect(await host.ask('AT+QIGETERROR')).toBe(`\r\n+QIGETERROR: 561,open PDP context failed\r\n${ok}`);
  expect(await host.ask('AT+QICSGP=1,1,iot.example,"","",0')).toBe(error);
  expect(await host.ask('AT+QIGETERROR')).toBe(`\r\n+QIGETERROR: 552,invalid parameters\r\n${ok}`);
  expect(await host.ask('AT+CREG=9')).toBe('\r\n+CME ERROR: Incorrect parameters\r\n');
});

test('after AT+COPS=2 the network is found late, but not after AT+CFUN', async () => {
  await start('quectel-eg91', { slowAfterDeregister: true });
  await host.ask('AT+COPS=2', 2000);
  await host.ask('AT+COPS=0', 60_000);
  expect(await host.ask('AT+CEREG?')).toBe(`\r\n+CEREG: 0,2\r\n${ok}`);
  await clock.advance(70_000);
  expect(module.isRegistered).toBe(true);
  await host.ask('AT+COPS=2', 2000);
  await host.ask('AT+CFUN=4', 2000);
  await host.ask('AT+COPS=0', 2000);
  await host.ask('AT+CFUN=1', 10_000);
  expect(module.isRegistered).toBe(true);
});

describe('the port is still in data mode', () => {
  beforeEach(async () => {
    await start('quectel-eg91');
    await host.ask('AT&D0');
    module.stickInDataMode();
    expect(host.take()).toMatch(/^~\xff\}#/);
    expect(await host.ask('AT', 1000)).toBe('');
  });

  test('three plus signs between two silences leave it', async () => {
    host.send('+++');
    await clock.advance(500);
    // Too early: they are data.
    host.send('AT\r');
    await clock.advance(1100);
    host.take();
    host.send('+++');
    await clock.advance(1100);
    expect(host.take()).toMatch(/\r\nOK\r\n$/);
    expect(await host.ask('ATH')).toBe(ok);
    module.injectUrc('RING');
    expect(host.take()).toBe('\r\nRING\r\n');
  });

  test('URCs have no room, frames end by themselves, DTR is ignored with AT&D0', async () => {
    module.injectUrc('+QIND: "csq",20,99');
    await clock.advance(120_000);
    expect(host.take().match(/~[^~]+~/g)?.length).toBeLessThan(10);
    module.setDtr(false);
    expect(await host.ask('AT', 2000)).toBe('');
  });
});

test.each([
  ['AT&D1', ok],
  ['AT&D2', '\r\nNO CARRIER\r\n'],
])('DTR ends it as %s has it', async (mode, result) => {
  await start('quectel-eg91');
  await host.ask(mode);
  module.stickInDataMode();
  host.take();
  module.setDtr(false);
  module.setDtr(true);
  expect(host.take()).toBe(result);
  expect(await host.ask('AT')).toBe(ok);
});

test('AT+CFUN takes 15 seconds', async () => {
  await start('quectel-ec25', { functionalitySeconds: 15 });
  expect(await host.ask('AT+CFUN=4', 14_900)).toBe('');
  expect(await host.expect('OK', 200)).toContain(ok);
});

test('what the card says before it is ready, and without power', async () => {
  make('quectel-ec21');
  await host.expect('RDY', 20_000);
  expect(await host.ask('AT+CIMI', 10)).toContain('\r\n+CME ERROR: 10\r\n');
  await clock.advance(250);
  expect(await host.ask('AT+CIMI', 10)).toContain('\r\n+CME ERROR: 14\r\n');
  await clock.advance(1000);
  expect(await host.ask('AT+CIMI', 10)).toContain(ok);
  await host.ask('AT+CFUN=0', 3000);
  expect(await host.ask('AT+CIMI')).toContain('\r\n+CME ERROR: 13\r\n');
  expect(await host.ask('AT+QCCID')).toContain('\r\n+CME ERROR: 13\r\n');
});

test('the other domains say 4 while +CEREG is registered', async () => {
  await start('quectel-bg96', { otherDomainsUnknown: true });
  expect(await host.ask('AT+CREG?;+CGREG?;+CEREG?')).toBe(
    `\r\n+CREG: 0,4\r\n\r\n+CGREG: 0,4\r\n\r\n+CEREG: 0,1\r\n${ok}`,
  );
});

describe('GNSS and the network share a receiver', () => {
  test('coverage flaps and data stall, while the context stays', async () => {
    await start('quectel-bg95', { gnssStarvesRadio: true });
    await host.ask('AT+CEREG=1');
    await host.ask('AT+QIACT=1', 5000);
    expect(await host.ask('AT+QGPS=1')).toBe(ok);
    expect(await host.ask('AT+QGPS=1')).toBe('\r\n+CME ERROR: 504\r\n');
    expect(await host.ask('AT+QGPSLOC=2')).toBe('\r\n+CME ERROR: 516\r\n');
    await clock.advance(50_000);
    expect(host.take()).toBe('\r\n+CEREG: 4\r\n\r\n+CEREG: 2\r\n\r\n+CEREG: 4\r\n');
    expect(await host.ask('AT+QPING=1,"203.0.113.7",1,1', 2000)).toBe(
      `${ok}\r\n+QPING: 569\r\n\r\n+QPING: 0,1,0,1,0,0,0\r\n`,
    );
    expect(await host.ask('AT+QIACT?')).toContain('+QIACT: 1,1,1,');
    expect(await host.ask('AT+QGPSEND', 10_000)).toBe(`${ok}\r\n+CEREG: 1\r\n`);
    expect(await host.ask('AT+QGPSEND')).toBe('\r\n+CME ERROR: 505\r\n');
  });

  test('not when the network goes first', async () => {
    await start('quectel-bg95', { gnssStarvesRadio: true });
    await host.ask('AT+QGPSCFG="priority",1');
    await host.ask('AT+QGPS=1', 60_000);
    expect(module.isRegistered).toBe(true);
  });
});

test('a late pdpdeact in the silence of a restart', async () => {
  await start('quectel-bg96');
  await host.ask('AT+QIACT=1', 5000);
  module.reboot({ announce: 'POWERED DOWN', latePdpdeact: true });
  await clock.advance(7000);
  expect(host.take()).toMatch(/^\r\nPOWERED DOWN\r\n\r\n\+QIURC: "pdpdeact",1\r\n\r\nRDY\r\n/);
});

test('the USB port goes with the module and comes back with it', async () => {
  await start('quectel-eg25-g');
  const seen: string[] = [];
  module.reboot({ presence: (present) => seen.push(`${clock.now() / 1000}: ${present}`) });
  await clock.advance(60_000);
  expect(seen).toHaveLength(2);
  expect(seen[0]).toMatch(/: false$/);
  expect(seen[1]).toMatch(/: true$/);
  expect(host.take()).toMatch(/^\r\nRDY\r\n/);
});

test('how long the way back takes is anyone’s guess; a forced search is quick', async () => {
  await start('quectel-ec25', { unevenRecovery: true });
  const lasted: number[] = [];
  for (let count = 0; count < 3; count++) {
    module.loseCoverage();
    await clock.advance(5000);
    const from = clock.now();
    module.restoreCoverage();
    expect(await clock.until(() => module.isRegistered, 3_600_000)).toBe(true);
    lasted.push(clock.now() - from);
  }
  expect(Math.min(...lasted)).toBeGreaterThanOrEqual(50_000);
  expect(new Set(lasted).size).toBe(3);
  module.loseCoverage();
  await clock.advance(5000);
  module.restoreCoverage();
  await host.ask('AT+COPS=0', 10_000);
  expect(module.isRegistered).toBe(true);
});

test('AT+COPS? is ERROR some times after the start', async () => {
  await start('quectel-eg91', { operatorReadErrors: 2 });
  expect(await host.ask('AT+COPS?')).toBe(error);
  expect(await host.ask('AT+COPS?')).toBe(error);
  expect(await host.ask('AT+COPS?')).toBe(`\r\n+COPS: 0,0,"Test Network",7\r\n${ok}`);
});

test('garbage before the first line', async () => {
  make('quectel-bg95', { bootGarbage: true });
  expect(await host.expect('RDY', 10_000)).toBe('\x00\xff\x00\xfe\xf8 MPSS.JO\r\n\r\nRDY\r\n');
});
