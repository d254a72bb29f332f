import type { ModuleIdentity } from '../connectivity/index.ts';
import type { DriverDefinition, StartupStep } from './define-driver.ts';
import type { Awaken } from './waking.ts';

/** What a session needs of a driver; options and dialects are not its business. */
export interface SessionPlan
  extends Pick<
    DriverDefinition<object, unknown>,
    'terminator' | 'landmarks' | 'cooldownMs' | 'line' | 'probe' | 'boot' | 'preamble' | 'identify' | 'recovery'
  > {
  readonly awaken?: Awaken;
  readonly startup: (identity: ModuleIdentity) => readonly StartupStep[];
  /** Between a final result code and the next command, in milliseconds. */
  readonly cooldownOf?: (identity: ModuleIdentity) => number;
}

/** The plan that a driver makes for one module. */
export function sessionPlan<Options extends object, Dialect>(
  { awaken, ...definition }: DriverDefinition<Options, Dialect>,
  memory: Map<string, unknown>,
): SessionPlan {
  return {
    ...definition,
    ...(awaken && { awaken: (line, signal) => awaken(line, signal, memory) }),
    startup: (identity) => definition.startup(definition.dialectOf(identity)),
    cooldownOf: (identity) => definition.cooldownOf?.(definition.dialectOf(identity)) ?? definition.cooldownMs ?? 0,
  };
}
