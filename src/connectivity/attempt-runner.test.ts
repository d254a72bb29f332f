import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../base/virtual-clock.ts';
import type { AttemptFailure, AttemptHost, AttemptRunnerOptions } from './attempt-runner.ts';
import { AttemptRunner } from './attempt-runner.ts';

class Refused extends Error {
  readonly failure: AttemptFailure;

  constructor(failure: AttemptFailure) {
    super(failure.reason);
    this.failure = failure;
  }
}

interface Settings {
  timeoutS: number;
  persistent: boolean;
  /** What each sub-attempt comes to, in turn; success when there are no more. */
  readonly failures: AttemptFailure[];
  associateMs: number;
  releaseMs: number;
  deaf: boolean;
}

function rig(settings: Partial<Settings> = {}, options: Partial<AttemptRunnerOptions> = {}) {
  const clock = new VirtualClock();
  const set: Settings = {
    timeoutS: 0,
    persistent: false,
    failures: [],
    associateMs: 1_000,
    releaseMs: 200,
    deaf: false,
    ...settings,
  };
  const log: string[] = [];
  const said = (what: string): void => void log.push(`${clock.now()} ${what}`);
  let working = 0;
  let overlaps = 0;
  const work = (ms: number, signal: AbortSignal): Promise<void> => {
    if (++working > 1) overlaps++;
    return new Promise<void>((resolve, reject) => {
      const timer = clock.after(ms, resolve);
      if (set.deaf) return;
      signal.addEventListener('abort', () => {
        timer.cancel();
        reject(signal.reason);
      });
    }).finally(() => working--);
  };
  const host: AttemptHost = {
    associate: async (signal, number) => {
      said(`associate ${number}`);
      await work(set.associateMs, signal);
      const failure = set.failures.shift();
      if (failure !== undefined) throw new Refused(failure);
    },
    release: async (signal) => {
      said('release');
      await work(set.releaseMs, signal);
    },
    classify: (thrown) => (thrown instanceof Refused ? thrown.failure : { kind: 'retry', reason: String(thrown) }),
    up: () => said('up'),
    down: () => said('down'),
    raiseTimeout: () => said('timeout'),
    raiseFatal: (reason) => said(`fatal ${reason}`),
    timeoutS: () => set.timeoutS,
    isPersistent: () => set.persistent,
  };
  const runner = new AttemptRunner(host, { clock, ...options });
  return { clock, runner, log, set, host, overlaps: () => overlaps };
}

describe('sub-attempts', () => {
  test('follow each other after growing pauses, up to half a minute', async () => {
    const failures = Array.from({ length: 8 }, () => ({ kind: 'retry', reason: 'busy' }) as const);
    const { clock, runner, log } = rig({ failures, associateMs: 0 });
    runner.moduleReady();
    runner.connect();
    await clock.advance(300_000);
    const starts = log.filter((line) => line.includes('associate')).map((line) => Number(line.split(' ')[0]));
    expect(starts.slice(1).map((start, index) => start - (starts[index] ?? 0))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  test('a pause that the failure asks for is kept', async () => {
    const { clock, runner, log } = rig({ failures: [{ kind: 'retry', reason: 'busy', pauseMs: 7_000 }] });
    runner.moduleReady();
    runner.connect();
    await clock.advance(20_000);
    expect(log).toEqual(['0 associate 1', '8000 associate 2', '9000 up']);
  });

  test('new parameters start the next one at once, and several in one turn start one', async () => {
    const { clock, runner, log, overlaps } = rig({ failures: [{ kind: 'parameters', reason: 'no APN' }] });
    runner.moduleReady();
    runner.connect();
    await clock.advance(60_000);
    expect(runner.phase).toBe('waiting-for-parameters');
    runner.parametersChanged();
    runner.parametersChanged();
    runner.parametersChanged();
    await clock.advance(5_000);
    expect(log.filter((line) => line.includes('associate'))).toEqual(['0 associate 1', '60000 associate 4']);
    expect(log.at(-1)).toBe('61000 up');
    expect(overlaps()).toBe(0);
  });

  test('a fatal failure ends it, and the module is released', async () => {
    const { clock, runner, log } = rig({ failures: [{ kind: 'fatal', reason: 'no SIM' }] });
    runner.moduleReady();
    runner.connect();
    await clock.advance(60_000);
    expect(log).toEqual(['0 associate 1', '1000 fatal no SIM', '1000 release']);
    expect(runner.phase).toBe('idle');
  });
});

describe('the timeout', () => {
  test('counts from connect, waits for nothing, and comes once', async () => {
    const { clock, runner, log } = rig({ timeoutS: 5 });
    runner.connect();
    await clock.advance(4_500);
    runner.moduleReady();
    await clock.advance(60_000);
    expect(log).toEqual(['4500 associate 1', '5000 timeout', '5000 release']);
  });

  test('set during an attempt it counts from the start; one that is over ends it at once', async () => {
    const { clock, runner, log, set } = rig();
    runner.connect();
    await clock.advance(10_000);
    set.timeoutS = 30;
    runner.timeoutChanged();
    await clock.advance(1_000);
    set.timeoutS = 5;
    runner.timeoutChanged();
    await clock.advance(1);
    expect(log).toEqual(['11000 timeout']);
  });

  test('taken away during an attempt there is none; outside of one a change does nothing', async () => {
    const { clock, runner, log, set } = rig({ timeoutS: 5 });
    runner.timeoutChanged();
    expect(clock.timerCount).toBe(0);
    runner.connect();
    set.timeoutS = 0;
    runner.timeoutChanged();
    await clock.advance(600_000);
    expect(log).toEqual([]);
  });

  test('a success in the same millisecond wins over it when it comes first', async () => {
    const { clock, runner, log } = rig({ timeoutS: 2, associateMs: 1_999 });
    runner.moduleReady();
    runner.connect();
    await clock.advance(10_000);
    expect(log).toEqual(['0 associate 1', '1999 up']);
  });
});

describe('the module’s side', () => {
  test('never does two things at once, and a cancelled sub-attempt is void', async () => {
    const { clock, runner, log, overlaps } = rig();
    runner.moduleReady();
    runner.connect();
    await clock.advance(500);
    runner.disconnect();
    runner.connect();
    await clock.advance(10_000);
    expect(log).toEqual(['0 associate 1', '500 release', '700 associate 1', '1700 up']);
    expect(overlaps()).toBe(0);
  });

  test('a release that never ends counts as done after its deadline', async () => {
    const { clock, runner, log } = rig({ releaseMs: 1e9, deaf: true }, { releaseDeadlineMs: 10_000 });
    runner.moduleReady();
    runner.connect();
    await clock.advance(2_000);
    runner.disconnect();
    runner.connect();
    await clock.advance(20_000);
    expect(log).toEqual(['0 associate 1', '1000 up', '2000 down', '2000 release', '12000 associate 1', '13000 up']);
  });

  test('a sub-attempt that ignores its abort is not waited for for ever, and stays void', async () => {
    const { clock, runner, log } = rig({ associateMs: 50_000, deaf: true }, { releaseDeadlineMs: 10_000 });
    runner.moduleReady();
    runner.connect();
    await clock.advance(1_000);
    runner.disconnect();
    await clock.advance(100_000);
    expect(log).toEqual(['0 associate 1', '11000 release']);
  });

  test('a release dies with its module, and the connect that waits goes on with the next one', async () => {
    const { clock, runner, log } = rig({ releaseMs: 1e9 });
    runner.moduleReady();
    runner.connect();
    await clock.advance(2_000);
    runner.disconnect();
    runner.connect();
    await clock.advance(1_000);
    runner.moduleLost();
    expect(runner.phase).toBe('waiting-for-module');
    runner.moduleReady();
    await clock.advance(5_000);
    expect(log.slice(-2)).toEqual(['3000 associate 1', '4000 up']);
  });

  test('a host that throws at once has failed a sub-attempt', async () => {
    const { clock, runner, host } = rig();
    const broken = Object.assign(host, {
      associate: () => {
        throw new Refused({ kind: 'fatal', reason: 'thrown at once' });
      },
    });
    expect(broken).toBe(host);
    runner.moduleReady();
    runner.connect();
    await clock.advance(1_000);
    expect(runner.phase).toBe('idle');
  });
});

describe('an effect that sets off another event', () => {
  test('is carried out to the end first', async () => {
    const { clock, runner, log, host, set } = rig({ persistent: true, timeoutS: 60 });
    Object.assign(host, {
      down: () => {
        log.push('down');
        runner.disconnect();
      },
    });
    runner.moduleReady();
    runner.connect();
    await clock.advance(2_000);
    set.associateMs = 10;
    runner.lost();
    await clock.advance(120_000);
    expect(runner.phase).toBe('idle');
    expect(log).toEqual(['0 associate 1', '1000 up', 'down', '2000 release']);
  });

  test('all effects of one event come inside of one lock', async () => {
    const { clock, runner, host, log } = rig();
    Object.assign(host, {
      locked: (change: () => void) => {
        log.push('(');
        change();
        log.push(')');
      },
    });
    runner.moduleReady();
    runner.connect();
    await clock.advance(2_000);
    log.length = 0;
    runner.lost();
    expect(log.map((line) => line.replace(/^\d+ /, ''))).toEqual(['(', 'down', ')']);
  });

  test('a mistake of the host is told, and does not stop what follows', async () => {
    const { clock, runner, host, log } = rig();
    Object.assign(host, {
      up: () => {
        throw new Error('a mistake');
      },
      mistaken: (thrown: unknown) => log.push(String(thrown)),
    });
    runner.moduleReady();
    runner.connect();
    await clock.advance(2_000);
    expect(log.at(-1)).toBe('Error: a mistake');
    runner.disconnect();
    await clock.advance(2_000);
    expect(runner.phase).toBe('idle');
  });
});

describe('closing', () => {
  test.each([0, 500, 1_500])('after %i ms leaves no timer, and nothing follows', async (ms) => {
    const { clock, runner, log } = rig({ timeoutS: 60, failures: [{ kind: 'retry', reason: 'busy' }] });
    runner.moduleReady();
    runner.connect();
    await clock.advance(ms);
    const before = log.length;
    runner.close();
    await runner.settled();
    runner.connect();
    expect(clock.timerCount).toBe(0);
    await clock.advance(120_000);
    expect(log).toHaveLength(before);
  });
});
