import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Bench, everyName, linesOf } from './bench.test-support.ts';

let bench: Bench;

afterEach(() => {
  expect(bench.close()).toBe(0);
});

// Line ends of both kinds and a comma, as text in quotes may hold.
const certificate = '-----BEGIN CERTIFICATE-----\r\nMIIB,8TCC==\n-----END CERTIFICATE-----\r\n';
const hash = createHash('sha256').update(certificate).digest('hex').toUpperCase();
const answerTo = async (command: string): Promise<readonly string[]> => linesOf(await bench.ask(command, 300));

describe.each(everyName)('%%CMNG of %s', (name) => {
  test('writes text with line ends, lists it by its hash, reads it, deletes it', async () => {
    bench = await Bench.started(name);
    await bench.all('AT+CMEE=1');
    expect(await answerTo('AT%CMNG=1')).toEqual(['OK']);
    expect(await answerTo(`AT%CMNG=0,42,0,"${certificate}"`)).toEqual(['OK']);
    expect(await answerTo('AT%CMNG=0,7,3,"DEADBEEF"')).toEqual(['OK']);
    expect(await answerTo('AT%CMNG=1,42,0')).toEqual([`%CMNG: 42,0,"${hash}"`, 'OK']);
    expect(await answerTo('AT%CMNG=1,42')).toEqual([`%CMNG: 42,0,"${hash}"`, 'OK']);
    expect((await answerTo('AT%CMNG=1')).map((line) => line.slice(0, 12))).toEqual([
      '%CMNG: 7,3,"',
      '%CMNG: 42,0,',
      'OK',
    ]);
    expect(await bench.ask('AT%CMNG=2,42,0')).toContain(`%CMNG: 42,0,"${hash}","${certificate}"\r\n`);
    expect(await answerTo('AT%CMNG=2,7,3')).toEqual(['+CME ERROR: 514']);
    expect(await answerTo('AT%CMNG=2,8,0')).toEqual(['+CME ERROR: 513']);
    expect(await answerTo('AT%CMNG=3,42,0')).toEqual(['OK']);
    expect(await answerTo('AT%CMNG=3,42,0')).toEqual(['+CME ERROR: 513']);
  });

  test('needs an idle modem, sound arguments and room', async () => {
    bench = await Bench.started(name);
    await bench.all('AT+CMEE=1', 'AT+CFUN=1');
    expect(await answerTo('AT%CMNG=0,1,0,"a"')).toEqual(['+CME ERROR: 518']);
    expect(await answerTo('AT%CMNG=3,1,0')).toEqual(['+CME ERROR: 518']);
    expect(await answerTo('AT%CMNG=1')).toEqual(['OK']);
    await bench.ask('AT+CFUN=4', 5000);
    for (const wrong of ['0,1,0', '0,1,9,"a"', '0,2147483668,0,"a"', '9', '0,1,0,a', '1,x']) {
      expect(await answerTo(`AT%CMNG=${wrong}`)).toEqual(['ERROR']);
    }
    expect(await answerTo('AT%CMNG=0,1,3,"xyz"')).toEqual(['+CME ERROR: 527']);
    for (let tag = 0; tag < 64; tag++) expect(await answerTo(`AT%CMNG=0,${tag},4,"id"`)).toEqual(['OK']);
    expect(await answerTo('AT%CMNG=0,99,4,"id"')).toEqual(['+CME ERROR: 515']);
    expect(await answerTo('AT%CMNG=0,5,4,"other"')).toEqual(['OK']);
  });
});

test('credentials survive a power cut and a factory reset', async () => {
  bench = await Bench.started('nrf9160-slm');
  await bench.all('AT+CMEE=1', `AT%CMNG=0,42,0,"${certificate}"`, 'AT%XFACTORYRESET=0');
  bench.module.powerOff();
  bench.module.powerOn();
  await bench.clock.advance(3000);
  expect(await answerTo('AT%CMNG=1')).toEqual([`%CMNG: 42,0,"${hash}"`, 'OK']);
});
