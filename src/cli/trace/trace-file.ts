import { createWriteStream, type WriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { messageOf, UsageError } from '../../base/errors.ts';
import type { TraceEntry, TraceHeader } from '../../trace/trace-entry.ts';
import { entryText, headerText } from '../../trace/trace-text.ts';

/** What may wait for the disk before entries are left out, in bytes. */
const mostUnwritten = 8 * 1024 * 1024;

/** A trace on its way into a file, which its owner alone may read. */
export class TraceFile {
  readonly path: string;
  readonly #stream: WriteStream;
  #leftOut = 0;
  #failed: Error | undefined;

  private constructor(path: string, stream: WriteStream, failed: (error: Error) => void) {
    this.path = path;
    this.#stream = stream;
    stream.on('error', (error) => {
      this.#failed ??= error;
      failed(error);
    });
  }

  /** @param failed told when it cannot be written any more @throws UsageError when it cannot be written at all */
  static async create(path: string, header: TraceHeader, failed: (error: Error) => void): Promise<TraceFile> {
    try {
      await (await open(path, 'w', 0o600)).close();
    } catch (cause) {
      throw new UsageError(`the trace cannot be written: ${messageOf(cause)}`, { cause, where: path });
    }
    const file = new TraceFile(path, createWriteStream(path, { flags: 'a', mode: 0o600 }), failed);
    file.#stream.write(headerText(header));
    return file;
  }

  readonly add = (entry: TraceEntry): void => {
    if (this.#failed !== undefined) return;
    if (this.#stream.writableLength > mostUnwritten) {
      this.#leftOut += 1;
      return;
    }
    if (this.#leftOut > 0) this.#stream.write(entryText({ t: entry.t, note: `${this.#leftOut} entries left out` }));
    this.#leftOut = 0;
    this.#stream.write(entryText(entry));
  };

  /** Resolves when all of it is written. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#failed !== undefined || this.#stream.destroyed) return resolve();
      this.#stream.once('close', () => resolve());
      this.#stream.end();
    });
  }
}
