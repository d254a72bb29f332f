/**
 * The connection attempt as a pure function: `(state, event) -> (state, effects)`, with no clock and no I/O.
 *
 * Everything about timeouts, persistence, queueing until the module is ready, waiting for parameters, sub-attempts and
 * cancelling is decided here, for every family alike (G1, G4, G12, G19 to G26). Who owns the state feeds the events and
 * carries out the effects, in order.
 */

/** Where an attempt stands. */
export type AttemptPhase =
  /** Nothing is wanted. */
  | 'idle'
  /** Wanted; the module is absent, booting or starting up (G12). */
  | 'waiting-for-module'
  /** Wanted; the module is ready but a parameter is missing or was refused (G4). */
  | 'waiting-for-parameters'
  /** A sub-attempt is running. */
  | 'associating'
  /** A sub-attempt failed, the next one is due soon (G22, G23). */
  | 'pausing'
  /** Associated: the interface is not dormant. */
  | 'connected'
  /** The module is told to leave the network; nothing is wanted after it. */
  | 'releasing'
  /** The same, and a connect came meanwhile. */
  | 'releasing-to-connect';

export interface AttemptState {
  readonly phase: AttemptPhase;
  /** Whether the module takes commands. */
  readonly moduleReady: boolean;
  /** The number of the running sub-attempt, from 1; 0 outside an attempt. */
  readonly subAttempt: number;
}

export const initialAttempt: AttemptState = { phase: 'idle', moduleReady: false, subAttempt: 0 };

export type AttemptEvent =
  /** The application asks for a connection. */
  | { readonly type: 'connect' }
  /** The application, or the idle timer, ends it. */
  | { readonly type: 'disconnect' }
  | { readonly type: 'module-ready' }
  /** The module rebooted or left. `persistent` is the flag as it is now. */
  | { readonly type: 'module-lost'; readonly persistent: boolean }
  /** The running sub-attempt succeeded. */
  | { readonly type: 'associated' }
  /** The running sub-attempt failed; another one may succeed, after a pause. */
  | { readonly type: 'failed'; readonly pauseMs: number }
  /** The running sub-attempt cannot go on without other parameters. */
  | { readonly type: 'parameters-needed' }
  /** A parameter was set. */
  | { readonly type: 'parameters-changed' }
  | { readonly type: 'pause-over' }
  /** The connection timeout elapsed. */
  | { readonly type: 'timeout' }
  /** Service was interrupted. */
  | { readonly type: 'lost'; readonly persistent: boolean }
  /** The application associated the module by itself (G10). */
  | { readonly type: 'gained' }
  /** The module associated by itself, unasked (G21). */
  | { readonly type: 'strayed' }
  /** The release ended, well or badly. */
  | { readonly type: 'released' }
  /** No retry can cure it (G20). */
  | { readonly type: 'fatal'; readonly reason: string };

export type AttemptEffect =
  /** Start the connection timeout, if there is one. */
  | { readonly type: 'arm-timeout' }
  | { readonly type: 'disarm-timeout' }
  | { readonly type: 'arm-pause'; readonly ms: number }
  | { readonly type: 'disarm-pause' }
  /** Start sub-attempt `number`. */
  | { readonly type: 'associate'; readonly number: number }
  /** Abandon the running sub-attempt or release; whatever it still answers is void. */
  | { readonly type: 'cancel' }
  /** Have the module leave the network, and stop it from coming back by itself (G21). */
  | { readonly type: 'release' }
  /** The interface is not dormant from here. */
  | { readonly type: 'up' }
  /** The interface is dormant from here. */
  | { readonly type: 'down' }
  | { readonly type: 'raise-timeout' }
  | { readonly type: 'raise-fatal'; readonly reason: string };

export interface AttemptStep {
  readonly state: AttemptState;
  readonly effects: readonly AttemptEffect[];
}

const armTimeout: AttemptEffect = { type: 'arm-timeout' };
const disarmTimeout: AttemptEffect = { type: 'disarm-timeout' };
const disarmPause: AttemptEffect = { type: 'disarm-pause' };
const cancel: AttemptEffect = { type: 'cancel' };
const release: AttemptEffect = { type: 'release' };
const up: AttemptEffect = { type: 'up' };
const down: AttemptEffect = { type: 'down' };

/** The phases in which a connection is being attempted, so that the connection timeout runs. */
export const attempting: ReadonlySet<AttemptPhase> = new Set<AttemptPhase>([
  'waiting-for-module',
  'waiting-for-parameters',
  'associating',
  'pausing',
  'releasing-to-connect',
]);

/** What has to be stopped when a phase is left before its time. */
function stopping(phase: AttemptPhase): readonly AttemptEffect[] {
  if (phase === 'associating') return [cancel];
  if (phase === 'pausing') return [disarmPause];
  return [];
}

function stay(state: AttemptState): AttemptStep {
  return { state, effects: [] };
}

function enter(state: AttemptState, phase: AttemptPhase, ...effects: AttemptEffect[]): AttemptStep {
  const subAttempt = phase === 'idle' || phase === 'connected' ? 0 : state.subAttempt;
  return { state: { ...state, phase, subAttempt }, effects };
}

/** The next sub-attempt, or the wait for the module that must come first. */
function attempt(state: AttemptState, ...before: AttemptEffect[]): AttemptStep {
  if (!state.moduleReady) return enter(state, 'waiting-for-module', ...before);
  const number = state.subAttempt + 1;
  return {
    state: { ...state, phase: 'associating', subAttempt: number },
    effects: [...before, { type: 'associate', number }],
  };
}

/** The end of everything wanted: the module is made to let go, if it is there to hear it (G21, G26). */
function end(state: AttemptState, ...before: AttemptEffect[]): AttemptStep {
  if (!state.moduleReady) return enter({ ...state, subAttempt: 0 }, 'idle', ...before);
  return enter({ ...state, subAttempt: 0 }, 'releasing', ...before, release);
}

function onConnect(state: AttemptState): AttemptStep {
  if (state.phase === 'idle') return attempt({ ...state, subAttempt: 0 }, armTimeout);
  if (state.phase === 'releasing') return enter(state, 'releasing-to-connect', armTimeout);
  return stay(state);
}

function onDisconnect(state: AttemptState): AttemptStep {
  switch (state.phase) {
    case 'idle':
    case 'releasing':
      return stay(state);
    case 'connected':
      return end(state, down);
    case 'releasing-to-connect':
      return enter(state, 'releasing', disarmTimeout);
    default:
      return end(state, ...stopping(state.phase), disarmTimeout);
  }
}

function onModuleReady(before: AttemptState): AttemptStep {
  const state = { ...before, moduleReady: true };
  return state.phase === 'waiting-for-module' ? attempt(state) : stay(state);
}

function onModuleLost(before: AttemptState, persistent: boolean): AttemptStep {
  const state = { ...before, moduleReady: false };
  switch (state.phase) {
    case 'idle':
    case 'waiting-for-module':
      return stay(state);
    case 'connected':
      // A loss like any other: a persistent interface starts a new attempt with a new timeout (G25).
      return persistent ? enter(state, 'waiting-for-module', down, armTimeout) : enter(state, 'idle', down);
    case 'releasing':
      return enter(state, 'idle', cancel);
    case 'releasing-to-connect':
      return enter(state, 'waiting-for-module', cancel);
    default:
      // The attempt goes on, under the timeout that it has (G23).
      return enter(state, 'waiting-for-module', ...stopping(state.phase));
  }
}

function onLost(state: AttemptState, persistent: boolean): AttemptStep {
  if (state.phase !== 'connected') return stay(state);
  return persistent ? attempt(state, down, armTimeout) : end(state, down);
}

function onTimeout(state: AttemptState): AttemptStep {
  const raise: AttemptEffect = { type: 'raise-timeout' };
  if (!attempting.has(state.phase)) return stay(state);
  if (state.phase === 'releasing-to-connect') return enter(state, 'releasing', raise);
  return end(state, ...stopping(state.phase), raise);
}

function onFatal(state: AttemptState, reason: string): AttemptStep {
  const raise: AttemptEffect = { type: 'raise-fatal', reason };
  if (state.phase === 'connected') return end(state, down, raise);
  if (!attempting.has(state.phase)) return stay(state);
  if (state.phase === 'releasing-to-connect') return enter(state, 'releasing', disarmTimeout, raise);
  return end(state, ...stopping(state.phase), disarmTimeout, raise);
}

function onParametersChanged(state: AttemptState): AttemptStep {
  if (state.phase === 'waiting-for-parameters') return attempt(state);
  if (state.phase === 'associating' || state.phase === 'pausing') return attempt(state, ...stopping(state.phase));
  // Connected: the new parameters count from the next attempt on.
  return stay(state);
}

/** The application did by hand what was, or was not, being attempted; a running sub-attempt will see for itself. */
function onGained(state: AttemptState): AttemptStep {
  if (!state.moduleReady) return stay(state);
  if (state.phase === 'idle') return enter(state, 'connected', up);
  if (state.phase !== 'pausing' && state.phase !== 'waiting-for-parameters') return stay(state);
  return enter(state, 'connected', ...stopping(state.phase), disarmTimeout, up);
}

function onReleased(state: AttemptState): AttemptStep {
  if (state.phase === 'releasing') return enter(state, 'idle');
  if (state.phase === 'releasing-to-connect') return attempt({ ...state, subAttempt: 0 });
  return stay(state);
}

/** What comes of `event` in `state`. An event that means nothing there changes nothing. */
export function stepAttempt(state: AttemptState, event: AttemptEvent): AttemptStep {
  switch (event.type) {
    case 'connect':
      return onConnect(state);
    case 'disconnect':
      return onDisconnect(state);
    case 'module-ready':
      return onModuleReady(state);
    case 'module-lost':
      return onModuleLost(state, event.persistent);
    case 'associated':
      return state.phase === 'associating' ? enter(state, 'connected', disarmTimeout, up) : stay(state);
    case 'failed':
      if (state.phase !== 'associating') return stay(state);
      return enter(state, 'pausing', { type: 'arm-pause', ms: event.pauseMs });
    case 'parameters-needed':
      return state.phase === 'associating' ? enter(state, 'waiting-for-parameters') : stay(state);
    case 'parameters-changed':
      return onParametersChanged(state);
    case 'pause-over':
      return state.phase === 'pausing' ? attempt(state) : stay(state);
    case 'timeout':
      return onTimeout(state);
    case 'lost':
      return onLost(state, event.persistent);
    case 'gained':
      return onGained(state);
    case 'strayed':
      return state.phase === 'idle' ? end(state) : stay(state);
    case 'released':
      return onReleased(state);
    case 'fatal':
      return onFatal(state, event.reason);
  }
}
