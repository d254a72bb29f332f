import type { Readable, Writable } from 'node:stream';

/** An output of the command line; a terminal has a size. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };

/** An input of the command line; a terminal can give each key as it is pressed. */
export type Input = Readable & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown };

/** What the command line has of the outside world, so that a test can lend it another one. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Left out where nobody is there to press a key. */
  readonly stdin?: Input;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Writes one line; what is left of a reader that went away is handled by `whenOutputEnds`. */
export function writeLine(output: Output, line: string): void {
  if (!output.destroyed) output.write(`${line}\n`);
}

// EPIPE: the program behind a pipe ended. EIO: the terminal was closed.
const readerGone: readonly (string | undefined)[] = ['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'];

/** Calls `gone` when nobody reads an output any more, as with `atlink up --json | head -1`. */
export function whenOutputEnds(output: Output, gone: () => void): () => void {
  const onError = (error: NodeJS.ErrnoException): void => {
    if (!readerGone.includes(error.code)) throw error;
    gone();
  };
  output.on('error', onError);
  return () => output.off('error', onError);
}

/** Resolves when everything written so far was handed over. */
export function flushed(output: Output): Promise<void> {
  if (output.destroyed) return Promise.resolve();
  return new Promise((resolve) => output.write('', () => resolve()));
}
