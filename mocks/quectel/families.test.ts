import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { BareHost } from '../line/bare-host.ts';
import type { QuectelOptions } from './options.ts';
import { SimulatedQuectel } from './simulated-quectel.ts';

let clock: VirtualClock;
let module: SimulatedQuectel;
let host: BareHost;

async function start(personality: string, options: Partial<QuectelOptions> = {}): Promise<string> {
  module?.close();
  module = new SimulatedQuectel({ personality, clock, ...options });
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
const error = '\r\nERROR\r\n';
const frames = (...lines: string[]): string => lines.map((line) => `\r\n${line}\r\n`).join('');

const card = ['+CPIN: READY', '+QUSIM: 1'];
const messagesFirst = [...card, '+QIND: SMS DONE', '+QIND: PB DONE'];

test.each([
  ['quectel-bg77', 'BG77', ['RDY', 'APP RDY', ...messagesFirst]],
  ['quectel-bg770a', 'BG770A-GL', ['RDY', 'APP RDY', ...messagesFirst]],
  ['quectel-eg95', 'EG95', ['RDY', '+CFUN: 1', ...messagesFirst]],
  ['quectel-ec200u', 'EC200U', ['RDY', ...messagesFirst]],
  ['quectel-eg915u', 'EG915U', ['RDY', ...messagesFirst]],
  ['quectel-eg912y', 'EG912Y', ['RDY', ...messagesFirst]],
  ['quectel-ec200s', 'EC200S', ['RDY', ...messagesFirst]],
  ['quectel-eg916q', 'EG916Q-GL', ['RDY', '+CFUN: 1', ...card, '+QIND: PB DONE', '+QIND: SMS DONE']],
  ['quectel-rm520n', 'RM520N-GL', ['RDY', '+CFUN: 1', ...messagesFirst]],
])('%s says its name and starts in its own words', async (personality, model, lines) => {
  expect(await start(personality)).toBe(frames(...lines));
  expect(await host.ask('AT+CGMM')).toBe(`\r\n${model}\r\n${ok}`);
  expect(module.isRegistered).toBe(true);
});

test('BG770A: LTE-M is AcT 7, and an active context is ERROR', async () => {
  await start('quectel-bg770a');
  expect(await host.ask('AT+COPS?')).toContain('"Test Network",7\r\n');
  expect(await host.ask('AT+QCSQ')).toContain('+QCSQ: "eMTC",');
  expect(await host.ask('AT+QIACT=1', 5000)).toBe(ok);
  expect(await host.ask('AT+QIACT=1', 5000)).toBe(error);
});

describe('EC200U', () => {
  test('activates in the background', async () => {
    await start('quectel-ec200u', { network: { apns: ['iot.example'] } });
    await host.ask('AT+CGDCONT=1,"IP","iot.example"');
    expect(await host.ask('AT+QIACTEX=1,1', 5000)).toBe(
      `${ok}\r\n+QIACTEX: 1,0,1,"${module.addressOf(1) ?? 'none'}"\r\n`,
    );
    expect(module.activeContexts).toEqual([1]);
    expect(await host.ask('AT+QIDEACTEX=1', 5000)).toBe(`${ok}\r\n+QIDEACTEX: 1,0\r\n`);
    await host.ask('AT+CGDCONT=1,"IP","wrong"');
    expect(await host.ask('AT+QIACTEX=1', 5000)).toBe(`${ok}\r\n+QIACTEX: 1,561\r\n`);
    expect(await host.ask('AT+QIACTEX=8')).toBe(error);
    await start('quectel-ec25');
    expect(await host.ask('AT+QIACTEX=1')).toBe(error);
  });

  test('announces itself again, and has a third way to switch off', async () => {
    await start('quectel-ec200u');
    expect(await host.ask('AT+QRDY')).toBe(`${ok}\r\nRDY\r\n`);
    expect(await host.ask('AT+QPOWD=2', 10_000)).toBe(`${ok}\r\nPOWERED DOWN\r\n`);
    await start('quectel-ec25');
    expect(await host.ask('AT+QRDY')).toBe(error);
    expect(await host.ask('AT+QPOWD=2')).toBe(error);
  });

  test('has GSM and LTE masks only, and more speeds', async () => {
    await start('quectel-ec200u');
    expect(await host.ask('AT+QCFG="band"')).toBe(`\r\n+QCFG: "band",0x93,0x800d5\r\n${ok}`);
    expect(await host.ask('AT+IPR=?')).toContain('1200,4800,9600,10400,');
  });
});

describe('RM520N', () => {
  test('NR beside LTE', async () => {
    await start('quectel-rm520n');
    await host.ask('AT+CEREG=2;+C5GREG=2');
    expect(await host.ask('AT+CEREG?')).toBe(`\r\n+CEREG: 2,1,"80D4","14BCB0C",7\r\n${ok}`);
    expect(await host.ask('AT+C5GREG?')).toBe(`\r\n+C5GREG: 2,0\r\n${ok}`);
    expect(await host.ask('AT+QENG="servingcell"')).toBe(
      '\r\n+QENG: "servingcell","NOCONN"' +
        '\r\n+QENG: "LTE","FDD",262,01,14BCB0C,152,1650,3,5,5,80D4,-88,-11,-62,11,15,20,-' +
        `\r\n+QENG:"NR5G-NSA",262,01,538,-76,21,-11,620640,78,8,1\r\n${ok}`,
    );
    expect(await host.ask('AT+QNWINFO')).toBe(
      `\r\n+QNWINFO: "FDD LTE","26201","LTE BAND 3",1650\r\n+QNWINFO: "TDD NR5G","26201","NR5G BAND 78",620640\r\n${ok}`,
    );
    expect(await host.ask('AT+QCAINFO')).toBe(
      '\r\n+QCAINFO: "PCC",1650,100,"LTE BAND 3",1,152,-88,-11,-62,11' +
        `\r\n+QCAINFO: "SCC",620640,12,"NR5G BAND 78",1,538,0,-,-\r\n${ok}`,
    );
    expect(await host.ask('AT+QUIMSLOT?')).toBe(`\r\n+QUIMSLOT: 1\r\n${ok}`);
  });

  test('NR beside LTE may be AcT 13, and its carriers glued together', async () => {
    await start('quectel-rm520n', { misbehaviours: { actThirteen: true, carriersGlued: true } });
    await host.ask('AT+CEREG=2');
    expect(await host.ask('AT+CEREG?')).toContain('+CEREG: 2,1,"80D4","14BCB0C",13\r\n');
    expect(await host.ask('AT+QCAINFO')).toBe(
      '\r\n+QCAINFO: "PCC",1650,100,"LTE BAND 3",1,152,-88,-11,-62,11' +
        `+QCAINFO: "SCC",620640,12,"NR5G BAND 78",1,538,0,-,-\r\n${ok}`,
    );
  });

  test('NR alone: only +C5GREG speaks', async () => {
    await start('quectel-rm520n', { network: { newRadio: 'sa' } });
    await host.ask('AT+CEREG=2;+C5GREG=2');
    expect(await host.ask('AT+C5GREG?')).toBe(`\r\n+C5GREG: 2,1,"114000","174436991",11,1,"01"\r\n${ok}`);
    expect(await host.ask('AT+CEREG?')).toBe(`\r\n+CEREG: 2,0\r\n${ok}`);
    expect(await host.ask('AT+COPS?')).toContain(',11\r\n');
    expect(await host.ask('AT+QENG="servingcell"')).toBe(
      '\r\n+QENG: "servingcell","NOCONN","NR5G-SA","TDD", 262,01,174436991,538,114000,620640,78,12,-88,-11,11,1,-' +
        `\r\n${ok}`,
    );
    expect(await host.ask('AT+CFUN=4', 5000)).toBe(`\r\n+C5GREG: 0\r\n${ok}`);
    expect(await host.ask('AT+CFUN=1', 10_000)).toBe(
      `${ok}\r\n+C5GREG: 2\r\n\r\n+C5GREG: 1,"114000","174436991",11,1,"01"\r\n`,
    );
  });

  test('chooses radio and bands by AT+QNWPREFCFG, not by AT+QCFG', async () => {
    await start('quectel-rm520n');
    expect(await host.ask('AT+QCFG="nwscanmode"')).toBe(error);
    expect(await host.ask('AT+QNWPREFCFG="mode_pref"')).toBe(`\r\n+QNWPREFCFG: "mode_pref",AUTO\r\n${ok}`);
    expect(await host.ask('AT+QNWPREFCFG="mode_pref",LTE:NR5G')).toBe(ok);
    expect(await host.ask('AT+QNWPREFCFG="mode_pref",3G')).toBe(error);
    await host.ask('AT+QNWPREFCFG="mode_pref",LTE');
    expect(await host.ask('AT+QENG="servingcell"')).toContain('+QENG: "servingcell","NOCONN","LTE","FDD",262,01,');
    await host.ask('AT+QNWPREFCFG="mode_pref",LTE:NR5G');
    expect(await host.ask('AT+QNWPREFCFG="nr5g_band",41:78')).toBe(ok);
    module.reboot();
    await clock.advance(30_000);
    expect(await host.ask('AT+QNWPREFCFG="mode_pref"')).toContain('"mode_pref",LTE:NR5G\r\n');
    expect(await host.ask('AT+QNWPREFCFG="nr5g_band"')).toContain('"nr5g_band",41:78\r\n');
  });
});
