import { afterEach, describe, expect, test } from '@jest/globals';
import { Bench } from './bench.test-support.ts';

/** What is easily got wrong about these modules and their network, one test a fact; each would fail a driver that assumes the usual. */

const bench = new Bench();
const { start, connected, searching, attached } = bench;

afterEach(async () => expect(await bench.close()).toBe(0));

test('7: OK to being switched on says nothing of the network', async () => {
  const scripted = await searching();
  await scripted.clock.advance(30_000);
  expect(scripted.lte0.hasCarrier).toBe(false);
  expect(scripted.lte0.isDormant).toBe(true);
});

describe('8: carrier needs the cell, service needs both, in either order', () => {
  test('the PDN first', async () => {
    const scripted = await searching();
    scripted.address = '"10.1.2.3"';
    await scripted.say('+CGEV: ME PDN ACT 0,0');
    await scripted.clock.advance(1000);
    expect(scripted.lte0.hasCarrier).toBe(false);
    await scripted.say('+CEREG: 5,"0901","02024720",7');
    await scripted.until(() => scripted.lte0.isUp, 5);
  });

  test('the cell first', async () => {
    const scripted = await searching();
    await scripted.say('+CEREG: 1,"0901","02024720",9');
    scripted.cereg = '1,"0901","02024720",9';
    await scripted.clock.advance(1000);
    expect(scripted.lte0.hasCarrier).toBe(true);
    expect(scripted.lte0.isDormant).toBe(true);
    scripted.address = '"10.1.2.3"';
    await scripted.say('+CGEV: ME PDN ACT 0');
    await scripted.until(() => scripted.lte0.isUp, 5);
  });
});

describe('9: +CEREG: 2 is no loss', () => {
  test('of a connection', async () => {
    const scripted = await attached();
    await scripted.say('+CEREG: 2,"0901","02024720",7');
    await scripted.clock.advance(30_000);
    expect(scripted.lte0.isUp).toBe(true);
    expect(scripted.types()).not.toContain('l4-disconnected');
  });

  test.each(['0', '3', '4', '90'])('but %s is, at once', async (stat) => {
    const scripted = await attached();
    await scripted.say(`+CEREG: ${stat}`);
    expect(scripted.lte0.isUp).toBe(false);
    expect(scripted.lte0.hasCarrier).toBe(false);
  });
});

test('10: registered in the cell FFFFFFFF is not registered', async () => {
  const scripted = await searching();
  scripted.address = '"10.1.2.3"';
  scripted.cereg = '5,"FFFE","FFFFFFFF",7';
  await scripted.say('+CGEV: ME PDN ACT 0', '+CEREG: 5,"FFFE","FFFFFFFF",7,0,0,"00000000","00000000"');
  await scripted.clock.advance(20_000);
  expect(scripted.lte0.hasCarrier).toBe(false);
});

describe('11: URC and answer share a prefix and differ by one field', () => {
  test('a URC inside the answer is not taken for it', async () => {
    const scripted = await attached();
    scripted.answers.set('AT+CEREG?', '+CEREG: 2,"0901","02024720",7\n+CEREG: 5,1,"0901","02024720",7\nOK');
    await scripted.clock.advance(130_000);
    expect(scripted.lte0.isUp).toBe(true);
  });

  test('a URC that says roaming (5) is no answer with mode 5', async () => {
    const scripted = await attached();
    scripted.answers.set('AT+CEREG?', '+CEREG: 5,"0901","02024720",7\n+CEREG: 5,4\nOK');
    await scripted.until(() => !scripted.lte0.isUp, 130);
  });
});

test.each([
  '+CEREG: 2,"FFFE","FFFFFFFF",7',
  '+CEREG: 2,"2D83","01D11B0A",7,0,0,"11100000","11100000"',
  '+CEREG: 0,"FFFE","FFFFFFFF",9',
  '+CEREG: 0',
])('12: tails of older and newer firmware are read: %s', async (line) => {
  const scripted = await searching();
  await scripted.say(line);
  await scripted.attach();
  await scripted.until(() => scripted.lte0.isUp, 5);
});

test.each(['+CGEV: NW DETACH', '+CGEV: ME DETACH', '+CGEV: ME DETACH 0'])(
  '13: a detach names no PDN, and ends it: %s',
  async (line) => {
    const scripted = await attached();
    await scripted.say(line);
    expect(scripted.lte0.isUp).toBe(false);
    expect(scripted.lte0.addresses).toEqual([]);
  },
);

test('14: ESM cause 50 is no error', async () => {
  const scripted = await searching();
  await scripted.say('+CNEC_ESM: 50,0');
  const facts = scripted.events.flatMap((event) => (event.type === 'fact' ? event.fact.value : []));
  expect(facts.join()).not.toContain('refused');
  await scripted.clock.advance(5000);
  await scripted.attach();
  await scripted.until(() => scripted.lte0.isUp, 5);
});

test('15: the default PDN is never switched by +CGACT', async () => {
  const { manager, lte0, until, module } = await connected();
  manager.disconnect(lte0);
  await until(() => !module.isRegistered);
  expect(module.commandsSeen.filter((line) => line.startsWith('AT+CGACT='))).toEqual([]);
});

describe('16: subscriptions die, are downgraded, and are hidden', () => {
  test('the newest Serial Modem shows nothing until it is asked, after each switching on', async () => {
    const { lte0, manager, until, module, types } = await connected({
      personality: 'nrf9151-serial-modem',
      build: { urcFilter: true },
    });
    module.deactivatePdn(0);
    await until(() => types().includes('l4-disconnected'), 5);
    await until(() => manager.isReady(lte0));
    const seen = module.commandsSeen;
    const on = seen.findIndex((line) => /^AT\+CFUN=(1|21)$/.test(line));
    expect(seen.slice(on)).toEqual(expect.arrayContaining(['AT+CEREG=5', 'AT+CGEREP=1', 'AT%XTIME=1']));
  });

  test('mode 0 takes them all, and they are made again', async () => {
    const { binding, clock, module } = start();
    await clock.advance(5000);
    const before = module.commandsSeen.length;
    await Promise.all([binding.context.run('AT+CFUN=0'), clock.advance(10_000)]);
    expect(module.commandsSeen.slice(before)).toEqual(
      expect.arrayContaining(['AT+CMEE=1', 'AT+CEREG=5', 'AT+CNEC=24']),
    );
  });
});
