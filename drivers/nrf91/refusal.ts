import { type DriverError, emmCauseClass, emmCauses, type RegistrationReport } from '../../src/driver/index.ts';
import { NoRetryError, WrongOptionError } from './failures.ts';

const denied = 3;
// One network's refusal is not the last word: the modem tries others.
const believedMs = 30_000;

/** Why the network refused last, in words; undefined where it gave no reason. */
export function refusalWords(report: RegistrationReport | undefined): string | undefined {
  const cause = report?.rejectCause;
  return cause === undefined ? undefined : emmCauses.get(cause);
}

/** What a refusal that lasts comes to; undefined where it may pass. */
function errorOf(cause: number): DriverError | undefined {
  const message = `the network refuses this device: ${emmCauses.get(cause) ?? 'no known reason'} (EMM cause ${cause})`;
  switch (emmCauseClass(cause)) {
    case 'fatal':
      return new NoRetryError('REGISTRATION_DENIED', message, {
        hint: 'Have the operator look at this SIM and device.',
      });
    case 'user':
      return new WrongOptionError('REGISTRATION_DENIED', message, {
        hint: 'Try other values of the options operator and systemMode.',
      });
    default:
      return undefined;
  }
}

/** Watches a refusal until it is to be believed. */
export class LastingRefusal {
  #since: number | undefined;

  /** @throws NoRetryError, WrongOptionError when it has lasted and will not pass */
  look(report: RegistrationReport | undefined, nowMs: number): void {
    const cause = report?.stat === denied ? report.rejectCause : undefined;
    if (cause === undefined) {
      this.#since = undefined;
      return;
    }
    this.#since ??= nowMs;
    const error = nowMs - this.#since >= believedMs ? errorOf(cause) : undefined;
    if (error !== undefined) throw error;
  }
}
