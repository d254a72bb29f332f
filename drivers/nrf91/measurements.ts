import type { ModuleHandle } from './credentials.ts';
import { type ConnectionEvaluation, evaluate } from './signal.ts';

/**
 * How good the connection would be, measured now: takes some seconds, and the radio has to be on.
 * @returns undefined when the modem did not say
 */
export function evaluateConnection(module: ModuleHandle): Promise<ConnectionEvaluation | undefined> {
  return module.perform((line, signal) => line.run(evaluate, signal));
}
