import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { BareHost } from '../line/bare-host.ts';
import type { QuectelOptions } from './options.ts';
import { SimulatedQuectel } from './simulated-quectel.ts';

let clock: VirtualClock;
let module: SimulatedQuectel;
let host: BareHost;

async function start(personality: string, options: Partial<QuectelOptions> = {}): Promise<void> {
  module = new SimulatedQuectel({ personality, clock, ...options });
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
const error = '\r\nERROR\r\n';

describe.each(['quectel-bg95', 'quectel-bg96', 'quectel-ec25'])('%s', (personality) => {
  test('activates, shows and deactivates a context', async () => {
    await start(personality);
    expect(await host.ask('AT+CGATT?')).toBe(`\r\n+CGATT: 1\r\n${ok}`);
    expect(await host.ask('AT+QIACT?')).toBe(ok);
    expect(await host.ask('AT+QICSGP=1,1,"iot.example","user","secret",2')).toBe(ok);
    expect(await host.ask('AT+QICSGP=1')).toBe(`\r\n+QICSGP: 1,"iot.example","user","secret",2\r\n${ok}`);
    expect(await host.ask('AT+QIACT=1', 5000)).toBe(ok);
    const address = module.addressOf(1);
    expect(address).toMatch(/^10\.\d+\.\d+\.\d+$/);
    expect(await host.ask('AT+QIACT?')).toBe(`\r\n+QIACT: 1,1,1,"${address}"\r\n${ok}`);
    expect(await host.ask('AT+CGPADDR=1')).toBe(`\r\n+CGPADDR: 1,"${address}"\r\n${ok}`);
    expect(await host.ask('AT+QIACT=1', 5000)).toBe(ok);
    expect(await host.ask('AT+QIDEACT=1', 5000)).toBe(ok);
    expect(await host.ask('AT+QIACT?')).toBe(ok);
  });
});

describe('activation', () => {
  test('keeps the port busy: what is sent meanwhile is answered after it', async () => {
    await start('quectel-ec25');
    host.send('AT+QIACT=2\r');
    await clock.advance(1000);
    host.send('AT+CSQ\r');
    await clock.advance(500);
    expect(host.take()).toBe('');
    await clock.advance(5000);
    expect(host.take()).toBe(`${ok}\r\n+CSQ: 26,99\r\n${ok}`);
  });

  test('when active already may be ERROR', async () => {
    await start('quectel-bg95', { misbehaviours: { qiactErrorWhenActive: true } });
    await host.ask('AT+QIACT=1', 5000);
    expect(await host.ask('AT+QIACT=1', 5000)).toBe(error);
    expect(await host.ask('AT+QIACT?')).toContain('+QIACT: 1,1,1,"10.');
  });

  test.each([
    ['quectel-ec25', '+CEER: 33,Requested service option not subscribed'],
    ['quectel-bg95', '+CEER: 27,Missing or unknown APN'],
  ])('with a wrong APN fails after some seconds on %s', async (personality, cause) => {
    await start(personality, { network: { apns: ['iot.example'] } });
    expect(await host.ask('AT+CEER')).toBe(`\r\n+CEER: No cause information available\r\n${ok}`);
    await host.ask('AT+CGDCONT=1,"IP","wrong"');
    expect(await host.ask('AT+QIACT=1', 3000)).toBe('');
    expect(await host.expect('ERROR', 3000)).toBe(error);
    expect(await host.ask('AT+QIGETERROR')).toBe(`\r\n+QIGETERROR: 561,open PDP context failed\r\n${ok}`);
    expect(await host.ask('AT+CEER')).toBe(`\r\n${cause}\r\n${ok}`);
    await host.ask('AT+QICSGP=1,1,"IOT.example","","",0');
    expect(await host.ask('AT+QIACT=1', 5000)).toBe(ok);
  });

  test('without registration, or with bad arguments, is plain ERROR', async () => {
    await start('quectel-ec25', { network: { coverage: false } });
    expect(await host.ask('AT+QIACT=1', 5000)).toBe(error);
    expect(await host.ask('AT+QIACT=99')).toBe(error);
    expect(await host.ask('AT+QIGETERROR')).toBe(`\r\n+QIGETERROR: 552,invalid parameters\r\n${ok}`);
    expect(await host.ask('AT+QIACT')).toBe(error);
  });

  test('of a fourth context is refused', async () => {
    await start('quectel-ec25');
    for (const cid of [1, 2, 3]) expect(await host.ask(`AT+QIACT=${cid}`, 5000)).toBe(ok);
    expect(await host.ask('AT+QIACT=4', 5000)).toBe(error);
  });
});

describe('deactivation by the network', () => {
  test('blocks activation until the host deactivates', async () => {
    await start('quectel-ec25');
    await host.ask('AT+CGEREP=2,1');
    await host.ask('AT+QIACT=1', 5000);
    const before = module.addressOf(1);
    module.deactivatePdp(1);
    expect(host.take()).toBe('\r\n+CGEV: NW PDN DEACT 1\r\n\r\n+QIURC: "pdpdeact",1\r\n');
    expect(await host.ask('AT+QIACT?')).toBe(ok);
    expect(await host.ask('AT+QIACT=1', 5000)).toBe(error);
    expect(await host.ask('AT+QIDEACT=1', 5000)).toBe(ok);
    expect(await host.ask('AT+QIACT=1', 5000)).toBe(`\r\n+CGEV: ME PDN ACT 1\r\n${ok}`);
    expect(module.addressOf(1)).not.toBe(before);
  });

  test('flight mode and detaching end every context', async () => {
    await start('quectel-ec25');
    await host.ask('AT+QIACT=1', 5000);
    expect(await host.ask('AT+CFUN=4', 5000)).toBe(`\r\n+QIURC: "pdpdeact",1\r\n${ok}`);
    await host.ask('AT+CFUN=1', 10_000);
    await host.ask('AT+QIDEACT=1', 5000);
    await host.ask('AT+QIACT=1', 5000);
    await host.ask('AT+CGEREP=1');
    expect(await host.ask('AT+CGATT=0', 5000)).toBe(`\r\n+CGEV: ME DETACH\r\n\r\n+QIURC: "pdpdeact",1\r\n${ok}`);
    expect(await host.ask('AT+CGPADDR=1')).toBe(`\r\n+CGPADDR: 1\r\n${ok}`);
    expect(await host.ask('AT+CGATT=1', 5000)).toContain(ok);
    expect(await host.ask('AT+CGATT?')).toContain('+CGATT: 1');
  });

  test('an address may change without a word', async () => {
    await start('quectel-bg95');
    await host.ask('AT+QIACT=1', 5000);
    expect(module.changeAddress(1, '10.9.8.7')).toBe('10.9.8.7');
    expect(host.take()).toBe('');
    expect(await host.ask('AT+QIACT?')).toContain('"10.9.8.7"');
  });
});

describe('contexts', () => {
  test('the maker of an EC25 put IMS and SOS beside the host', async () => {
    await start('quectel-ec25');
    expect(await host.ask('AT+CGDCONT=1,"IP","iot.example"')).toBe(ok);
    expect(await host.ask('AT+CGDCONT?')).toMatch(
      /^\r\n\+CGDCONT: 1,"IP","iot.example","0.0.0.0",0,0,0,0\r\n\+CGDCONT: 2,"IPV4V6","ims".*\r\n\+CGDCONT: 3,/,
    );
    expect(await host.ask('AT+CGDCONT=5')).toBe(ok);
    expect(await host.ask('AT+CGDCONT=1,"WRONG","x"')).toBe(error);
    expect(await host.ask('AT+CGCONTRDP=1')).toMatch(
      /^\r\n\+CGCONTRDP: 1,5,"iot.example","10\.\d+\.\d+\.\d+\.255\.255\.255\.0","10\.[\d.]+","[\d.]+","[\d.]+"\r\n/,
    );
    expect(await host.ask('AT+CGACT?')).toBe(`\r\n+CGACT: 1,1\r\n+CGACT: 2,0\r\n+CGACT: 3,0\r\n${ok}`);
    expect(await host.ask('AT+CGACT=1,2', 5000)).toBe(ok);
  });

  test('AT+CGACT hangs a BG96 for good, until it restarts', async () => {
    await start('quectel-bg96');
    expect(await host.ask('AT+CGACT=1,1', 600_000)).toBe('');
    expect(await host.ask('AT', 60_000)).toBe('');
    module.reboot();
    await host.expect('PB DONE', 20_000);
    expect(await host.ask('AT')).toBe('AT\r\r\nOK\r\n');
  });

  test('AT+CGEREP fails after a restart, where it does', async () => {
    await start('quectel-eg91', { misbehaviours: { cgerepErrorWhenWarm: true } });
    expect(await host.ask('AT+CGEREP=1,0')).toBe(ok);
    module.reboot();
    await clock.advance(30_000);
    await host.ask('ATE0');
    expect(await host.ask('AT+CGEREP=1,0')).toBe(error);
  });
});

describe('the internet', () => {
  test('names, echoes, time', async () => {
    await start('quectel-ec25', { network: { hosts: { 'a.example': '203.0.113.7' } } });
    expect(await host.ask('AT+QIDNSCFG=1')).toBe(error);
    await host.ask('AT+QIACT=1', 5000);
    expect(await host.ask('AT+QIDNSCFG=1')).toBe(`\r\n+QIDNSCFG: 1,"198.51.100.53","198.51.100.54"\r\n${ok}`);
    expect(await host.ask('AT+QIDNSGIP=1,"a.example"', 1000)).toBe(
      `${ok}\r\n+QIURC: "dnsgip",0,1,600\r\n\r\n+QIURC: "dnsgip","203.0.113.7"\r\n`,
    );
    expect(await host.ask('AT+QIDNSGIP=1,"b.example"', 1000)).toBe(`${ok}\r\n+QIURC: "dnsgip",565\r\n`);
    expect(await host.ask('AT+QPING=1,"a.example",1,2', 5000)).toBe(
      `${ok}\r\n+QPING: 0,"203.0.113.7",32,60,255\r\n\r\n+QPING: 0,"203.0.113.7",32,60,255\r\n` +
        '\r\n+QPING: 0,2,2,0,60,60,60\r\n',
    );
    expect(await host.ask('AT+QNTP=1,"pool.example"', 5000)).toMatch(
      /OK\r\n\r\n\+QNTP: 0,"2026\/01\/01,00:0\d:\d\d\+00"/,
    );
    expect(await host.ask('AT+CCLK?')).toMatch(/\+CCLK: "26\/01\/01,00:0\d:\d\d\+00"/);
  });

  test('with nobody behind the network, names are known and connections fail', async () => {
    await start('quectel-ec25');
    await host.ask('AT+QIACT=1', 5000);
    expect(await host.ask('AT+QIOPEN=1,0,"TCP","a.example",7,0,0', 1000)).toBe(`${ok}\r\n+QIOPEN: 0,566\r\n`);
    expect(await host.ask('AT+QIGETERROR')).toBe(`\r\n+QIGETERROR: 566,socket connect failed\r\n${ok}`);
  });
});
