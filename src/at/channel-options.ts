import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { FramerOptions } from './framer.ts';
import type { LineObserver } from './transcript.ts';

export interface AtChannelOptions extends FramerOptions {
  /** Hands bytes to the transport. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly clock: Clock;
  readonly log?: Log;
  /** What ends a command line: `\r` unless the module wants another. */
  readonly terminator?: string;
  /** The pause between a final result code and the next command, in milliseconds. */
  readonly cooldownMs?: number;
  /** How many commands may wait. */
  readonly queueLimit?: number;
  /**
   * False when the module may still be answering somebody else, who used the line before: then it is asked `AT` until
   * nothing more comes, ahead of the first command. True unless said otherwise.
   */
  readonly inStep?: boolean;
  /**
   * Names of settings, as `+CMEE`, that every model answers with a line of that name, and tells at no other time: after
   * a time-out they show which answers are late ones.
   */
  readonly landmarks?: readonly string[];
  /** Told every line both ways, secrets hidden. */
  readonly onLine?: LineObserver;
  /** A line that is neither an answer nor a known URC. */
  readonly unknownLine?: (line: string) => void;
  /** The module echoes although it was told not to: it may have restarted. */
  readonly echoed?: () => void;
}

export interface RunOptions {
  /** Ends the wait; the module's answer is still awaited before the next command goes out. */
  readonly signal?: AbortSignal;
}
