import { afterEach, describe, expect, test } from '@jest/globals';
import { Bench } from './bench.test-support.ts';

/** What is easily got wrong about the line of these modules, one test a fact; each would fail a driver that assumes the usual. */

const bench = new Bench();
const { start, connected, script, searching, attached } = bench;

afterEach(async () => expect(await bench.close()).toBe(0));

describe('1: three dialects, three line ends', () => {
  test.each([
    ['\r', 'AT host, Serial Modem'],
    ['\r\n', 'Serial LTE Modem'],
    ['\n', 'a build for LF'],
  ] as const)('%j (%s) is found', async (terminator, _firmware) => {
    const scripted = script({ terminator });
    await scripted.until(() => scripted.types().includes('module-ready'), 20);
    expect(scripted.received.slice(-60)).toContain(`AT%XMODEMSLEEP=1,1000,10240${terminator}`);
  });

  test('and again after a reboot that left half a command in the buffer', async () => {
    const { until, module, types } = await connected({ misbehaviours: { leftover: 'AT+CE' } });
    module.reboot();
    await until(() => types().filter((type) => type === 'module-ready').length === 2);
  });
});

test('2: nothing is taken for an echo: the first line of an answer counts', async () => {
  const scripted = script({ answers: { 'AT+CGMM': 'nRF9160-SICA\nOK', 'AT+CGSN': '350000000000017\nOK' } });
  await scripted.until(() => scripted.types().includes('module-ready'));
  expect(scripted.binding.context.identity).toMatchObject({ model: 'nRF9160-SICA', id: '350000000000017' });
});

test.each(['nrf9160-at-host', 'nrf9160-slm'])(
  '3: %s is read with and without CRLF before its lines',
  async (personality) => {
    const { binding, until } = start({ personality });
    await until(() => binding.context.identity.model !== undefined);
    expect(binding.context.identity.manufacturer).toBe('Nordic Semiconductor ASA');
  },
);

describe('4: Ready comes before, after, or never', () => {
  test.each(['early', 'late', 'never'] as const)('%s', async (ready) => {
    const { until, manager, lte0 } = start({ misbehaviours: { ready } });
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
  });
});

test('5: Ready in mid-session means that everything is lost', async () => {
  const scripted = await attached();
  const before = scripted.sent.length;
  Object.assign(scripted, { mode: 0, cereg: '0', address: undefined });
  await scripted.say('Ready');
  expect(scripted.lte0.isUp).toBe(false);
  await scripted.until(() => scripted.sent.slice(before).includes('AT+CFUN=21'));
  expect(scripted.sent.slice(before)).toEqual(expect.arrayContaining(['AT+CMEE=1', 'AT+CEREG=5', 'AT+CGEREP=1']));
});

test('6: DTR is asserted, and the board gets its time, before the first command', async () => {
  const { port, module, clock } = start({ setup: { dtr: 'assert', settleMs: 600 } });
  await clock.advance(599);
  expect(port.lineSettings).toEqual([{ dtr: true, rts: false }]);
  expect(module.commandsSeen).toEqual([]);
  await clock.advance(5000);
  expect(module.commandsSeen).toContain('AT');
});

describe('17: a reset or a power cut without +CFUN=0 costs half an hour', () => {
  test('the reset loop is told, waited out, and not made worse', async () => {
    const scripted = await searching();
    await scripted.say('%MDMEV: RESET LOOP');
    expect(scripted.notices.join()).toContain('does not attach for 30 minutes');
    const before = scripted.sent.length;
    await scripted.clock.advance(25 * 60_000);
    expect(scripted.sent.slice(before).filter((line) => line.startsWith('AT+CFUN='))).toEqual([]);
    await scripted.attach();
    await scripted.until(() => scripted.lte0.isUp, 5);
  });

  test('the driver never resets a modem that is on', async () => {
    const { until, module, types } = await connected({ options: { onModemFault: 'reset' } });
    module.modemFault();
    await until(() => types().filter((type) => type === 'l4-connected').length === 2);
    const seen = module.commandsSeen;
    const reset = seen.indexOf('AT#XRESET');
    expect(reset === -1 || seen.slice(0, reset).includes('AT+CFUN=0')).toBe(true);
    expect(module.resetLoopArmed).toBe(false);
  });
});

describe('18: what other modules know is an error here', () => {
  test('none of it is ever sent', async () => {
    const { module } = await connected({ personality: 'nrf9160-slm' });
    expect(module.commandsSeen.filter((line) => /^AT(I|Z|E\d|&F|\+CMEE=2)/.test(line))).toEqual([]);
  });

  test('an error without a code is a failure like any other: tried again', async () => {
    const scripted = script({ answers: { 'AT+CPIN?': 'ERROR' } });
    scripted.manager.connect(scripted.lte0);
    await scripted.clock.advance(8000);
    scripted.answers.set('AT+CPIN?', '+CPIN: READY\nOK');
    await scripted.attach();
    await scripted.until(() => scripted.lte0.isUp, 60);
  });
});

describe('19: the SIM is READY without quotes, everything else with them, and late', () => {
  test('an error right after switching on is waited over', async () => {
    const { manager, lte0, until } = start({ misbehaviours: { cpinFailures: 3 } });
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
  });

  test.each(['+CPIN: "SIM PIN"', '+CPIN: SIM PIN'])('%s wants the PIN', async (line) => {
    const scripted = await searching({ options: { pin: '1234' }, answers: { 'AT+CPIN?': `${line}\nOK` } });
    await scripted.until(() => scripted.sent.includes('AT+CPIN="1234"'));
  });
});

describe('22: an unbalanced quote mutes the parser', () => {
  test('no option can send one', () => {
    const { manager, lte0 } = start();
    expect(() => manager.setOption(lte0, 'apn', 'a"b')).toThrow('apn does not take');
  });

  test('one that another host left behind is closed', async () => {
    const { until, types, module, clock, port } = start({ powered: false });
    const closed = await port.open({ onBytes: () => undefined, onClosed: () => undefined }).catch(() => undefined);
    await closed?.close();
    module.powerOn();
    await clock.advance(1600);
    module.receive(Buffer.from('AT+CGDCONT=0,"IP\r\n'));
    await until(() => types().includes('module-ready'), 60);
  });
});

test('23: data mode drops the URCs, and what they would have said is asked after', async () => {
  const { lte0, until, module } = await connected();
  // Without a word.
  module.dropIpv4(0);
  await until(() => !lte0.hasAddress('IPv4'), 70);
});
