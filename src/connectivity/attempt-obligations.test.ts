import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AttemptEvent, type AttemptStep, initialAttempt, stepAttempt } from './attempt.ts';
import { AttemptObligations } from './attempt-obligations.ts';

const persistent = fc.boolean();

const anyEvent: fc.Arbitrary<AttemptEvent> = fc.oneof(
  fc
    .constantFrom(
      ...(['connect', 'disconnect', 'module-ready', 'associated', 'parameters-needed'] as const),
      ...(['parameters-changed', 'pause-over', 'timeout', 'gained', 'strayed', 'released'] as const),
    )
    .map((type) => ({ type })),
  // The common ones more often, so that walks get far.
  fc.constantFrom('connect' as const, 'module-ready' as const, 'released' as const).map((type) => ({ type })),
  fc.record({ type: fc.constantFrom('lost' as const, 'module-lost' as const), persistent }),
  fc.record({ type: fc.constant('failed' as const), pauseMs: fc.integer({ min: 0, max: 60_000 }) }),
  fc.record({ type: fc.constant('fatal' as const), reason: fc.string() }),
);

/** Events that a runner can have: timers that fire were set, answers were asked for. */
function possible(event: AttemptEvent, obligations: AttemptObligations): boolean {
  switch (event.type) {
    case 'timeout':
      return obligations.timer;
    case 'pause-over':
      return obligations.pause;
    default:
      return true;
  }
}

function violations(step: typeof stepAttempt, events: readonly AttemptEvent[], onStep?: () => void): readonly string[] {
  const obligations = new AttemptObligations();
  let state = initialAttempt;
  for (const [index, event] of events.entries()) {
    if (!possible(event, obligations)) continue;
    const next: AttemptStep = step(state, event);
    onStep?.();
    const wrong = obligations.check(event, next.effects);
    if (wrong.length > 0) return wrong.map((what) => `step ${index}, ${event.type} in ${state.phase}: ${what}`);
    state = next.state;
  }
  return [];
}

const walk = fc.array(anyEvent, { minLength: 150, maxLength: 400 });

test('random walks of more than 100,000 steps keep every obligation', () => {
  let steps = 0;
  fc.assert(
    fc.property(walk, (events) => {
      const wrong = violations(stepAttempt, events, () => steps++);
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
    }),
    { numRuns: 900 },
  );
  expect(steps).toBeGreaterThanOrEqual(100_000);
});

type Spoil = (right: AttemptStep, event: AttemptEvent, state: AttemptStep['state']) => AttemptStep;

const drop =
  (type: string): Spoil =>
  (right) => ({ state: right.state, effects: right.effects.filter((effect) => effect.type !== type) });

const spoils: Readonly<Record<string, Spoil>> = {
  'forgets up': drop('up'),
  'forgets down': drop('down'),
  'forgets to release': drop('release'),
  'forgets to cancel': drop('cancel'),
  'forgets to arm the timeout': drop('arm-timeout'),
  'forgets to disarm the timeout': drop('disarm-timeout'),
  'forgets to disarm the pause': drop('disarm-pause'),
  'forgets the timeout event': drop('raise-timeout'),
  'forgets the fatal event': drop('raise-fatal'),
  'forgets to associate': drop('associate'),
  'does everything twice': (right) => ({ state: right.state, effects: right.effects.flatMap((one) => [one, one]) }),
  'ignores disconnect': (right, event, state) => (event.type === 'disconnect' ? { state, effects: [] } : right),
  'ignores new parameters': (right, event, state) =>
    event.type === 'parameters-changed' ? { state, effects: [] } : right,
  'ignores a module that comes': (right, event, state) =>
    event.type === 'module-ready' ? { state, effects: [] } : right,
  'takes every loss for a persistent one': (right, event, state) =>
    event.type === 'lost' ? stepAttempt(state, { type: 'lost', persistent: true }) : right,
  'takes no loss for a persistent one': (right, event, state) =>
    event.type === 'lost' ? stepAttempt(state, { type: 'lost', persistent: false }) : right,
  'connects unasked': (right, event) =>
    event.type === 'module-ready' ? stepAttempt(right.state, { type: 'connect' }) : right,
  'counts sub-attempts from 1 again': (right) => ({ state: { ...right.state, subAttempt: 0 }, effects: right.effects }),
};

describe('the obligations notice an attempt that', () => {
  test.each(Object.entries(spoils))('%s', (_, spoil) => {
    const spoiled: typeof stepAttempt = (state, event) => spoil(stepAttempt(state, event), event, state);
    const found = fc.sample(walk, { numRuns: 200, seed: 1 }).some((events) => violations(spoiled, events).length > 0);
    expect(found).toBe(true);
  });
});
