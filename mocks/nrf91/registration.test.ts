import { afterEach, describe, expect, test } from '@jest/globals';
import { Bench, linesOf } from './bench.test-support.ts';

let bench: Bench;

afterEach(() => {
  expect(bench.close()).toBe(0);
});

const subscriptions = ['AT+CEREG=5', 'AT+CGEREP=1', 'AT+CSCON=1', 'AT+CNEC=24', 'AT%XSIM=1', 'AT%CESQ=1', 'AT%XTIME=1'];
const place = '"0901","02024720",7';
const off = '"11100000","11100000"';
const answerTo = async (command: string, ms = 100): Promise<string> => linesOf(await bench.ask(command, ms)).join(' ');

describe('registering', () => {
  test('on LTE-M with modem firmware 1.3: what comes, in which order, and when', async () => {
    bench = await Bench.started('nrf9160-at-host');
    await bench.all(...subscriptions, 'AT%MDMEV=1', 'AT+CIND=1,1,1');
    expect(await answerTo('AT+CEREG?')).toBe('+CEREG: 5,0 OK');
    expect(await answerTo('AT+CFUN=1', 40)).toBe('OK');
    expect(await answerTo('AT+CEREG?', 20)).toBe('+CEREG: 5,4 OK');
    expect(await bench.lines(1060)).toEqual(['%XSIM: 1']);
    expect(await bench.lines(100)).toEqual(['%CESQ: 53,2,22,3', `+CEREG: 2,${place}`]);
    expect(await bench.lines(500)).toEqual(['+CSCON: 1']);
    expect(await bench.lines(2150)).toEqual([]);
    expect(await bench.lines(30)).toEqual([
      '+CGEV: ME PDN ACT 0,0',
      '+CNEC_ESM: 50,0',
      '%MDMEV: SEARCH STATUS 2',
      `+CEREG: 5,${place},,,${off}`,
      '+CIND: "service",1',
      '+CIND: "roam",1',
    ]);
    expect(await bench.lines(20)).toEqual(['%XTIME: "00","62101000008000","00"']);
    expect(await answerTo('AT+CEREG?')).toBe(`+CEREG: 5,5,${place},,,${off} OK`);
    expect(await answerTo('AT+COPS?')).toBe('+COPS: 0,2,"24202",7 OK');
    expect(await answerTo('AT+CSCON?')).toBe('+CSCON: 1,1 OK');
    expect(await bench.lines(10_000)).toEqual(['+CSCON: 0']);
    expect(bench.module.activePdns).toEqual([0]);
  });

  test('with modem firmware 2.x and IPv6: more words', async () => {
    bench = await Bench.started('nrf9161-slm', { network: { ipv6: true, roaming: false } });
    await bench.all(...subscriptions, 'AT%MDMEV=2');
    expect(linesOf(await bench.ask('AT+CFUN=1', 7000))).toEqual([
      'OK',
      '%XSIM: 1',
      '+CGEV: EXCE STATUS 0',
      '%CESQ: 53,2,22,3',
      `+CEREG: 2,${place}`,
      '%MDMEV: PRACH CE-LEVEL 0',
      '+CSCON: 1',
      '+CGEV: ME PDN ACT 0',
      '%MDMEV: SEARCH STATUS 2',
      `+CEREG: 1,${place},,,${off}`,
      expect.stringMatching(/^%XTIME/),
      '+CGEV: IPV6 0',
    ]);
    const [ipv4, ipv6] = bench.module.addressesOf(0);
    expect(await answerTo('AT+CGPADDR=0')).toBe(`+CGPADDR: 0,"${ipv4}","${ipv6}" OK`);
    expect(await answerTo('AT+CGDCONT?')).toBe(`+CGDCONT: 0,"IPV4V6","iot.example","${ipv4} ${ipv6}",0,0 OK`);
    expect((await bench.ask('AT+CGCONTRDP=0')).match(/\+CGCONTRDP: 0,,"iot.example","","","/g)).toHaveLength(2);
  });

  test('on NB-IoT it takes 80 seconds', async () => {
    bench = await Bench.started('nrf9151-serial-modem', { network: { roaming: false } });
    await bench.all(
      'AT%XSYSTEMMODE=0,1,0,0',
      'AT+CEREG=5',
      'AT%MDMEV=2',
      'AT+CSCON=1',
      'AT+CGEREP=1',
      'AT+CPSMS=1,,,"00000110","00100001"',
    );
    expect(linesOf(await bench.ask('AT+CFUN=1', 79_000))).toEqual([
      'OK',
      '+CGEV: EXCE STATUS 0',
      '%MDMEV: SEARCH STATUS 1',
      '+CEREG: 2,"0901","02024720",9',
      '%MDMEV: PRACH CE-LEVEL 0',
      '+CSCON: 1',
    ]);
    expect(await bench.lines(2000)).toEqual([
      '+CGEV: ME PDN ACT 0,0',
      '%MDMEV: SEARCH STATUS 2',
      '+CEREG: 1,"0901","02024720",9,,,"00100001","00000110"',
    ]);
  });

  test('with modem firmware 1.2 there are no events of the domain, and no cell is FFFFFFFF', async () => {
    bench = await Bench.started('nrf9160-at-host', {
      modemFirmware: 'mfw_nrf9160_1.2.3',
      network: { coverage: false },
    });
    await bench.all('AT+CEREG=5', 'AT%CESQ=1');
    expect(await answerTo('AT%MDMEV=1')).toBe('ERROR');
    expect(await answerTo('AT+CGDCONT?')).toBe('OK');
    expect(await answerTo('AT+CFUN=1', 40)).toBe('OK');
    expect(await answerTo('AT+CEREG?', 20)).toBe('+CEREG: 5,4,"FFFE","FFFFFFFF",7,0,0,"00000000","00000000" OK');
    expect(await bench.lines(2000)).toEqual([
      '%CESQ: 255,0,255,0',
      '+CEREG: 2,"FFFE","FFFFFFFF",7,0,0,"00000000","00000000"',
    ]);
    await bench.all('AT+CEREG=2');
    bench.module.restoreCoverage();
    expect(await bench.lines(2100)).toEqual(['%CESQ: 53,2,22,3', `+CEREG: 2,${place}`]);
    expect(await bench.lines(3000)).toEqual([`+CEREG: 5,${place}`]);
    expect(linesOf(await bench.ask('AT+CFUN=4', 4000))).toEqual([
      '%CESQ: 255,0,255,0',
      '+CEREG: 0,"FFFE","FFFFFFFF",7',
      'OK',
    ]);
  });

  test.each([
    [0, [], '+CEREG: 0,5 OK'],
    [1, ['+CEREG: 2', '+CEREG: 5'], '+CEREG: 1,5 OK'],
    [2, [`+CEREG: 2,${place}`, `+CEREG: 5,${place}`], `+CEREG: 2,5,${place} OK`],
    [3, [`+CEREG: 2,${place}`, `+CEREG: 5,${place}`], `+CEREG: 3,5,${place} OK`],
    [4, [`+CEREG: 2,${place}`, `+CEREG: 5,${place},,,${off}`], `+CEREG: 4,5,${place},,,${off} OK`],
  ])('+CEREG=%i', async (mode, urcs, read) => {
    bench = await Bench.started('nrf9160-slm');
    await bench.all(`AT+CEREG=${mode}`);
    expect(linesOf(await bench.ask('AT+CFUN=1', 5000))).toEqual(['OK', ...urcs]);
    expect(await answerTo('AT+CEREG?')).toBe(read);
  });

  test('the system mode decides what is found', async () => {
    bench = await Bench.started('nrf9161-slm', { network: { technologies: ['lte-m'] } });
    await bench.all('AT+CMEE=1', 'AT%XSYSTEMMODE=0,1,0,0', 'AT+CFUN=1');
    await bench.clock.advance(120_000);
    expect(bench.module.isRegistered).toBe(false);
    expect(await answerTo('AT%XSYSTEMMODE=1,1,0,2')).toBe('+CME ERROR: 518');
    await bench.ask('AT+CFUN=4', 100);
    expect(await answerTo('AT%XSYSTEMMODE=0,0,0,0')).toBe('+CME ERROR: 522');
    await bench.all('AT%XSYSTEMMODE=1,1,0,2', 'AT+CFUN=1');
    await bench.clock.advance(6000);
    expect(bench.module.isRegistered).toBe(true);
  });
});

describe('leaving', () => {
  test('the AT host tells of the detach before the OK, which takes three seconds on LTE-M', async () => {
    bench = await Bench.started('nrf9160-at-host');
    await bench.all(...subscriptions, 'AT+CFUN=1');
    await bench.clock.advance(30_000);
    expect(await answerTo('AT+CFUN=4', 2900)).toBe('+CSCON: 1');
    expect(await bench.lines(200)).toEqual([
      '%CESQ: 255,0,255,0',
      '+CEREG: 0',
      '+CGEV: ME DETACH',
      '+CSCON: 0',
      '%XSIM: 0',
      'OK',
    ]);
    expect(bench.module.activePdns).toEqual([]);
    expect(await answerTo('AT+CFUN=4')).toBe('OK');
    expect(await answerTo('AT+CEREG?')).toBe('+CEREG: 5,0 OK');
  });

  test.each(['nrf9160-slm', 'nrf9151-serial-modem'])('%s tells of it behind the OK', async (name) => {
    bench = await Bench.started(name);
    await bench.all(...subscriptions, 'AT+CFUN=1');
    await bench.clock.advance(6000);
    expect(linesOf(await bench.ask('AT+CFUN=0', 1600))).toEqual([
      'OK',
      '%CESQ: 255,0,255,0',
      '+CEREG: 0',
      '+CGEV: ME DETACH',
      '+CSCON: 0',
      '%XSIM: 0',
    ]);
    // AT+CFUN=0 also ends the subscriptions.
    expect(await answerTo('AT+CEREG?')).toBe('+CEREG: 0,0 OK');
    expect(linesOf(await bench.ask('AT+CFUN=1', 6000))).toEqual(['OK']);
  });

  test('subscriptions survive flight mode', async () => {
    bench = await Bench.started('nrf9160-slm');
    await bench.all('AT+CEREG=1', 'AT+CFUN=1');
    await bench.clock.advance(6000);
    await bench.ask('AT+CFUN=4', 4000);
    expect(linesOf(await bench.ask('AT+CFUN=1', 6000))).toEqual(['OK', '+CEREG: 2', '+CEREG: 5']);
    expect(linesOf(await bench.ask('AT+CFUN=20', 4000))).toEqual(['OK', '+CEREG: 0']);
    expect(linesOf(await bench.ask('AT+CFUN=21', 6000))).toEqual(['OK', '+CEREG: 2', '+CEREG: 5']);
    expect(linesOf(await bench.ask('AT+CFUN=1', 6000))).toEqual(['OK']);
    expect(bench.module.functionalMode).toBe(1);
  });
});

describe('what the network does', () => {
  async function registered(name = 'nrf9160-slm', mode = 5): Promise<void> {
    bench = await Bench.started(name);
    await bench.all(`AT+CEREG=${mode}`, 'AT+CGEREP=1', 'AT+CNEC=24', 'AT%MDMEV=1', 'AT+CFUN=1');
    await bench.clock.advance(20_000);
    bench.host.take();
  }

  test('refuses with a cause, also those it had let in', async () => {
    await registered();
    bench.module.denyRegistration(11);
    expect(await bench.lines(100)).toEqual(['+CGEV: NW DETACH', '+CNEC_EMM: 11', `+CEREG: 3,${place},0,11`]);
    expect(await answerTo('AT+CEREG?')).toBe(`+CEREG: 5,3,${place},0,11 OK`);
    expect(bench.module.activePdns).toEqual([]);
    bench.module.allowRegistration();
    expect((await bench.lines(10_000)).at(-1)).toBe(`+CEREG: 5,${place},,,${off}`);
  });

  test('goes and comes back: 2, then 4; short absences keep the connection', async () => {
    await registered();
    bench.module.loseCoverage();
    expect(await bench.lines(5000)).toEqual(['+CEREG: 2']);
    expect(await bench.lines(60_000)).toEqual(['%MDMEV: SEARCH STATUS 2', '+CEREG: 4']);
    expect(bench.module.activePdns).toEqual([0]);
    bench.module.restoreCoverage();
    expect(await bench.lines(10_000)).toEqual([
      `+CEREG: 2,${place}`,
      '%MDMEV: SEARCH STATUS 2',
      `+CEREG: 5,${place},,,${off}`,
    ]);
  });

  test('forgets who was away for too long', async () => {
    await registered();
    const before = bench.module.addressesOf(0);
    bench.module.loseCoverage();
    await bench.clock.advance(300_000);
    bench.host.take();
    bench.module.restoreCoverage();
    expect(await bench.lines(10_000)).toEqual([
      `+CEREG: 2,${place}`,
      '+CNEC_EMM: 10',
      '+CGEV: NW DETACH',
      '+CGEV: ME PDN ACT 0,0',
      '+CNEC_ESM: 50,0',
      '%MDMEV: SEARCH STATUS 2',
      `+CEREG: 5,${place},,,${off}`,
    ]);
    expect(bench.module.addressesOf(0)).not.toEqual(before);
  });

  test('takes the default connection away, and the modem attaches again', async () => {
    await registered();
    bench.module.deactivatePdn(0);
    expect(await bench.lines(100)).toEqual(['+CGEV: NW PDN DEACT 0', `+CEREG: 2,${place}`]);
    expect(bench.module.activePdns).toEqual([]);
    expect(await bench.lines(3000)).toEqual([
      '+CGEV: ME PDN ACT 0,0',
      '+CNEC_ESM: 50,0',
      '%MDMEV: SEARCH STATUS 2',
      `+CEREG: 5,${place},,,${off}`,
    ]);
  });

  test('detaches the module without a word about its connections', async () => {
    await registered();
    await bench.all('AT+CGDCONT=1,"IP","other"');
    expect(linesOf(await bench.ask('AT+CGACT=1,1', 2000))).toEqual(['OK', '+CGEV: ME PDN ACT 1']);
    expect(bench.module.activePdns).toEqual([0, 1]);
    bench.module.detachByNetwork();
    expect(await bench.lines(100)).toEqual(['+CGEV: NW DETACH', `+CEREG: 2,${place}`]);
    expect(bench.module.activePdns).toEqual([]);
    await bench.clock.advance(3000);
    expect(bench.module.activePdns).toEqual([0]);
  });

  test('moves the module to another cell', async () => {
    await registered('nrf9161-slm', 2);
    bench.module.changeCell('C2807A7D');
    expect(await bench.lines(0)).toEqual(['+CEREG: 5,"0901","C2807A7D",7']);
  });

  test('changes and takes addresses', async () => {
    await registered();
    bench.module.giveIpv6();
    expect(await bench.lines(0)).toEqual(['+CGEV: IPV6 0']);
    expect(bench.module.changeAddress(0, '10.1.2.3')).toBe('10.1.2.3');
    expect(await answerTo('AT+CGPADDR=0')).toMatch(/^\+CGPADDR: 0,"10\.1\.2\.3","2001:0db8:[0-9a-f:]+" OK$/);
    bench.module.dropIpv4();
    expect(await answerTo('AT+CGPADDR=0')).toMatch(/^\+CGPADDR: 0,"2001:/);
    bench.module.dropIpv6();
    expect(await bench.lines(0)).toEqual(['+CGEV: IPV6 FAIL 0']);
    expect(await answerTo('AT+CGPADDR=0')).toBe('+CGPADDR: 0,"" OK');
  });

  test('overheating switches the modem off', async () => {
    await registered();
    bench.module.overheat();
    expect(await bench.lines(0)).toEqual([
      '%MDMEV: ME OVERHEATED',
      '+CGEV: ME OVERHEATED',
      '+CEREG: 0',
      '+CGEV: ME DETACH',
    ]);
    expect(bench.module.functionalMode).toBe(4);
  });
});
