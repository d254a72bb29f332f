import { UsageError } from '../../base/errors.ts';

/** No data for a command that asks for some. */
export function noData(hint: string): UsageError {
  return new UsageError('it asks for data, and was given none', { hint }, 'CLOSED');
}
