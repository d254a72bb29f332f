import { describe, expect, test } from '@jest/globals';
import { exec, order } from '../../at/index.ts';
import { DriverError } from '../../base/errors.ts';
import { fallSilent, ready, rescueBench, wholeFamily } from './rescue.test-support.ts';

const silent = (): undefined => undefined;

describe('each rung gets a module back that it can help', () => {
  test('asking again', async () => {
    const bench = await ready();
    await fallSilent(bench);
    bench.port.answer = () => 'OK';
    expect(await bench.clock.until(bench.isReady, 30_000)).toBe(true);
    expect(bench.facts).toEqual([expect.stringMatching(/^it answers again by asking again, \d+ s later$/)]);
    expect(await bench.close()).toEqual({ isClosed: true, timers: 0 });
  });

  test('baud scan: it is found at another speed and set back', async () => {
    const bench = await ready();
    await fallSilent(bench);
    bench.port.moduleBaudRate = 9600;
    bench.port.answer = (line) => {
      // The answer goes out at the old speed.
      if (line === 'AT+IPR=115200') bench.clock.after(10, () => bench.port.talkAt(115_200));
      return 'OK';
    };
    expect(await bench.clock.until(bench.isReady, 60_000)).toBe(true);
    expect(bench.facts[0]).toBe('baud scan: found at 9600 Bd and set back to 115200');
    expect(bench.facts[1]).toMatch(/^it answers again after baud scan/);
    await bench.close();
  });

  test('soft reset, sent into the silence', async () => {
    const bench = await ready();
    await fallSilent(bench);
    bench.port.answer = (line) => {
      if (line.endsWith('AT+SOFT')) {
        bench.port.answer = () => 'OK';
        bench.port.say('RDY');
      }
      return undefined;
    };
    expect(await bench.clock.until(bench.isReady, 90_000)).toBe(true);
    expect(bench.facts).toContain('soft reset: AT+SOFT sent into the silence');
    await bench.close();
  });

  test('control lines, USB reset, power cycle, each when the one before did not help', async () => {
    const done: string[] = [];
    const bench = await ready({
      resetLines: async () => void done.push('lines'),
      usbReset: async () => void done.push('usb'),
      power: {
        cycle: async () => {
          done.push('power');
          bench.port.answer = () => 'OK';
        },
      },
    });
    await fallSilent(bench);
    expect(await bench.clock.until(bench.isReady, 400_000)).toBe(true);
    expect(done).toEqual(['lines', 'usb', 'power']);
    expect(bench.facts.map((fact) => fact.split(':')[0])).toEqual([
      'baud scan',
      'soft reset',
      'reset by the control lines',
      'USB reset',
      'power cycle',
      expect.stringMatching(/^it answers again after power cycle/),
    ]);
    expect(bench.fatal).toEqual([]);
    expect(await bench.close()).toEqual({ isClosed: true, timers: 0 });
  });

  test('a hook that fails is a result, and the next rung follows', async () => {
    const bench = await ready({
      usbReset: () => Promise.reject(new Error('uhubctl: no such hub')),
      power: { cycle: async () => bench.port.revive() },
    });
    await fallSilent(bench);
    expect(await bench.clock.until(bench.isReady, 400_000)).toBe(true);
    expect(bench.facts).toContain('USB reset: failed: uhubctl: no such hub');
    await bench.close();
  });
});

describe('what makes it climb', () => {
  test('command after command without an answer, though it answers AT', async () => {
    const bench = await ready();
    const dead = (line: string): string | undefined => (line === 'AT+DEAD' ? undefined : 'OK');
    bench.port.answer = dead;
    for (let round = 0; round < 2; round++) {
      const { line } = bench.current;
      for (let asked = 0; asked < 3; asked++) {
        const run = line?.run(order(exec('+DEAD'), 1000)).catch(() => undefined);
        await bench.clock.advance(3000);
        await run;
      }
      await bench.clock.until(bench.isReady, 30_000);
    }
    expect(bench.facts).toContain('soft reset: AT+SOFT taken');
    await bench.close();
  });

  test('a start-up that fails again and again', async () => {
    const bench = rescueBench();
    bench.port.answer = (line) => {
      if (line === 'AT+SOFT') bench.port.answer = () => 'OK';
      return line === 'AT+START' ? 'ERROR' : 'OK';
    };
    bench.session.open();
    expect(await bench.clock.until(bench.isReady, 120_000)).toBe(true);
    expect(bench.facts).toContain('soft reset: AT+SOFT taken');
    await bench.close();
  });

  test('a module that is heard is warned before its power goes', async () => {
    const bench = rescueBench({
      recovery: { beforeCut: wholeFamily.beforeCut ?? [] },
      power: { cycle: async () => bench.port.revive() },
    });
    bench.port.answer = (line) => (line === 'AT+START' ? 'ERROR' : 'OK');
    bench.session.open();
    expect(await bench.clock.until(bench.isReady, 120_000)).toBe(true);
    expect(bench.port.received).toContain('AT+OFF');
    expect(bench.facts[0]).toBe('power cycle: after AT+OFF, done');
    await bench.close();
  });

  test('one boot message in mid-session is no reason, and the fifth is', async () => {
    let cycles = 0;
    const bench = await ready({ power: { cycle: async () => void cycles++ } });
    for (let boot = 1; boot <= 4; boot++) {
      bench.port.say('RDY');
      await bench.clock.advance(20_000);
    }
    expect(cycles).toBe(0);
    bench.port.say('RDY');
    await bench.clock.advance(20_000);
    expect(cycles).toBe(1);
    await bench.close();
  });

  test('a port that is not there for minutes has its power cycled', async () => {
    const bench = await ready({ power: { cycle: async () => bench.port.plug() } });
    bench.port.unplug();
    await bench.minutes(2.5);
    expect(bench.facts).toEqual([]);
    expect(await bench.clock.until(bench.isReady, 120_000)).toBe(true);
    expect(bench.facts[0]).toBe('power cycle: done');
    await bench.close();
  });
});

describe('giving up', () => {
  test('says all that was tried, once; the module is listened for and comes back', async () => {
    const bench = await ready({ usbReset: async () => undefined });
    await fallSilent(bench);
    await bench.minutes(60);
    expect(bench.fatal).toEqual([
      'the module does not answer (the module does not answer AT any more), and nothing helped: ' +
        'baud scan (nothing answers at 9600 Bd), soft reset (AT+SOFT sent into the silence), USB reset (done)',
    ]);
    const steps = bench.facts.length;
    await bench.minutes(60);
    expect(bench.facts).toHaveLength(steps);
    bench.port.answer = () => 'OK';
    expect(await bench.clock.until(bench.isReady, 30_000)).toBe(true);
    await bench.close();
  });

  test('whoever connects again has it tried again', async () => {
    const bench = await ready();
    await fallSilent(bench);
    await bench.minutes(30);
    const steps = bench.facts.length;
    bench.session.rearm();
    await bench.minutes(3);
    expect(bench.facts.length).toBeGreaterThan(steps);
    await bench.close();
  });

  test('a module that was never there is waited for', async () => {
    const bench = rescueBench();
    bench.port.answer = silent;
    bench.session.open();
    await bench.minutes(120);
    expect(bench.fatal).toEqual([]);
    expect(bench.port.received.filter((line) => line.includes('SOFT'))).toEqual([]);
    bench.port.answer = () => 'OK';
    expect(await bench.clock.until(bench.isReady, 30_000)).toBe(true);
    await bench.close();
  });

  test('a module that sleeps is left alone', async () => {
    let cycles = 0;
    const bench = rescueBench({
      recovery: { isAsleep: () => true },
      power: { cycle: async () => void cycles++ },
      plan: {
        awaken: async (line, signal) => {
          if (bench.port.answer('AT') === 'OK') return true;
          await line.pause(1000, signal);
          throw new DriverError('STARTUP_FAILED', 'the module is asleep');
        },
      },
    });
    bench.session.open();
    await bench.clock.until(bench.isReady, 10_000);
    await fallSilent(bench);
    await bench.minutes(120);
    expect([cycles, bench.fatal]).toEqual([0, []]);
    expect(bench.notices).toContain('the module is asleep');
    await bench.close();
  });
});
