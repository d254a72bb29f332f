import { type AttemptEffect, stepAttempt } from '../../connectivity/index.ts';
import { effectsOf, ignored, type Mutant, mutant, spoils, without } from './mutant.ts';

/** Wrong decisions about timeouts, sub-attempts, losses and endings. */
export const attemptMutants: readonly Mutant[] = [
  mutant(
    'ignores the timeout',
    'G19',
    effectsOf((effects) => effects.filter(({ type }) => type !== 'arm-timeout')),
  ),
  mutant('times out without telling', 'G19', { host: () => ({ raiseTimeout: () => {} }) }),
  mutant(
    'raises two timeout events',
    'G19',
    effectsOf((effects) =>
      effects.flatMap((effect): AttemptEffect[] => (effect.type === 'raise-timeout' ? [effect, effect] : [effect])),
    ),
  ),
  mutant('raises the timeout though it is connected', 'G19', {
    step: () => (state, event) => {
      const right = stepAttempt(state, event);
      if (event.type === 'associated') return without(right, 'disarm-timeout');
      if (event.type === 'timeout' && state.phase === 'connected')
        return { state, effects: [{ type: 'raise-timeout' }] };
      return right;
    },
  }),
  mutant('lets the timer run after a disconnect', 'G19', {
    step: () => (state, event) => {
      const right = stepAttempt(state, event);
      if (event.type === 'disconnect') return without(right, 'disarm-timeout');
      if (event.type === 'timeout' && state.phase === 'idle') return { state, effects: [{ type: 'raise-timeout' }] };
      return right;
    },
  }),
  mutant('counts the timeout in tenths of a second', 'G19', {
    host: (_, binding) => ({ timeoutS: () => binding.timeoutS / 10 }),
  }),
  mutant('has a timeout where none is set', 'G1', {
    host: (_, binding) => ({ timeoutS: () => binding.timeoutS || 120 }),
  }),
  mutant('never looks at the timeout again', 'API', { api: (right) => ({ ...right, changed: () => {} }) }),
  mutant(
    'starts the timer anew with each sub-attempt',
    'G23',
    effectsOf((effects) =>
      effects.flatMap((effect): AttemptEffect[] =>
        effect.type === 'associate' ? [{ type: 'arm-timeout' } as const, effect] : [effect],
      ),
    ),
  ),
  mutant(
    'tells of each failed sub-attempt as a loss',
    'G23',
    spoils('failed', (right) => ({
      state: right.state,
      effects: [{ type: 'up' }, { type: 'down' }, ...right.effects],
    })),
  ),
  mutant(
    'tells of each failed sub-attempt as a timeout',
    'G23',
    spoils('failed', (right) => ({ state: right.state, effects: [{ type: 'raise-timeout' }, ...right.effects] })),
  ),
  mutant(
    'tries again after a timeout',
    'G24',
    spoils('timeout', (right) =>
      right.state.phase === 'releasing'
        ? { state: { ...right.state, phase: 'releasing-to-connect' }, effects: right.effects }
        : right,
    ),
  ),
  mutant(
    'tries again after a timeout when persistent',
    'G24',
    spoils('timeout', (right, _, __, binding) =>
      right.state.phase === 'releasing' && binding.getFlag('PERSISTENT')
        ? { state: { ...right.state, phase: 'releasing-to-connect' }, effects: right.effects }
        : right,
    ),
  ),
  mutant(
    'stops after a failed sub-attempt unless persistent',
    'G24',
    spoils('failed', (right, state, _, binding) =>
      binding.getFlag('PERSISTENT') || state.phase !== 'associating'
        ? right
        : stepAttempt(state, { type: 'disconnect' }),
    ),
  ),
  mutant(
    'gives up after the second sub-attempt',
    'G22',
    spoils('failed', (right, state) => (state.subAttempt < 2 ? right : stepAttempt(state, { type: 'disconnect' }))),
  ),
  mutant(
    'reconnects though it is not persistent',
    'G1',
    spoils('lost', (_, state) => stepAttempt(state, { type: 'lost', persistent: true })),
  ),
  mutant(
    'does not reconnect though it is persistent',
    'G22',
    spoils('lost', (_, state) => stepAttempt(state, { type: 'lost', persistent: false })),
  ),
  mutant(
    'forgets persistence when the module reboots',
    'G22',
    spoils('module-lost', (_, state) => stepAttempt(state, { type: 'module-lost', persistent: false })),
  ),
  mutant('keeps the old timeout after a loss', 'G25', {
    step: () => (state, event) => {
      const right = stepAttempt(state, event);
      if (event.type === 'associated') return without(right, 'disarm-timeout');
      return event.type === 'lost' ? without(right, 'arm-timeout') : right;
    },
  }),
  mutant(
    'has no timeout after a loss',
    'G25',
    spoils('lost', (right) => without(right, 'arm-timeout')),
  ),
  mutant(
    'loses a connect that comes before the module is ready',
    'G12',
    spoils('connect', (right, state) => (state.moduleReady ? right : ignored(right, state))),
  ),
  mutant(
    'keeps a connect that was cancelled before the module was ready',
    'G12',
    spoils('disconnect', (right, state) => (state.phase === 'waiting-for-module' ? ignored(right, state) : right)),
  ),
  mutant(
    'forgets the attempt when the module reboots',
    'G12',
    spoils('module-lost', (right, state) =>
      state.phase === 'associating' ? { state: { ...right.state, phase: 'idle' }, effects: right.effects } : right,
    ),
  ),
  mutant(
    'connects unasked when the module is ready',
    'G5',
    spoils('module-ready', (right) =>
      right.state.phase === 'idle' ? stepAttempt(right.state, { type: 'connect' }) : right,
    ),
  ),
  mutant(
    'starts again when it is connected already',
    'G2',
    spoils('connect', (right, state) =>
      state.phase === 'connected' ? stepAttempt(state, { type: 'lost', persistent: true }) : right,
    ),
  ),
  mutant(
    'ignores a disconnect during an attempt',
    'G26',
    spoils('disconnect', (right, state) => (state.phase === 'associating' ? ignored(right, state) : right)),
  ),
  mutant(
    'ignores a disconnect between two sub-attempts',
    'G26',
    spoils('disconnect', (right, state) => (state.phase === 'pausing' ? ignored(right, state) : right)),
  ),
  mutant(
    'comes up by a late answer after a disconnect',
    'G26',
    spoils('disconnect', (right, state) =>
      state.phase === 'associating'
        ? { state: { ...right.state, phase: 'idle' }, effects: [{ type: 'disarm-timeout' }] }
        : right,
    ),
  ),
  mutant(
    'takes the disconnect of a persistent interface for a loss',
    'G26',
    spoils('disconnect', (right, state, _, binding) =>
      state.phase === 'connected' && binding.getFlag('PERSISTENT')
        ? stepAttempt(state, { type: 'lost', persistent: true })
        : right,
    ),
  ),
  mutant('shows a disconnect and leaves the module in the network', 'G26', {
    host: () => ({ release: async () => {} }),
  }),
  mutant(
    'forgets a connect right after a disconnect',
    'G26',
    spoils('connect', (right, state) => (state.phase === 'releasing' ? ignored(right, state) : right)),
  ),
  mutant('lets a module reconnect by itself after a loss', 'G21', {
    hears: (event, binding) => {
      if (event.type !== 'associated' || event.by !== 'itself') return true;
      binding.context.runner?.gained();
      return false;
    },
    ...spoils('lost', (right) =>
      right.state.phase === 'releasing'
        ? { state: { ...right.state, phase: 'idle' }, effects: [{ type: 'down' }] }
        : right,
    ),
  }),
  mutant('lets a module go on by itself after a timeout', 'G21', {
    hears: (event, binding) => {
      if (event.type !== 'associated' || event.by !== 'itself') return true;
      binding.context.runner?.gained();
      return false;
    },
    ...spoils('timeout', (right) =>
      right.state.phase === 'releasing'
        ? { state: { ...right.state, phase: 'idle' }, effects: [{ type: 'raise-timeout' }] }
        : right,
    ),
  }),
  mutant('hides the stray and leaves it', 'G21', {
    ...spoils('strayed', ignored),
    host: (right) => ({ release: (signal) => (signal.aborted ? right.release(signal) : Promise.resolve()) }),
  }),
  mutant('does not tell of what is fatal', 'G20', { host: () => ({ raiseFatal: () => {} }) }),
  mutant('tells of what is fatal without a reason', 'G20', {
    host: (right) => ({ raiseFatal: () => right.raiseFatal('') }),
  }),
  mutant('tells of what is fatal twice', 'G20', {
    host: (right) => ({
      raiseFatal: (reason) => {
        right.raiseFatal(reason);
        right.raiseFatal(reason);
      },
    }),
  }),
  mutant('goes on after what is fatal', 'G20', {
    host: (right) => ({
      classify: (thrown) => {
        const failure = right.classify(thrown);
        if (failure.kind === 'fatal') right.raiseFatal(failure.reason);
        return failure.kind === 'fatal' ? { kind: 'retry', reason: failure.reason } : failure;
      },
    }),
  }),
  mutant('takes what is fatal for bad luck', 'G20', {
    host: (right) => ({
      classify: (thrown) => {
        const failure = right.classify(thrown);
        return failure.kind === 'fatal' ? { kind: 'retry', reason: failure.reason } : failure;
      },
    }),
  }),
  mutant('gives up when parameters are missing or wrong', 'G4', {
    host: (right) => ({
      classify: (thrown) => {
        const failure = right.classify(thrown);
        return failure.kind === 'parameters' ? { kind: 'fatal', reason: failure.reason } : failure;
      },
    }),
  }),
  mutant('needs another connect when the parameters are set', 'G4', spoils('parameters-changed', ignored)),
];
