import { afterEach, describe, expect, test } from '@jest/globals';
import { Bench } from './bench.test-support.ts';

/** What went wrong in the field with these modules, and what this driver makes of it. README.md has the whole list. */

const bench = new Bench();
const { start, connected, script, searching, attached } = bench;

afterEach(async () => expect(await bench.close()).toBe(0));

const count = (lines: readonly string[], line: string): number => lines.filter((each) => each === line).length;

test('LTE that is off is off, whatever +CEREG? goes on saying (mfw 1.1)', async () => {
  const scripted = await attached();
  scripted.mode = 4;
  await scripted.until(() => !scripted.lte0.hasCarrier, 70);
});

describe('a SIM that cannot be used', () => {
  test.each(['nrf9160-at-host', 'nrf9160-slm', 'nrf9151-serial-modem'])(
    'ends in a fatal error after the card was switched off and on, with no storm of retries (%s)',
    async (personality) => {
      const { manager, lte0, clock, module, types, events } = start({ personality, sim: { inserted: false } });
      manager.setFlag(lte0, 'PERSISTENT', true);
      manager.connect(lte0);
      await clock.advance(600_000);
      expect(count(types(), 'fatal-error')).toBe(1);
      const fatal = events.find(({ type }) => type === 'fatal-error');
      expect(fatal).toMatchObject({ reason: expect.stringContaining('there is none, or it does not answer') });
      expect(module.commandsSeen.filter((line) => /^AT\+CFUN=(1|21)$/.test(line)).length).toBeLessThanOrEqual(6);
    },
  );

  test('is cured by one start of the modem core where that helps', async () => {
    const { manager, lte0, until, module } = start({ misbehaviours: { simNeedsRestart: true } });
    manager.connect(lte0);
    await until(() => manager.isReady(lte0), 300);
    expect(count(module.commandsSeen, 'AT#XMODEMRESET')).toBeLessThanOrEqual(1);
  });

  test('that fails while the search runs ends the search', async () => {
    const scripted = await searching();
    await scripted.say('+CEREG: 90');
    await scripted.until(() => scripted.sent.includes('AT+CFUN=0'), 5);
  });
});

test('garbage before the first line and half a command in the buffer cost nothing', async () => {
  const { manager, lte0, until } = start({ misbehaviours: { bootGarbage: true, leftover: 'AT+CFU' } });
  manager.connect(lte0);
  await until(() => manager.isReady(lte0));
});

test('refused timers of PSM leave the choice to the network, and the connection alone', async () => {
  const { until, manager, lte0, module, facts } = start({
    options: { psm: '3600,60' },
    misbehaviours: { cpsmsRefused: true },
  });
  manager.connect(lte0);
  await until(() => manager.isReady(lte0));
  const asked = module.commandsSeen.filter((line) => line.startsWith('AT+CPSMS'));
  expect(asked).toEqual(['AT+CPSMS=1,,,"00000110","00011110"', 'AT+CPSMS=1']);
  expect(facts('notice').join()).toContain('psm: the timers 3600,60 were refused');
});

test('no coverage, for ever: says so, begins the search anew now and then, and never gives up by itself', async () => {
  const { manager, lte0, clock, module, events } = start({ network: { coverage: false } });
  manager.connect(lte0);
  await clock.advance(25 * 60_000);
  expect(lte0.isAdminUp).toBe(true);
  expect(count(module.commandsSeen, 'AT+CFUN=4')).toBe(2);
  const phases = events.flatMap((event) => (event.type === 'attempt-phase' ? (event.detail ?? []) : []));
  expect(phases.join()).toContain('no network within 10 minutes (Check the antenna');
  module.restoreCoverage();
  await clock.advance(600_000);
  expect(lte0.isUp).toBe(true);
});

test('a modem that refuses everything is a fault: reset where the options say so', async () => {
  const scripted = await attached({ options: { onModemFault: 'reset' } });
  for (const command of ['AT+CFUN?', 'AT+CEREG?', 'AT+CFUN=0', 'AT#XMODEMRESET'])
    scripted.answers.set(command, 'ERROR');
  await scripted.until(() => scripted.sent.includes('AT#XRESET'), 300);
  expect(scripted.lte0.isUp).toBe(false);
  expect(scripted.sent.indexOf('AT#XMODEMRESET')).toBeLessThan(scripted.sent.indexOf('AT#XRESET'));
});

test('a modem that refuses everything is a fault: fatal where they do not', async () => {
  const scripted = await attached();
  for (const command of ['AT+CFUN?', 'AT+CEREG?']) scripted.answers.set(command, 'ERROR');
  await scripted.until(() => scripted.types().includes('fatal-error'), 300);
});

test('one refusal is no fault', async () => {
  const scripted = await attached();
  let refusals = 0;
  scripted.answers.set('AT+CFUN?', () => (refusals++ < 2 ? 'ERROR' : '+CFUN: 21\nOK'));
  await scripted.clock.advance(400_000);
  expect(scripted.types()).not.toContain('fatal-error');
  expect(scripted.lte0.isUp).toBe(true);
});

test('a registration without an address is a failure that says so', async () => {
  const scripted = await searching();
  scripted.cereg = '1,"0901","02024720",7';
  await scripted.say('+CEREG: 1,"0901","02024720",7');
  await scripted.clock.advance(80_000);
  const phases = scripted.events.flatMap((event) => (event.type === 'attempt-phase' ? (event.detail ?? []) : []));
  expect(phases.join()).toContain('its PDN has no address (Check the options apn and pdpType.)');
  expect(scripted.lte0.hasCarrier).toBe(true);
});

describe('INIT ERROR', () => {
  test('is fatal by default', async () => {
    const scripted = script();
    scripted.manager.connect(scripted.lte0);
    await scripted.say('INIT ERROR');
    await scripted.until(() => scripted.types().includes('fatal-error'), 30);
    expect(scripted.sent).not.toContain('AT#XRESET');
  });

  test('is cured by one reset, with the modem off, where the options say so', async () => {
    const scripted = script({ options: { onModemFault: 'reset' } });
    scripted.manager.connect(scripted.lte0);
    await scripted.say('INIT ERROR');
    await scripted.until(() => scripted.sent.includes('AT#XRESET'), 30);
    expect(scripted.sent.slice(scripted.sent.indexOf('AT#XRESET') - 1)).toEqual(['AT+CFUN=0', 'AT#XRESET']);
    await scripted.clock.advance(3000);
    await scripted.say('Ready');
    await scripted.until(() => scripted.sent.includes('AT+CFUN=21'), 30);
    expect(scripted.types()).not.toContain('fatal-error');
  });

  test('a second time in a row is fatal all the same', async () => {
    const scripted = script({ options: { onModemFault: 'reset' } });
    scripted.manager.connect(scripted.lte0);
    await scripted.say('INIT ERROR');
    await scripted.until(() => scripted.sent.includes('AT#XRESET'), 30);
    await scripted.say('INIT ERROR');
    await scripted.until(() => scripted.types().includes('fatal-error'), 60);
    expect(count(scripted.sent, 'AT#XRESET')).toBe(1);
  });

  test('and silence after it: says what to do', async () => {
    const { clock, facts } = start({ misbehaviours: { ready: 'init-error' } });
    await clock.advance(60_000);
    expect(facts('notice').join()).toContain('INIT ERROR and nothing after it');
    expect(facts('notice')).toHaveLength(1);
  });
});

test('Ready and silence after it: says what to do', async () => {
  const { clock, facts } = start({ misbehaviours: { hangAfterReady: true } });
  await clock.advance(90_000);
  expect(facts('notice').join()).toContain('update either');
});

test.each(['nrf9160-slm', 'nrf9151-serial-modem'])(
  '%s with ERROR to everything: says what to do',
  async (personality) => {
    const { clock, facts } = start({ personality, misbehaviours: { commandsFail: true } });
    await clock.advance(60_000);
    expect(facts('notice').join()).toContain('refuses even AT');
  },
);

test('an address that +CGPADDR does not show is found in the definition of the context', async () => {
  const { manager, lte0, until } = start({ misbehaviours: { cgpaddrEmpty: true } });
  manager.connect(lte0);
  await until(() => manager.isReady(lte0));
});

test('URCs that come before the OK of what caused them are heard all the same', async () => {
  const { manager, lte0, until, binding, types } = await connected({ misbehaviours: { urcBeforeOk: true } });
  await Promise.all([binding.context.run('AT+CFUN=4'), until(() => types().includes('l4-disconnected'))]);
  await until(() => manager.isReady(lte0));
});

test('a registration that stays at 2 after flight mode does not keep the carrier (mfw 1.1)', async () => {
  const { lte0, until, manager, binding } = await connected({ misbehaviours: { staleRegistration: true } });
  manager.setFlag(lte0, 'PERSISTENT', false);
  await Promise.all([binding.context.run('AT+CFUN=4'), until(() => !lte0.hasCarrier, 10)]);
});

test('PPP in the firmware hides +CGEV until it is asked for', async () => {
  const { until, module, types } = await connected({ build: { ppp: true } });
  module.deactivatePdn(0);
  await until(() => types().includes('l4-disconnected'), 5);
});

test('a system mode is changed by way of mode 0, after which everything is subscribed to anew', async () => {
  const { manager, lte0, until, module } = await connected();
  manager.setOption(lte0, 'systemMode', 'nbiot');
  expect(lte0.isUp).toBe(true);
  manager.disconnect(lte0);
  await until(() => !module.isRegistered);
  const before = module.commandsSeen.length;
  manager.connect(lte0);
  await until(() => manager.isReady(lte0), 300);
  const seen = module.commandsSeen.slice(before);
  expect(seen.indexOf('AT+CFUN=0')).toBeGreaterThan(-1);
  expect(seen.indexOf('AT%XSYSTEMMODE=0,1,0,0')).toBeGreaterThan(seen.indexOf('AT+CFUN=0'));
  expect(seen).toEqual(expect.arrayContaining(['AT+CMEE=1', 'AT+CSCON=1', 'AT+CNEC=24']));
});

test('settings that a power cut took are made again', async () => {
  const { manager, lte0, until, module } = await connected({ options: { apn: 'iot.example', bandLock: '20' } });
  const before = module.commandsSeen.length;
  module.powerOff();
  await until(() => !lte0.isUp, 100);
  module.powerOn();
  await until(() => manager.isReady(lte0));
  expect(module.commandsSeen.slice(before)).toContain('AT%XBANDLOCK=2,"10000000000000000000"');
});

test('an IPv6-only network is up when the address has come, and not before', async () => {
  const { manager, lte0, until } = start({
    personality: 'nrf9151-serial-modem',
    network: { ipv4: false, ipv6: true },
  });
  manager.connect(lte0);
  await until(() => lte0.hasCarrier);
  await until(() => manager.isReady(lte0), 30);
  expect(lte0.hasAddress('IPv4')).toBe(false);
  expect(lte0.hasAddress('IPv6')).toBe(true);
});

test.each([true, false])('a modem that is too hot switches itself off: fatal (persistent %s)', async (persistent) => {
  const { lte0, manager, until, module, types } = await connected();
  manager.setFlag(lte0, 'PERSISTENT', persistent);
  module.overheat();
  await until(() => types().includes('fatal-error'), 10);
  expect(lte0.isUp).toBe(false);
});

test('an address that was asked for before the PDN ended, and told after it, is not believed', async () => {
  const scripted = await attached();
  scripted.answers.set('AT+CGPADDR=0', () => {
    scripted.address = undefined;
    return '+CGEV: NW PDN DEACT 0\n+CGPADDR: 0,"10.1.2.3"\nOK';
  });
  await scripted.until(() => !scripted.lte0.isUp, 70);
  await scripted.clock.advance(5000);
  expect(scripted.lte0.isUp).toBe(false);
});

test('IPv6 that failed is gone, whatever +CGPADDR goes on saying', async () => {
  const scripted = await searching();
  await scripted.attach('"10.1.2.3","2001:db8::1"');
  await scripted.until(() => scripted.lte0.hasAddress('IPv6'));
  await scripted.say('+CGEV: IPV6 FAIL 0');
  await scripted.until(() => !scripted.lte0.hasAddress('IPv6'), 5);
  expect(scripted.lte0.isUp).toBe(true);
});

test('a band lock that leaves no band waits for another one (G4)', async () => {
  const scripted = await searching({ options: { bandLock: '88' } });
  await scripted.say('%MDMEV: INVALID BAND CONFIGURATION 0 0 0');
  await scripted.clock.advance(60_000);
  const before = scripted.sent.length;
  scripted.manager.setOption(scripted.lte0, 'bandLock', 'none');
  await scripted.until(() => scripted.sent.slice(before).includes('AT%XBANDLOCK=0'), 5);
  await scripted.attach();
  await scripted.until(() => scripted.lte0.isUp, 20);
});

test('a refused band lock (522) waits for another one, and the reason says what to do', async () => {
  const scripted = script({
    options: { bandLock: '8' },
    answers: { 'AT%XBANDLOCK=2,"10000000"': '+CME ERROR: 522' },
  });
  scripted.manager.connect(scripted.lte0);
  await scripted.clock.advance(30_000);
  const detail = scripted.events
    .flatMap((event) => (event.type === 'attempt-phase' ? (event.detail ?? []) : []))
    .join();
  expect(detail).toContain('522 (invalid band or mode configuration). Check the options bandLock and systemMode');
  expect(count(scripted.sent, 'AT%XBANDLOCK=2,"10000000"')).toBe(1);
});
