import { AtError } from '../../src/at/index.ts';
import { type AttemptFailure, DriverError, messageOf } from '../../src/driver/index.ts';

/** What to make of a failed sub-attempt: try again, wait for another option, or give up. */
export function classify(thrown: unknown): AttemptFailure {
  const reason = messageOf(thrown);
  // Only a person with the PUK can cure that, and no option holds a PUK.
  if (thrown instanceof DriverError && thrown.code === 'SIM_BLOCKED') {
    return { kind: 'fatal', reason: `${reason} (${thrown.hint})` };
  }
  if (thrown instanceof DriverError && (thrown.code === 'SIM_LOCKED' || thrown.code === 'SIM_PIN_REFUSED')) {
    const hint = thrown.hint === undefined ? '' : ` (${thrown.hint})`;
    return { kind: 'parameters', reason: `${reason}${hint}` };
  }
  if (thrown instanceof AtError && thrown.errorClass === 'user') return { kind: 'parameters', reason };
  return { kind: 'retry', reason };
}
