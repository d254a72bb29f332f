import { openSync } from 'node:fs';
import { messageOf, UsageError } from '../../base/errors.ts';
import { type Log, silentLog } from '../../base/log.ts';
import type { UpOptions } from './up-options.ts';

/**
 * Where the log goes: to a file, otherwise to standard error; nowhere unless it is asked for.
 * @throws UsageError when the file cannot be written
 */
export async function openLog(options: Pick<UpOptions, 'logFile' | 'logLevel'>): Promise<Log> {
  const { logFile, logLevel = logFile === undefined ? 'silent' : 'info' } = options;
  if (logLevel === 'silent') return silentLog;
  let target = 2;
  try {
    if (logFile !== undefined) target = openSync(logFile, 'a', 0o600);
  } catch (cause) {
    throw new UsageError(`--log-file ${logFile}: the file cannot be written: ${messageOf(cause)}`, { cause });
  }
  // It takes as long to load as half of atlink.
  const { destination, pino } = await import('pino');
  const log: Log = pino({ level: logLevel }, destination({ dest: target, sync: true }));
  return log;
}
