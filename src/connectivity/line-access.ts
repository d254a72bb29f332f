import { ControlError } from '../base/errors.ts';
import type { NetworkInterface } from './interface.ts';
import type { InterfaceTable } from './interface-table.ts';

/** A line between the host and the module, as it may be shown: secrets hidden. */
export interface ObservedLine {
  /** `in`: from the module; `out`: to it; `note`: something that is no line, such as a time-out. */
  readonly direction: 'in' | 'out' | 'note';
  readonly text: string;
  /** Monotonic, in milliseconds; only differences mean anything. */
  readonly atMs: number;
}

/** How a command of the application's own is sent. */
export interface AtOptions {
  /** Ends the wait; the module's answer is still awaited before the next command goes out. */
  readonly signal?: AbortSignal;
  /** For the final result code, in milliseconds; 180 s unless given. */
  readonly timeoutMs?: number;
  /**
   * What is sent when the module asks for it with `>`, or who is asked for it then, and has `timeoutMs` for that. A
   * command that asks for data and gets none times out; one whose asking is refused is declined, where the module can
   * be told.
   */
  readonly payload?: Uint8Array | (() => Promise<Uint8Array>);
}

/** Sends a command line and returns the lines of its answer, without the final result code. @throws AtError, UsageError */
export type AtFunction = (command: string, options?: AtOptions) => Promise<readonly string[]>;

/** For how long a line is to be one's own. */
export interface ExclusiveOptions {
  /** When it is taken back whatever the work does, in milliseconds. */
  readonly limitMs: number;
  readonly signal?: AbortSignal;
}

/** The work that is done meanwhile. `signal` aborts when the time is over, or the module is lost. */
export type ExclusiveWork<Result> = (at: AtFunction, signal: AbortSignal) => Promise<Result>;

/** The command line of a module, beside what its driver does with it: offered by implementations that have one. */
export interface LineAccess {
  readonly at: AtFunction;
  /** @returns a function that ends the observation */
  observe(observer: (line: ObservedLine) => void): () => void;
  exclusive<Result>(work: ExclusiveWork<Result>, options: ExclusiveOptions): Promise<Result>;
}

/** The line access of what is bound to an interface. @throws ControlError `ENOTSUP` when that has none */
export function lineOf(table: InterfaceTable, iface: NetworkInterface): LineAccess {
  const binding = table.bindingOf(iface);
  const line = binding?.implementation.api?.line?.(binding as never);
  if (line !== undefined) return line;
  const what = binding === undefined ? 'nothing is bound to it' : `${binding.implementation.name} has no command line`;
  throw new ControlError('ENOTSUP', `${iface.name} takes no AT commands: ${what}`, { where: iface.name });
}
