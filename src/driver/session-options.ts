import type { LineObserver } from '../at/index.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Cause, Fact, ModuleIdentity, ModuleState } from '../connectivity/index.ts';
import type { Port } from '../transport/transport.ts';
import type { LineSetUp } from './line-set-up.ts';
import type { ModuleLine } from './module-line.ts';
import type { AttemptsFile } from './recovery/attempts-file.ts';
import type { RescueTools } from './recovery/rung-steps.ts';
import type { SessionPlan } from './session-plan.ts';

/** What a session tells of its module. */
export interface SessionReports {
  state(state: ModuleState, cause?: Cause, identity?: ModuleIdentity): void;
  /** The module takes commands; everything made here ends when `signal` aborts. */
  ready(line: ModuleLine, identity: ModuleIdentity, signal: AbortSignal): void;
  /** It does not any more. */
  lost(cause: Cause): void;
  /** It does not come back, and everything that may be done to it was. It is listened for all the same. */
  fatal(reason: string, cause: Cause): void;
  fact(fact: Fact, cause?: Cause): void;
}

export interface SessionOptions {
  readonly plan: SessionPlan;
  readonly port: Port;
  readonly clock: Clock;
  readonly log: Log;
  /** Told every line both ways, secrets hidden. */
  readonly onLine?: LineObserver;
  readonly reports: SessionReports;
  readonly lineSetUp?: LineSetUp;
  /** What the board and the rig have for getting the module back. */
  readonly rescue?: Omit<RescueTools, 'family'>;
  /** What was done to modules before; in memory alone unless given. */
  readonly attempts?: AttemptsFile;
  /** Why a module is not the one that is meant; undefined when it is. */
  readonly verify?: (identity: ModuleIdentity) => string | undefined;
}
