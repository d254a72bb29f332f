import { describe, expect, test } from '@jest/globals';
import { command, fixedUrc, read } from '../../at/index.ts';
import { rescueBench } from './rescue.test-support.ts';
import { quietMs } from './watchdog.ts';

const settingsHold = command({
  line: read('+SET'),
  timeoutMs: 1000,
  lines: { '+SET': (params) => params.int() },
  result: ({ lines }) => lines['+SET'].at(-1) !== 0,
});

async function ready(settings = '+SET: 1\r\n\r\nOK') {
  const bench = rescueBench({
    recovery: { settingsHold },
    plan: { boot: { announces: [fixedUrc('RDY')], follows: [], farewells: [] } },
  });
  bench.port.answer = (line) => (line === 'AT+SET?' ? settings : 'OK');
  bench.session.open();
  await bench.clock.until(bench.isReady, 10_000);
  bench.port.received.length = 0;
  return bench;
}

describe('the watchdog', () => {
  test('asks once after a long silence, and then after the next', async () => {
    const bench = await ready();
    await bench.clock.advance(quietMs - 1000);
    expect(bench.port.received).toEqual([]);
    await bench.clock.advance(quietMs + 5000);
    expect(bench.port.received).toEqual(['AT+SET?', 'AT+SET?']);
    expect(bench.isReady()).toBe(true);
    await bench.close();
  });

  test('asks nothing while something comes', async () => {
    const bench = await ready();
    for (let minute = 0; minute < 60; minute++) {
      bench.port.say('+NEWS: 1');
      await bench.minutes(1);
    }
    expect(bench.port.received).toEqual([]);
    await bench.close();
  });

  test('finds a module that fell silent, though nobody wants anything of it', async () => {
    const bench = await ready();
    bench.port.answer = () => undefined;
    expect(await bench.clock.until(() => bench.states.includes('lost'), 2 * quietMs)).toBe(true);
    await bench.close();
  });

  test('finds settings that are gone: the module is set up again', async () => {
    const bench = await ready('+SET: 0\r\n\r\nOK');
    await bench.clock.advance(quietMs + 20_000);
    expect(bench.states).toContain('lost');
    expect(bench.port.received).toContain('AT+START');
    expect(bench.isReady()).toBe(true);
    await bench.close();
  });

  test('a module that refuses the question is there', async () => {
    const bench = await ready('ERROR');
    await bench.clock.advance(3 * quietMs);
    expect(bench.states).not.toContain('lost');
    await bench.close();
  });

  test('is over when the session is', async () => {
    const bench = await ready();
    expect(await bench.close()).toEqual({ isClosed: true, timers: 0 });
  });
});
