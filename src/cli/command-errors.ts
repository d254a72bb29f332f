import type { CommanderError } from 'commander';
import { UsageError } from '../base/errors.ts';

/**
 * What commander refuses, as an error of ours: what was wrong in the first line, what would be right below it.
 * @param command where it happened: `atlink up`
 */
export function usageErrorFrom(error: CommanderError, command: string): UsageError {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = rest.map((line) => line.replace(/^\((.*)\)$/, '$1').trim()).filter(Boolean);
  // "argument 'x' is invalid. Give seconds above 0." holds the message and the hint.
  const [message = first, advice] = first.split(/(?<= is invalid)\. /, 2);
  const hint = [advice, ...suggestion, `"${command} --help" lists what there is.`].filter(Boolean).join('\n');
  return new UsageError(`${message.replace(/\.$/, '')}`, { where: command, hint });
}
