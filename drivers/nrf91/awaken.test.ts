import { afterEach, describe, expect, test } from '@jest/globals';
import { Bench } from './bench.test-support.ts';

const bench = new Bench();
const { script, start } = bench;

afterEach(async () => expect(await bench.close()).toBe(0));

test.each(['AT: command not found', '\x1b[1;32muart:~$ ', 'mosh:~$ AT'])('a shell is refused: %j', async (line) => {
  const scripted = script({ terminator: '\r', answers: { AT: line } });
  await scripted.clock.advance(60_000);
  expect(scripted.notices).toHaveLength(1);
  expect(scripted.notices[0]).toMatch(
    /a Zephyr shell answers here, and no AT commands.*Use the port of the AT interface/,
  );
});

describe('a module that a crashed host left behind is freed', () => {
  test.each([
    ['inside quotes, whose buffer is full', '\b\b\b"\r\n'],
    ['in data mode', '+++'],
    ['in multiplexing mode', `${'\xf9'.repeat(9)}\x03\xef\x05\xc3\x01\xf2\xf9`],
  ])('%s', async (_where, deafUntil) => {
    const scripted = script({ deafUntil });
    await scripted.until(() => scripted.types().includes('module-ready'), 60);
  });

  test('data mode: the escape stands alone, with a second of silence before and after it', async () => {
    const scripted = script({ deafUntil: '+++' });
    const at = (): number => scripted.clock.now();
    await scripted.until(() => scripted.received.endsWith('+++'), 60);
    const escaped = at();
    const before = scripted.received.length;
    await scripted.until(() => scripted.received.length > before, 10);
    expect(at() - escaped).toBeGreaterThanOrEqual(1000);
  });
});

test('quotes that were left open, with more behind them than the buffer holds: there is room made for the one that ends them', async () => {
  const { module, types, until } = start({ personality: 'nrf9160-at-host' });
  await until(() => types().includes('module-ready'));
  module.receive(Buffer.from(`AT"${'x'.repeat(5000)}`, 'latin1'));
  await until(() => types().includes('module-lost'), 100);
  await until(() => types().filter((type) => type === 'module-ready').length === 2, 60);
});

test('a module that is merely off is hardly nudged, and found when it comes', async () => {
  const { clock, module, types, until } = start({ powered: false });
  await clock.advance(300_000);
  module.powerOn();
  await until(() => types().includes('module-ready'), 30);
});

// Without its Ready, which would hurry the next question.
test.each(Array.from({ length: 28 }, (_, index) => 4 + index * 0.9))(
  'a module that comes at %f s, in the middle of an attempt to free it, is not left stuck by that',
  async (seconds) => {
    const { clock, module, types, until } = start({ powered: false, misbehaviours: { ready: 'never' } });
    await clock.advance(seconds * 1000 - 1600);
    module.powerOn();
    await until(() => types().includes('module-ready'), 25);
  },
);

test('a module of another maker is refused', async () => {
  const scripted = script({ answers: { 'AT+CGMI': 'Quectel\nOK' } });
  await scripted.clock.advance(20_000);
  expect(scripted.notices[0]).toContain('this is no Nordic module: it says Quectel');
});

describe('a module that takes CR is spoken to with CR, for the LF would be payload in data mode', () => {
  test.each([0, 300, 600, 900, 1200, 1500, 1800])('whatever it was asked before it was there: %i ms', async (ms) => {
    const { module, binding, clock, until, types } = start({ personality: 'nrf9151-serial-modem', powered: false });
    let received = '';
    const receive = module.receive.bind(module);
    module.receive = (bytes) => {
      received += Buffer.from(bytes).toString('latin1');
      receive(bytes);
    };
    await clock.advance(ms);
    module.powerOn();
    await until(() => types().includes('module-ready'));
    received = '';
    const asked = binding.context.run('AT+CESQ');
    await clock.advance(1000);
    await asked;
    expect(received).toMatch(/AT\+CESQ\r(?!\n)/);
  });

  test.each([500, 900, 1300, 1700, 2100, 2500])('however late its answers come for a while: %i ms', async (ms) => {
    const late = { AT: () => void scripted.clock.after(ms, () => void scripted.say('OK')) };
    const scripted = script({ terminator: '\r', answers: late });
    await scripted.clock.advance(12_000);
    scripted.answers.delete('AT');
    await scripted.until(() => scripted.types().includes('module-ready'), 120);
    expect(scripted.received.slice(scripted.received.indexOf('AT+CEREG'))).not.toContain('\n');
  });
});
