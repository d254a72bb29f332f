import { expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { checkDigit } from '../module/identity.ts';
import { seededRandom } from '../module/random.ts';
import { Bench, everyName } from './bench.test-support.ts';
import { nrf91PersonalityInfos, simulatedNrf91 } from './personalities.ts';

const probes = `
AT ATE0 ATE1 ATI ATV1 ATQ0 ATX4 ATZ AT&F AT&C1 AT&D0 ATH ATS0=0 ATD*99# ATA ATO AT+GCAP AT+GMI AT+GMM AT+GMR AT+GSN AT+CGMI
AT+CGMI=? AT+CGMM AT+CGMR AT+CGSN AT+CGSN=0 AT+CGSN=1 AT+CGSN=2 AT+CGSN=3 AT+CGSN=4 AT+CGSN=? AT+CIMI AT+CIMI=? AT+CCID
AT%XICCID AT+CNUM AT+CPIN? AT+CPIN=? AT+CPINR="SIM_PIN" AT+CPINR AT+CLCK=? AT+CLCK="SC",2 AT+CPWD=? AT+CRSM=176,12258,0,0,10
AT+WS46=? AT+CSCS=? AT+CSCS? AT+CSCS="UCS2" AT+CMEE? AT+CMEE=? AT+CMEE=1 AT+CMEE=2 AT+CFUN? AT+CFUN=? AT+CFUN=99 AT+IPR?
AT+IPR=? AT+IPR=115200 AT+IFC? AT+CPMS=? AT+CNMI? AT+CMGF=1 AT+CMGF? AT+CMGL=4 AT+CSMS? AT+CIND=? AT+CIND? AT+CMER=?
AT+CESQ=? AT+CESQ AT+CSQ AT+CREG? AT+CREG=2 AT+CGREG? AT+CEREG? AT+CEREG=? AT+CEREG=2 AT+CEREG=6 AT+COPS? AT+COPS=3,0
AT+COPS=3,2 AT+CGATT? AT+CGATT=? AT+CGDCONT? AT+CGDCONT=? AT+CGPADDR AT+CGPADDR=? AT+CGACT? AT+CGACT=? AT+CGCONTRDP
AT+CGCONTRDP=? AT+CGEREP? AT+CGEREP=1 AT+CGEREP=2,1 AT+CGAUTH? AT+CPAS AT+CBC AT+CCLK? AT+CTZU? AT+CLAC AT+CLIP=1 AT+CEER
AT+CPSMS? AT+CPSMS=? AT+CEDRXS? AT+CEDRXS=? AT+CEDRXRDP AT+CSCON? AT+CSCON=1 AT+CNEC? AT+CNEC=24 AT+CNEC=5 AT+CEMODE?
AT+CEMODE=? AT%XSYSTEMMODE? AT%XSYSTEMMODE=? AT%XBANDLOCK? AT%XCBAND AT%XCBAND=? AT%XPTW? AT%XSIM? AT%XSIM=1 AT%XMONITOR
AT%MDMEV=2 AT%MDMEV=1 AT%CESQ=1 AT%XTIME=1 AT%XMODEMSLEEP=1,0,10240 AT%XT3412=1,2000,1200000 AT%CONEVAL AT%NCELLMEAS
AT%NCELLMEASSTOP AT%XCONNSTAT=1 AT%XCONNSTAT? AT%XSNRSQ? AT%CMNG=1 AT%CMNG=? AT%HWVERSION AT%SHORTSWVER AT%XMODEMUUID
AT%DEVICEUUID AT%XVBAT AT%XTEMP? AT%XPOFWARN=1,30 AT%XRAI=3 AT%RAI=1 AT%REL14FEAT? AT%XDATAPRFL? AT%XFACTORYRESET=2
AT#XSLMVER AT#XSMVER AT#XCLAC AT#XUUID AT#XSLEEP=? AT#XSOCKET=1,1,0 AT#XSOCKET? AT#XCONNECT="a",1 AT#XSEND AT#XRECV=1
AT#XPING="a",1,1 AT#XGETADDRINFO="a" AT#XDATACTRL? AT#XDATACTRL=? AT#XPPP? AT#XCMUX AT+CMUX=0 AT+CGDATA="PPP" AT*X AT^SYSINFO
AT+ AT+= AT? AT=1 AT+CSQ=1 AT+CGDCONT=1,"IP" AT+CGDCONT=,, AT+CREG=abc AT1 AT+CFUN?;+CSQ AT+CGMI? AT+XSYSTEMMODE?
`
  .trim()
  .split(/\s+/)
  .map((probe) => probe.replaceAll('_', ' '));

async function leaveDataMode(bench: Bench, probe: string, answer: string): Promise<void> {
  if (probe === 'AT#XSEND' && answer.endsWith('OK\r\n')) await bench.raw('+++');
}

test.each(everyName)('%s answers each probe with one final result code, off and on', async (name) => {
  const bench = await Bench.started(name);
  expect(probes.length).toBeGreaterThan(170);
  const final = name.endsWith('at-host')
    ? /^(?:.+\r\n)*(?:OK|ERROR|\+CME ERROR: \d+)\r\n$/
    : /^\r\n(?:[^\r\n]+\r\n(?:\r\n)?)*(?:OK|ERROR|\+CME ERROR: \d+)\r\n$/;
  const wrong: string[] = [];
  for (const round of ['off', 'on']) {
    for (const probe of probes) {
      await bench.ask('ATE0');
      await bench.all('AT+CMEE=0');
      for (const command of ['+CEREG', '+CGEREP', '+CSCON', '%XSIM', '%CESQ', '%XTIME'])
        await bench.ask(`AT${command}=0`);
      const answer = await bench.ask(probe, 1500);
      await leaveDataMode(bench, probe, answer);
      const plain = answer.replace(/(\r\n)?%NCELLMEAS: [^\r]+\r\n$/, '');
      const finals = plain.match(/(^|\n)(OK|ERROR|\+CME ERROR: \d+)\r\n/g) ?? [];
      if (!final.test(plain) || finals.length !== 1) wrong.push(`${round} ${probe} -> ${JSON.stringify(answer)}`);
      await bench.clock.advance(3000);
    }
    await bench.all('AT+CFUN=1');
    await bench.clock.advance(20_000);
  }
  expect(wrong).toEqual([]);
  expect(bench.close()).toBe(0);
});

const pieces = ['AT', 'at', '+', '%', '#', 'C', '=', '?', '"', ',', ';', '\r', '\n', '\r\n', '1', '99', '-', ' ', '\b'];
const names = ['+CEREG', '%XSIM', '+CGDCONT', '+COPS', '+CPIN', '%CMNG', '+CGACT', '%XBANDLOCK', '#XSLMVER', '+CPSMS'];

test.each(everyName)('%s still answers after any input', async (name) => {
  const random = seededRandom(3);
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
  const bench = await Bench.started(name);
  for (let count = 0; count < 3000; count++) {
    const draw = random();
    if (draw < 0.1) bench.host.send(String.fromCharCode(Math.floor(random() * 256)));
    else if (draw < 0.4) bench.host.send(`AT${pick(names)}`);
    else bench.host.send(pick(pieces));
    if (draw > 0.95) await bench.clock.advance(200);
  }
  await bench.clock.advance(600_000);
  // A quotation may be open: one more quote, if need be.
  let answer = '';
  for (let tries = 0; tries < 4 && !answer.endsWith('OK\r\n'); tries++) {
    await bench.ask(tries % 2 === 0 ? '' : '"', 1000);
    answer = await bench.ask('AT', 1000);
  }
  expect(answer).toMatch(/OK\r\n$/);
  expect(bench.close()).toBe(0);
});

test('every personality can be made by its name, and says who it is', async () => {
  const clock = new VirtualClock();
  expect(nrf91PersonalityInfos.map(({ name }) => name)).toEqual(everyName);
  for (const { description, name } of nrf91PersonalityInfos) {
    expect(description).toMatch(/^Nordic nRF91/);
    expect(simulatedNrf91(name.toUpperCase(), { clock }).personality).toBe(name);
  }
  expect(() => simulatedNrf91('nrf9170', { clock })).toThrow(expect.objectContaining({ code: 'USAGE' }));
  expect(clock.timerCount).toBe(0);
});

test.each([
  ['nrf9160-at-host', 'nRF9160-SICA', 'mfw_nrf9160_1.3.2', 'nrf9160_1.3.2', 'nRF9160 SICA B0A'],
  ['nrf9160-slm', 'nRF9160-SICA', 'mfw_nrf9160_1.3.6', 'nrf9160_1.3.6', 'nRF9160 SICA B0A'],
  ['nrf9161-slm', 'nRF9161-LACA', 'mfw_nrf91x1_2.0.2', 'nrf91x1_2.0.2', 'nRF9161 LACA ADA'],
  ['nrf9151-serial-modem', 'nRF9151-LACA', 'mfw_nrf91x1_2.0.3', 'nrf91x1_2.0.3', 'nRF9151 LACA A1A'],
])('%s identifies itself', async (name, model, firmware, short, hardware) => {
  const bench = await Bench.started(name);
  const { imei } = bench.module;
  expect(checkDigit(imei.slice(0, 14))).toBe(imei[14]);
  const told = async (command: string): Promise<string | undefined> =>
    (await bench.ask(command)).split('\r\n').find((line) => line !== '');
  expect(await told('AT+CGMI')).toBe('Nordic Semiconductor ASA');
  expect(await told('AT+CGMM')).toBe(model);
  expect(await told('AT+CGMR')).toBe(firmware);
  expect(await told('AT+CGSN')).toBe(imei);
  expect(await told('AT+CGSN=1')).toBe(`+CGSN: "${imei}"`);
  expect(await told('AT%SHORTSWVER')).toBe(`%SHORTSWVER: ${short}`);
  expect(await told('AT%HWVERSION')).toBe(`%HWVERSION: ${hardware}`);
  expect(await told('AT%XMODEMUUID')).toMatch(/^%XMODEMUUID: [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(await told('AT%XVBAT')).toBe('%XVBAT: 4464');
  expect(await told('AT%XTEMP?')).toMatch(/^%XTEMP: \d+$/);
  expect((await bench.ask('AT+CLAC')).split('\r\n')).toEqual(expect.arrayContaining(['AT+CFUN', 'AT%XSIM', 'AT+CLAC']));
  expect(bench.close()).toBe(0);
});

test('the same seed gives the same module, another seed another', () => {
  const clock = new VirtualClock();
  const make = (seed: number): string => simulatedNrf91('nrf9161-slm', { clock, seed }).imei;
  expect(make(7)).toBe(make(7));
  expect(make(7)).not.toBe(make(8));
});
