import { AtError } from '../../src/at/index.ts';
import { type AttemptFailure, DriverError, messageOf } from '../../src/driver/index.ts';

/** A failure that no retry can cure: somebody has to do something first (G20). */
export class NoRetryError extends DriverError {}

/** A failure that other options may cure, and nothing else (G4). */
export class WrongOptionError extends DriverError {}

/** A refusal says that the module understood and will not; anything else says that it is not well. */
export const isRefusal = (thrown: unknown): boolean =>
  thrown instanceof AtError && (thrown.code === 'AT_REFUSED' || thrown.code === 'AT_EQUIPMENT');

/** The message of a failure, with what to do. */
export function explain(thrown: unknown): string {
  const hint = thrown instanceof DriverError && thrown.hint !== undefined ? ` (${thrown.hint})` : '';
  return `${messageOf(thrown)}${hint}`;
}

/** What to make of a failed sub-attempt: try again, wait for another option, or give up. */
export function classify(thrown: unknown): AttemptFailure {
  // Only a person with the PUK can cure a blocked card, and no option holds a PUK.
  if (thrown instanceof NoRetryError || (thrown instanceof DriverError && thrown.code === 'SIM_BLOCKED')) {
    return { kind: 'fatal', reason: explain(thrown) };
  }
  const wantsOptions =
    thrown instanceof WrongOptionError ||
    (thrown instanceof DriverError && (thrown.code === 'SIM_LOCKED' || thrown.code === 'SIM_PIN_REFUSED')) ||
    (thrown instanceof AtError && thrown.errorClass === 'user');
  if (wantsOptions) return { kind: 'parameters', reason: explain(thrown) };
  return { kind: 'retry', reason: messageOf(thrown) };
}
