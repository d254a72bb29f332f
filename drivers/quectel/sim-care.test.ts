import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Rig, type RigOptions, rig } from './rig.test-support.ts';

let open: Rig | undefined;

function start(options?: RigOptions): Rig {
  open = rig(options);
  return open;
}

async function end(): Promise<void> {
  await open?.close();
  expect(open?.clock.timerCount ?? 0).toBe(0);
  open = undefined;
}

afterEach(end);

/** Answers a question with one answer after the other, and lets the module answer it from then on. */
function ladder(line: string, answers: readonly string[]): (sent: string) => string | undefined {
  const left = [...answers];
  return (sent) => (sent === line ? left.shift() : undefined);
}

test('a card that is late (10, 10, 14, then ready) is not taken for missing', async () => {
  const { manager, lte0, until, facts } = start({
    intercept: ladder('AT+CPIN?', ['+CME ERROR: 10', '+CME ERROR: 10', '+CME ERROR: 14']),
  });
  manager.connect(lte0);
  await until(() => manager.isReady(lte0));
  expect(facts('sim')).toEqual(['READY']);
});

test('an answer that was spoiled on its way is asked again, and locks nothing', async () => {
  const { manager, lte0, until } = start({
    intercept: ladder('AT+CPIN?', ['+CPIN: READDY\r\n\r\nOK', '+CPIN: SIM PUKK\r\n\r\nOK']),
  });
  const fatal: string[] = [];
  manager.on('fatal-error', ({ reason }) => fatal.push(reason));
  manager.connect(lte0);
  await until(() => manager.isReady(lte0));
  expect(fatal).toEqual([]);
});

test('a slot that stays empty is told after the grace period, and the attempt goes on', async () => {
  const { manager, lte0, clock, facts } = start({ sim: { inserted: false } });
  manager.connect(lte0);
  await clock.advance(60_000);
  expect(facts('sim')).toContain('no SIM');
  expect(lte0.isAdminUp).toBe(true);
});

describe('a PIN', () => {
  test('is not tried when the card grants one attempt only', async () => {
    const { manager, lte0, clock, module, between } = start({
      sim: { pin: '2468', pinTries: 1 },
      options: { pin: '2468' },
    });
    manager.connect(lte0);
    await clock.advance(120_000);
    expect(module.pinTriesLeft).toBe(1);
    expect(between.sent.filter((line) => line.startsWith('AT+CPIN='))).toEqual([]);
    expect(lte0.isAdminUp).toBe(true);
  });

  test('has the attempts read before each try', async () => {
    const { manager, lte0, until, between } = start({ sim: { pin: '2468' }, options: { pin: '2468' } });
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    const entered = between.sent.indexOf('AT+CPIN="2468"');
    expect(entered).toBeGreaterThan(0);
    expect(between.sent.slice(0, entered)).toContain('AT+QPINC="SC"');
  });

  test('that a card refused is not tried again by the next run of the program', async () => {
    const stateDirectory = mkdtempSync(join(tmpdir(), 'atlink-quectel-'));
    try {
      const first = start({ sim: { pin: '2468' }, options: { pin: '1111' }, stateDirectory });
      first.manager.connect(first.lte0);
      await first.until(() => first.module.pinTriesLeft === 2);
      await first.clock.advance(10_000);
      await end();
      const second = start({ sim: { pin: '2468', pinTries: 2 }, options: { pin: '1111' }, stateDirectory });
      second.manager.connect(second.lte0);
      await second.clock.advance(60_000);
      expect(second.module.pinTriesLeft).toBe(2);
      second.manager.setOption(second.lte0, 'pin', '2468');
      await second.until(() => second.manager.isReady(second.lte0));
    } finally {
      rmSync(stateDirectory, { recursive: true, force: true });
    }
  });
});

describe('a card that comes and goes', () => {
  test('pulled out, the connection is lost at once; put in again, it comes back by itself', async () => {
    const { manager, lte0, until, between, facts, types } = start();
    manager.setFlag(lte0, 'PERSISTENT', true);
    manager.connect(lte0);
    await until(() => manager.isReady(lte0));
    let inserted = false;
    between.intercept = (line) => (line === 'AT+CPIN?' && !inserted ? '+CME ERROR: 10' : undefined);
    between.say('+QSIMSTAT: 1,0', '+CPIN: NOT READY');
    await until(() => !lte0.isUp, 1);
    expect(facts('sim').filter((value) => value === 'removed')).toHaveLength(1);
    // Long enough for the pauses between sub-attempts to have grown.
    await open?.clock.advance(200_000);
    expect(types()).not.toContain('fatal-error');
    inserted = true;
    between.say('+QSIMSTAT: 1,1', '+CPIN: READY', '+QUSIM: 1');
    await until(() => manager.isReady(lte0), 5);
    expect(facts('sim')).toContain('inserted');
  });

  test('pulled out in the middle of an attempt, that attempt waits no longer for a network', async () => {
    const { manager, lte0, until, between } = start({ network: { coverage: false } });
    manager.connect(lte0);
    await until(() => between.sent.includes('AT+CPIN?'));
    await open?.clock.advance(5000);
    between.intercept = (line) => (line === 'AT+CPIN?' ? '+CME ERROR: 10' : undefined);
    const asked = between.sent.length;
    between.say('+CPIN: NOT READY');
    await until(() => between.sent.slice(asked).includes('AT+CPIN?'), 5);
  });

  test('a card that is put in during a pause ends the pause', async () => {
    let inserted = false;
    const { manager, lte0, until, between, events } = start({
      intercept: (line) => (line === 'AT+CPIN?' && !inserted ? '+CME ERROR: 10' : undefined),
    });
    manager.connect(lte0);
    const isPausing = (): boolean => {
      const phases = events.filter(({ type }) => type === 'attempt-phase');
      return JSON.stringify(phases.at(-1)).includes('"pausing"');
    };
    await open?.clock.advance(180_000);
    await until(isPausing, 60);
    inserted = true;
    between.say('+CPIN: READY');
    await until(() => manager.isReady(lte0), 3);
  });
});
