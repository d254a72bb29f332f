import { afterEach, expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { espAtPersonalityList, simulatedEspAt } from './personalities.ts';
import { Rig } from './rig.test-support.ts';

let rig: Rig | undefined;

afterEach(() => {
  rig?.close();
  rig = undefined;
});

const ask = async (personality: string, line: string): Promise<string> => {
  rig = await Rig.ready(personality);
  return rig.ask(line);
};

test.each([
  [
    'esp8266-nonos',
    'AT version:1.7.4.0(May 11 2020 19:13:04)\r\nSDK version:3.0.4(9532ceb)\r\ncompile time:May 27 2020 10:12:17\r\n' +
      'Bin version(Wroom 02):1.7.4\r\nOK\r\n',
  ],
  [
    'esp8266-ai-thinker',
    'AT version:1.2.0.0(JuL  1 2016 20:04:45)\r\nSDK version:1.5.4.1(39cb9a32)\r\nAi-Thinker Technology Co Ltd.\r\n' +
      'Dec  2 2016 14:21:16\n\r\nOK\r\n',
  ],
  [
    'esp32-at1',
    'AT version:1.2.0.0-dev(c3c7f6f - Jun 20 2018 07:40:00)\r\nSDK version:v3.1-dev-1381-g9a55b42f\r\n' +
      'compile time:Jun 26 2018 14:02:43\r\nBin version(Wroom32):1.1.0\r\n\r\nOK\r\n',
  ],
  [
    'esp8266-at2',
    'AT version:2.1.0.0(ded5b14 - Jul 24 2020 12:01:05)\r\nSDK version:v3.3-2-gb6e861a\r\n' +
      'compile time(36bb200):Jul 28 2020 08:30:34\r\nBin version:2.1.0(WROOM-02)\r\n\r\nOK\r\n',
  ],
  [
    'esp32-at2',
    'AT version:2.4.0.0(4c6eb5e - ESP32 - May 20 2022 03:12:58)\r\nSDK version:qa-test-v4.3.3-20220423\r\n' +
      'compile time(5641e0a):May 20 2022 11:13:44\r\nBin version:2.4.0(WROOM-32)\r\n\r\nOK\r\n',
  ],
  [
    'esp32-c3',
    'AT version:3.3.0.0(3b13d04 - ESP32C3 - May  8 2024 08:21:54)\r\nSDK version:v5.0.6-dirty\r\n' +
      'compile time(be332568):May  8 2024 08:51:33\r\nBin version:v3.3.0.0(MINI-1)\r\n\r\nOK\r\n',
  ],
])('AT+GMR of %s', async (personality, answer) => {
  expect(await ask(personality, 'AT+GMR')).toBe(`AT+GMR\r\n${answer}`);
});

test('every ESP-AT of 2.2 or later names its chip', async () => {
  for (const name of ['esp32-at4', 'esp32-c6', 'esp32-c61']) {
    expect(await ask(name, 'AT+GMR')).toMatch(
      /^AT\+GMR\r\nAT version:[\d.]+\([0-9a-f]{7} - ESP32(C6|C61)? - .+\)\r\nSDK version:.+\r\ncompile time.+\r\nBin version:v[\d.]+\(.+\)\r\n\r\nOK\r\n$/,
    );
    rig?.close();
    rig = undefined;
  }
});

test('AT+CMD? lists what there is', async () => {
  const answer = await ask('esp32-at4', 'AT+CMD?');
  expect(answer).toMatch(/^AT\+CMD\?\r\n\+CMD:0,"AT",0,0,0,1\r\n\+CMD:1,"ATE0",0,0,0,1\r\n/);
  expect(answer).toMatch(/\r\n\+CMD:\d+,"AT\+CWMODE",1,1,1,0\r\n/);
  expect(answer).toMatch(/\r\n\+CMD:\d+,"AT\+CWJAP",0,1,1,1\r\n/);
  expect(answer).not.toContain('_CUR",1');
});

test.each([
  ['esp8266-nonos', ['+CMD', '+CWSTATE', '+CWRECONNCFG', '+SYSSTORE', '+CIPV6', '+CWINIT', '+CIPRECVTYPE']],
  ['esp8266-at2', ['+CMD', '+CWSTATE', '+CWRECONNCFG', '+CIPV6', '+CWINIT', '+CIPSTATE']],
  ['esp32-at2', ['+CWINIT', '+CWMODE_CUR', '+CIPRECVTYPE', '+CWCONFIG']],
  ['esp32-c3', ['+CWJAP_CUR', '+CWCONFIG']],
])('%s does not have the commands of other generations', async (personality, names) => {
  rig = await Rig.ready(personality);
  await rig.ask('ATE0');
  for (const name of names) expect(await rig.ask(`AT${name}?`)).toBe('\r\nERROR\r\n');
});

test.each([
  ['esp8266-nonos', ['+CWMODE_CUR', '+CIPRECVMODE', '+CIPSTAMAC_CUR', '+CWDHCP_CUR', '+SYSRAM']],
  ['esp8266-at2', ['+SYSSTORE', '+CIPRECVMODE', '+SYSLOG']],
  ['esp32-at2', ['+CWSTATE', '+CWRECONNCFG', '+CIPV6', '+CIPTCPOPT', '+CMD']],
  ['esp32-c3', ['+CWINIT', '+CIPRECVTYPE', '+TRANSINTVL', '+SYSMSGFILTER']],
  ['esp32-at4', ['+CWCONFIG', '+CIPRECVTYPE', '+CIPRECVMODE']],
])('%s has its own', async (personality, names) => {
  rig = await Rig.ready(personality);
  await rig.ask('ATE0');
  for (const name of names) expect(await rig.ask(`AT${name}?`)).toMatch(/^\+.*\r\n\r\nOK\r\n$/s);
});

test('the list of personalities, and a module by its name', () => {
  const names = espAtPersonalityList.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['esp8266-nonos', 'esp32-at2', 'esp32-c3', 'esp32-at4']));
  const clock = new VirtualClock();
  for (const { description, name, title } of espAtPersonalityList) {
    const module = simulatedEspAt(name, { clock });
    expect(module.personality).toBe(name);
    expect(title).toMatch(/^ESP/);
    expect(description).toMatch(/^(Espressif|Ai-Thinker) /);
    expect(module.mac).toMatch(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
    expect(simulatedEspAt(name, { clock }).mac).toBe(module.mac);
    expect(simulatedEspAt(name, { clock, seed: 2 }).mac).not.toBe(module.mac);
    module.close();
  }
  expect(() => simulatedEspAt('esp33')).toThrow(
    expect.objectContaining({ code: 'USAGE', hint: expect.stringContaining('esp32-at4') }),
  );
});
