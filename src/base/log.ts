/** One level of a logger: a message, or fields and a message. */
export interface LogLine {
  (fields: object, message?: string): void;
  (message: string): void;
}

/** The part of a logger that atlink uses; any pino logger will do. */
export interface Log {
  readonly trace: LogLine;
  readonly debug: LogLine;
  readonly info: LogLine;
  readonly warn: LogLine;
  readonly error: LogLine;
  /** A logger that adds these fields to whatever it says. */
  child(fields: Readonly<Record<string, unknown>>): Log;
}

const nothing = (): void => undefined;

/** Says nothing: what a library does until it is given a logger. */
export const silentLog: Log = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silentLog,
};

/** Pino's levels that may be asked for, least first. */
export const logLevels = ['silent', 'error', 'warn', 'info', 'debug', 'trace'] as const;

export type LogLevel = (typeof logLevels)[number];
