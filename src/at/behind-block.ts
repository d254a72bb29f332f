import type { BlockRule } from './frame.ts';

/** No line that may follow a block directly is longer. */
const longest = 256;
const lineFeed = 0x0a;

/** What is known of the line when it is judged what stands behind a block. */
export interface Surroundings {
  /** Whether a line is somebody's. */
  readonly knows: (line: string) => boolean;
  /** Whether text begins with the header of another block that may stand there. */
  readonly isHeader: (text: string) => boolean;
  readonly promptExpected: boolean;
}

/** A complete block, and what came behind it: that tells whether bytes were lost or added inside it. */
export class BehindBlock {
  readonly header: string;
  readonly bytes: Uint8Array;
  readonly #mayFollow: RegExp | undefined;
  #text = '';

  constructor(header: string, bytes: Uint8Array, { mayFollow }: BlockRule) {
    this.#mayFollow = mayFollow;
    this.header = header;
    this.bytes = bytes;
  }

  /** What came behind it so far, one character a byte. */
  get text(): string {
    return this.#text;
  }

  /** Takes what follows, up to the end of a line. @returns where the rest begins */
  take(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(lineFeed, at);
    const stop = Math.min(end === -1 ? bytes.length : end + 1, at + longest + 1 - this.#text.length);
    this.#text += bytes.toString('latin1', at, stop);
    return stop;
  }

  /** Whether the block ends where its count says; undefined while that cannot be told. */
  fits({ isHeader, knows, promptExpected }: Surroundings): boolean | undefined {
    const text = this.#text;
    if (text.startsWith('\r')) return text.length === 1 ? undefined : text.startsWith('\r\n');
    if (text.startsWith('>') && promptExpected) return true;
    if (isHeader(text)) return true;
    if (!text.endsWith('\n')) return text.length > longest ? false : undefined;
    const line = text.replace(/\r*\n$/, '');
    return this.#mayFollow?.test(line) === true || knows(line);
  }
}
