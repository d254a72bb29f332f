import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import { VirtualClock } from '../base/virtual-clock.ts';
import { type PretendedOptions, pretendedSuppliers } from './fake-suppliers.test-support.ts';
import type { Input, Output } from './io.ts';
import { runCommandLine } from './program.ts';

function capture(): { output: Output; text: () => string } {
  const chunks: string[] = [];
  const output = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(String(chunk));
      done();
    },
  });
  return { output, text: () => chunks.join('') };
}

export interface StartedRun {
  readonly clock: VirtualClock;
  readonly stdout: Output;
  readonly out: () => string;
  readonly err: () => string;
  /** The exit code, once it has ended. */
  readonly code: () => number | undefined;
  /** Codes with which it ended at once. */
  readonly exits: readonly number[];
  signal(name: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): void;
  /** Lets the time pass until it has ended. */
  finished(limitMs?: number): Promise<number>;
}

/** Starts a command line in a pretended world whose time stands still. */
export function startRun(
  args: readonly string[],
  options: PretendedOptions & {
    readonly env?: Record<string, string>;
    /** Standard output is a terminal of this size. */
    readonly terminal?: { readonly columns: number; readonly rows: number };
    readonly stdin?: Input;
  } = {},
): StartedRun {
  const clock = new VirtualClock();
  const [out, err] = [capture(), capture()];
  if (options.terminal !== undefined) Object.assign(out.output, { isTTY: true, ...options.terminal });
  const signals = new EventEmitter();
  const exits: number[] = [];
  let code: number | undefined;
  const done = runCommandLine(args, {
    io: {
      stdout: out.output,
      stderr: err.output,
      env: options.env ?? {},
      ...(options.stdin && { stdin: options.stdin }),
    },
    clock,
    signals,
    suppliers: pretendedSuppliers(options),
    exitNow: (now) => exits.push(now),
  }).then((ended) => {
    code = ended;
  });
  return {
    clock,
    stdout: out.output,
    out: out.text,
    err: err.text,
    code: () => code,
    exits,
    signal: (name) => void signals.emit(name, name),
    finished: async (limitMs = 60_000) => {
      // Files and modules are loaded in real time, of which the clock knows nothing.
      for (let turn = 0; turn < 50_000 && code === undefined && clock.timerCount === 0; turn += 1) await clock.settle();
      await clock.until(() => code !== undefined, limitMs);
      if (code === undefined) throw new Error(`still running after ${limitMs} ms:\n${out.text()}\n${err.text()}`);
      await done;
      return code;
    },
  };
}
