import { openSync } from 'node:fs';
import { destination, pino } from 'pino';
import { messageOf, UsageError } from '../../base/errors.ts';
import { type Log, silentLog } from '../../base/log.ts';
import type { UpOptions } from './up-options.ts';

/**
 * Where the log goes: to a file, otherwise to standard error; nowhere unless it is asked for.
 * @throws UsageError when the file cannot be written
 */
export function openLog(options: Pick<UpOptions, 'logFile' | 'logLevel'>): Log {
  const { logFile, logLevel = logFile === undefined ? 'silent' : 'info' } = options;
  if (logLevel === 'silent') return silentLog;
  if (logFile === undefined) return pino({ level: logLevel }, destination({ dest: 2, sync: true }));
  try {
    const file = openSync(logFile, 'a', 0o600);
    return pino({ level: logLevel }, destination({ dest: file, sync: true }));
  } catch (cause) {
    throw new UsageError(`--log-file ${logFile}: the file cannot be written: ${messageOf(cause)}`, { cause });
  }
}
