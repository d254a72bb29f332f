import { type AttemptFailure, DriverError, messageOf } from '../../src/driver/index.ts';
import { joinCodes } from './reasons.table.ts';

export interface JoinFailure {
  /** The module says that the passphrase is wrong. */
  readonly passphrase?: boolean;
  /** Nothing can be tried before an option is set. */
  readonly needsParameters?: boolean;
  /** When the next sub-attempt is due, in milliseconds. */
  readonly pauseMs?: number;
}

/** A sub-attempt that failed, and what may follow it. */
export class JoinError extends DriverError {
  readonly failure: JoinFailure;

  constructor(reason: string, failure: JoinFailure = {}) {
    super('BEARER_REFUSED', reason);
    this.failure = failure;
  }
}

/** In words, with the code as it stood on the wire. */
export function joinWords(code: number | undefined): string {
  if (code === undefined) return 'the join was refused';
  return `${joinCodes.get(code) ?? 'the join failed'} (+CWJAP:${code})`;
}

/** What to make of a failed sub-attempt: another one, or wait for an option. Nothing here is beyond cure. */
export function classify(thrown: unknown): AttemptFailure {
  const reason = messageOf(thrown);
  if (!(thrown instanceof JoinError)) return { kind: 'retry', reason };
  const { needsParameters, pauseMs } = thrown.failure;
  if (needsParameters === true) return { kind: 'parameters', reason };
  return { kind: 'retry', reason, ...(pauseMs !== undefined && { pauseMs }) };
}
