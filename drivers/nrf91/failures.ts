import { AtError } from '../../src/at/index.ts';
import { type AttemptFailure, DriverError, messageOf } from '../../src/driver/index.ts';
import { nordicErrors } from './cme.table.ts';

/** A failure that no retry can cure: somebody has to do something first (G20). */
export class NoRetryError extends DriverError {}

/** A failure that other options may cure, and nothing else (G4). */
export class WrongOptionError extends DriverError {}

/** The message of a failure, with what Nordic's numbers mean and what to do. */
export function explain(thrown: unknown): string {
  if (thrown instanceof AtError && thrown.number !== undefined) {
    const known = nordicErrors.get(thrown.number);
    if (known !== undefined) {
      const where = thrown.where === undefined ? '' : `${thrown.where}: `;
      return `${where}+CME ERROR: ${thrown.number} (${known.text}). ${known.hint}`;
    }
  }
  const hint = thrown instanceof DriverError && thrown.hint !== undefined ? ` (${thrown.hint})` : '';
  return `${messageOf(thrown)}${hint}`;
}

/** What to make of a failed sub-attempt: try again, wait for another option, or give up. */
export function classify(thrown: unknown): AttemptFailure {
  const reason = explain(thrown);
  if (thrown instanceof NoRetryError) return { kind: 'fatal', reason };
  if (thrown instanceof WrongOptionError) return { kind: 'parameters', reason };
  if (thrown instanceof DriverError && (thrown.code === 'SIM_LOCKED' || thrown.code === 'SIM_PIN_REFUSED')) {
    return { kind: 'parameters', reason };
  }
  if (thrown instanceof AtError && wantsOptions(thrown)) return { kind: 'parameters', reason };
  return { kind: 'retry', reason };
}

const wantsOptions = (thrown: AtError): boolean =>
  thrown.errorClass === 'user' || nordicErrors.get(thrown.number ?? -1)?.wantsOptions === true;

/** A refusal says that the module understood and will not; anything else says that it is not well. */
export const isRefusal = (thrown: unknown): boolean =>
  thrown instanceof AtError && (thrown.code === 'AT_REFUSED' || thrown.code === 'AT_EQUIPMENT');
