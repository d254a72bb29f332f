import { type Logger, pino } from 'pino';

/** The part of pino's logger that atlink uses; any pino logger will do. */
export type Log = Pick<Logger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'child'>;

/** Says nothing: what a library does until it is given a logger. */
export const silentLog: Log = pino({ level: 'silent' });

/** Pino's levels that may be asked for, least first. */
export const logLevels = ['silent', 'error', 'warn', 'info', 'debug', 'trace'] as const;

export type LogLevel = (typeof logLevels)[number];
