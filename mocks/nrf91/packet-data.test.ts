import { afterEach, expect, test } from '@jest/globals';
import { Bench, linesOf } from './bench.test-support.ts';
import type { NetworkOptions } from './options.ts';

let bench: Bench;

afterEach(() => {
  expect(bench.close()).toBe(0);
});

const answerTo = async (command: string, ms = 100): Promise<string> => linesOf(await bench.ask(command, ms)).join(' ');

async function attach(network: NetworkOptions, ...commands: readonly string[]): Promise<readonly string[]> {
  bench = await Bench.started('nrf9160-slm', { network });
  await bench.all('AT+CGEREP=1', 'AT+CNEC=24', 'AT+CEREG=1', ...commands, 'AT+CFUN=1');
  return bench.lines(8000);
}

test('a context shows nothing, then its definition, then its address', async () => {
  bench = await Bench.started('nrf9160-slm');
  expect(await answerTo('AT+CGDCONT?')).toBe('+CGDCONT: 0,"","","",0,0 OK');
  expect(await answerTo('AT+CGACT?')).toBe('OK');
  expect(await answerTo('AT+CGPADDR=0')).toBe('OK');
  expect(await answerTo('AT+CGCONTRDP=0')).toBe('ERROR');
  await bench.all('AT+CGDCONT=0,"IP","ibasis.iot"', 'AT+CGAUTH=0,2,"user","pass"');
  expect(await answerTo('AT+CGDCONT?')).toBe('+CGDCONT: 0,"IP","ibasis.iot","",0,0 OK');
  expect(await answerTo('AT+CGACT?')).toBe('+CGACT: 0,0 OK');
  expect(await answerTo('AT+CGAUTH?')).toBe('+CGAUTH: 0,2,"user","pass" OK');
  await bench.all('AT+CFUN=1');
  await bench.clock.advance(6000);
  const [address] = bench.module.addressesOf(0);
  expect(await answerTo('AT+CGDCONT?')).toBe(`+CGDCONT: 0,"IP","ibasis.iot","${address}",0,0 OK`);
  expect(await answerTo('AT+CGACT?')).toBe('+CGACT: 0,1 OK');
  expect(await answerTo('AT+CGPADDR')).toBe(`+CGPADDR: 0,"${address}" OK`);
  expect(await answerTo('AT+CGCONTRDP=0')).toBe('+CGCONTRDP: 0,,"ibasis.iot","","","8.8.8.8","8.8.4.4",,,,,1464 OK');
  expect(await answerTo('AT%XGETPDNID=0')).toBe('%XGETPDNID: 0 OK');
  expect(await answerTo('AT+CGATT?')).toBe('+CGATT: 1 OK');
});

test.each([
  [
    'both asked for, IPv4 alone given',
    {},
    'IPV4V6',
    ['+CEREG: 2', '+CGEV: ME PDN ACT 0,0', '+CNEC_ESM: 50,0', '+CEREG: 5'],
  ],
  [
    'both asked for, IPv6 alone given',
    { ipv4: false, ipv6: true },
    'IPV4V6',
    ['+CEREG: 2', '+CGEV: ME PDN ACT 0,1', '+CNEC_ESM: 51,0', '+CEREG: 5', '+CGEV: IPV6 0'],
  ],
  ['IPv4 asked for and given', {}, 'IP', ['+CEREG: 2', '+CGEV: ME PDN ACT 0', '+CEREG: 5']],
  ['IPv6 asked for, IPv4 alone there', {}, 'IPV6', ['+CEREG: 2', '+CNEC_ESM: 50,0', '+CNEC_EMM: 19', '+CEREG: 3']],
  ['unknown APN', { apns: ['right'] }, 'IP', ['+CEREG: 2', '+CNEC_ESM: 27,0', '+CNEC_EMM: 19', '+CEREG: 3']],
] as const)('%s', async (_, network, type, expected) => {
  expect(await attach(network, `AT+CGDCONT=0,"${type}","wrong"`)).toEqual(expected);
});

test('context 0 belongs to the attach, others come and go with +CGACT', async () => {
  await attach({}, 'AT+CGDCONT=1,"IP","second"');
  expect(await answerTo('AT+CGACT=0,0')).toBe('ERROR');
  expect(await answerTo('AT+CGACT=1,2')).toBe('ERROR');
  expect(linesOf(await bench.ask('AT+CGACT=1,1', 2000))).toEqual(['OK', '+CGEV: ME PDN ACT 1']);
  expect(await answerTo('AT+CGACT?')).toBe('+CGACT: 0,1 +CGACT: 1,1 OK');
  expect(linesOf(await bench.ask('AT+CGACT=0,1', 2000))).toEqual(['OK', '+CGEV: ME PDN DEACT 1']);
  bench.host.take();
  expect(linesOf(await bench.ask('AT+CGATT=0', 2000))).toEqual(['OK', '+CEREG: 0', '+CGEV: ME DETACH']);
  expect(await answerTo('AT+CGATT?')).toBe('+CGATT: 0 OK');
  expect((await answerTo('AT+CGATT=1', 8000)).endsWith('+CEREG: 5')).toBe(true);
});

test('signal, cell and time', async () => {
  await attach({});
  expect(await answerTo('AT+CESQ')).toBe('+CESQ: 99,99,255,255,22,53 OK');
  expect(await answerTo('AT+CSQ')).toBe('+CSQ: 99,99 OK');
  expect(await answerTo('AT%XCBAND')).toBe('%XCBAND: 20 OK');
  expect(await answerTo('AT%XMONITOR')).toBe(
    '%XMONITOR: 5,"Test Network","TestNet","24202","0901",7,20,"02024720",428,6300,53,32,"","11100000","11100000","01001001" OK',
  );
  expect(await answerTo('AT%CONEVAL', 2000)).toBe(
    '%CONEVAL: 0,1,7,53,22,32,"02024720","24202",428,6300,20,0,0,23,1,1,112 OK',
  );
  expect(linesOf(await bench.ask('AT%NCELLMEAS', 3000))).toEqual([
    'OK',
    expect.stringMatching(/^%NCELLMEAS: 0,"02024720",/),
  ]);
  expect(await answerTo('AT+CCLK?')).toMatch(/^\+CCLK: "26\/01\/01,00:00:\d\d\+00" OK$/);
  await bench.ask('AT+CFUN=4', 4000);
  expect(await answerTo('AT%XMONITOR')).toBe('%XMONITOR: 0 OK');
  expect(await answerTo('AT+CESQ')).toBe('+CESQ: 99,99,255,255,255,255 OK');
});

test('extended discontinuous reception is granted as asked for', async () => {
  const lines = await attach({}, 'AT+CEDRXS=2,4,"1000"');
  expect(lines).toContain('+CEDRXP: 4,"1000","1000","0000"');
  expect(await answerTo('AT+CEDRXRDP')).toBe('+CEDRXRDP: 4,"1000","1000","0000" OK');
  expect(await answerTo('AT+CEDRXS=2,4,"10"')).toBe('ERROR');
});

test('operator selection', async () => {
  await attach({});
  expect(await answerTo('AT+COPS=1,0,"Test"')).toBe('ERROR');
  expect(await answerTo('AT+COPS=?', 119_000)).toBe('');
  expect(await bench.lines(2000)).toEqual(['+COPS: (2,"","","24202",7),(1,"","","24202",9)', 'OK']);
  expect(await answerTo('AT+COPS=1,2,"24201"')).toContain('OK +CEREG: 0');
  await bench.clock.advance(60_000);
  expect(bench.module.isRegistered).toBe(false);
  expect(await answerTo('AT+COPS?')).toBe('+COPS: 1 OK');
  await bench.ask('AT+COPS=1,2,"24202"', 8000);
  expect(await answerTo('AT+COPS?')).toBe('+COPS: 1,2,"24202",7 OK');
});
