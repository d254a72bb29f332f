import { describe, expect, test } from '@jest/globals';
import { type AttemptEvent, type AttemptPhase, type AttemptState, attempting, stepAttempt } from './attempt.ts';

const phases: readonly AttemptPhase[] = [
  'idle',
  'waiting-for-module',
  'waiting-for-parameters',
  'associating',
  'pausing',
  'connected',
  'releasing',
  'releasing-to-connect',
];

const events: readonly AttemptEvent[] = [
  { type: 'connect' },
  { type: 'disconnect' },
  { type: 'module-ready' },
  { type: 'module-lost', persistent: false },
  { type: 'module-lost', persistent: true },
  { type: 'associated' },
  { type: 'failed', pauseMs: 500 },
  { type: 'parameters-needed' },
  { type: 'parameters-changed' },
  { type: 'pause-over' },
  { type: 'timeout' },
  { type: 'lost', persistent: false },
  { type: 'lost', persistent: true },
  { type: 'gained' },
  { type: 'strayed' },
  { type: 'released' },
  { type: 'fatal', reason: 'broken' },
];

// Only where nothing is wanted from it, or where it is waited for, may a module be away.
const withoutModule: ReadonlySet<AttemptPhase> = new Set(['idle', 'waiting-for-module']);

const states: readonly AttemptState[] = phases.flatMap((phase) =>
  [true, false]
    .filter((moduleReady) => (moduleReady ? phase !== 'waiting-for-module' : withoutModule.has(phase)))
    .flatMap((moduleReady) => [0, 1, 7].map((subAttempt) => ({ phase, moduleReady, subAttempt }))),
);

const cases = states.flatMap((state) => events.map((event) => ({ state, event, ...check(state, event) })));

function check(state: AttemptState, event: AttemptEvent) {
  const step = stepAttempt(state, event);
  const has = (type: string): boolean => step.effects.some((effect) => effect.type === type);
  const count = (type: string): number => step.effects.filter((effect) => effect.type === type).length;
  return { after: step.state, effects: step.effects, has, count };
}

const holds = (rule: (one: (typeof cases)[number]) => boolean): unknown =>
  cases.filter((one) => !rule(one)).map(({ state, event, after, effects }) => ({ state, event, after, effects }));

describe('in every state, with every event', () => {
  test('there are as many cases as there should be', () => {
    // 8 phases: idle with and without a module, waiting without, the six others with; 3 numbers; 17 events.
    expect(cases).toHaveLength(9 * 3 * 17);
  });

  test('a state that can be is followed by one that can be', () => {
    expect(holds(({ after }) => after.moduleReady || withoutModule.has(after.phase))).toEqual([]);
    expect(holds(({ after }) => !after.moduleReady || after.phase !== 'waiting-for-module')).toEqual([]);
  });

  test('the timeout runs exactly while there is an attempt', () => {
    expect(
      holds(({ state, event, after, has }) => {
        const before = attempting.has(state.phase) && event.type !== 'timeout';
        const running = has('arm-timeout') || (before && !has('disarm-timeout'));
        return running === attempting.has(after.phase);
      }),
    ).toEqual([]);
  });

  test('the pause runs exactly while pausing', () => {
    expect(
      holds(({ state, event, after, has }) => {
        const before = state.phase === 'pausing' && event.type !== 'pause-over';
        return (has('arm-pause') || (before && !has('disarm-pause'))) === (after.phase === 'pausing');
      }),
    ).toEqual([]);
  });

  test('up and down are told exactly when connected is entered and left', () => {
    expect(
      holds(({ state, after, has }) => has('up') === (state.phase !== 'connected' && after.phase === 'connected')),
    ).toEqual([]);
    expect(
      holds(
        ({ state, after, has }) =>
          has('down') === (state.phase === 'connected' && (after.phase !== 'connected' || has('arm-timeout'))),
      ),
    ).toEqual([]);
  });

  test('a sub-attempt is started on entering associating, with the next number', () => {
    expect(
      holds(({ after, effects }) =>
        effects.every(
          (effect) =>
            effect.type !== 'associate' ||
            (after.phase === 'associating' && effect.number === after.subAttempt && effect.number > 0),
        ),
      ),
    ).toEqual([]);
  });

  test('a running sub-attempt that is left before its end is cancelled', () => {
    const ends = new Set(['associated', 'failed', 'parameters-needed']);
    expect(
      holds(({ state, event, after, has }) => {
        if (state.phase !== 'associating' || ends.has(event.type)) return true;
        return has('cancel') === (after.phase !== 'associating' || after.subAttempt !== state.subAttempt);
      }),
    ).toEqual([]);
  });

  test('the timeout event is raised once, by a timeout during an attempt and by nothing else', () => {
    expect(
      holds(
        ({ state, event, count }) =>
          count('raise-timeout') === (event.type === 'timeout' && attempting.has(state.phase) ? 1 : 0),
      ),
    ).toEqual([]);
  });

  test('the fatal event is raised once, when something was wanted', () => {
    const wanted = (phase: AttemptPhase): boolean => attempting.has(phase) || phase === 'connected';
    expect(
      holds(
        ({ state, event, count }) => count('raise-fatal') === (event.type === 'fatal' && wanted(state.phase) ? 1 : 0),
      ),
    ).toEqual([]);
  });

  test('persistence counts for a connection alone, never for an attempt', () => {
    for (const state of states.filter(({ phase }) => phase !== 'connected')) {
      for (const type of ['lost', 'module-lost'] as const) {
        expect(stepAttempt(state, { type, persistent: true })).toEqual(stepAttempt(state, { type, persistent: false }));
      }
    }
  });

  test('what ends an attempt or a connection with the module there makes it leave', () => {
    expect(
      holds(({ state, after, has }) => {
        const wanted = attempting.has(state.phase) || state.phase === 'connected';
        const ended = !attempting.has(after.phase) && after.phase !== 'connected';
        if (!wanted || !ended || !after.moduleReady || state.phase === 'releasing-to-connect') return true;
        return has('release') && after.phase === 'releasing';
      }),
    ).toEqual([]);
  });

  test('no effect comes twice, and a step that changes nothing has none', () => {
    expect(holds(({ effects }) => new Set(effects.map(({ type }) => type)).size === effects.length)).toEqual([]);
    expect(
      holds(
        ({ state, after, effects, event }) =>
          effects.length === 0 || JSON.stringify(state) !== JSON.stringify(after) || event.type === 'module-ready',
      ),
    ).toEqual([]);
  });
});

describe('what the application did by hand', () => {
  test.each(['pausing', 'waiting-for-parameters'] as const)('ends the attempt that is %s', (phase) => {
    const { state, effects } = stepAttempt({ phase, moduleReady: true, subAttempt: 2 }, { type: 'gained' });
    expect(state.phase).toBe('connected');
    expect(effects.map(({ type }) => type)).toEqual([
      ...(phase === 'pausing' ? ['disarm-pause'] : []),
      'disarm-timeout',
      'up',
    ]);
  });
});
