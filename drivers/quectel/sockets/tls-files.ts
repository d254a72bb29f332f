import { createHash } from 'node:crypto';
import { AtError } from '../../../src/at/index.ts';
import { messageOf } from '../../../src/driver/index.ts';
import { isRefusal } from '../failures.ts';
import { type Call, moduleLost, socketError } from './failure.ts';
import { Lane } from './lane.ts';
import type { Stack } from './stack.ts';
import { deleteFile, readFileSize, type Stored, uploadFile } from './tls-commands.ts';

// CME error of the file commands: there is a file of this name.
const fileExists = 407;

/**
 * Certificates and keys as files of the module. A file is named after what is in it, so that the same text is stored
 * once, for good, whoever asks for it; the flash is spared. The texts go out as payload, which no transcript shows.
 */
export class TlsFiles {
  readonly #stack: Stack;
  readonly #lane = new Lane();
  readonly #known = new Set<string>();

  constructor(stack: Stack) {
    this.#stack = stack;
  }

  /** @returns the name of the file that holds the text */
  store(text: string, call: Call): Promise<string> {
    const bytes = Buffer.from(text, 'utf8');
    const name = `al${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}.pem`;
    return this.#lane.run(async () => {
      if (this.#known.has(name)) return name;
      try {
        await this.#ensure(name, bytes);
      } catch (thrown) {
        if (this.#stack.life.aborted) throw moduleLost(this.#stack.life, call);
        const hint = 'The module keeps certificates as files: AT+QFLST lists them, AT+QFDEL makes room.';
        const text = `a certificate or key could not be stored in the module: ${messageOf(thrown)}`;
        throw socketError('ECONNABORTED', call, text, { cause: thrown, hint });
      }
      this.#known.add(name);
      return name;
    });
  }

  async #ensure(name: string, bytes: Uint8Array): Promise<void> {
    const { line } = this.#stack.line;
    const size = await this.#sizeOf(name);
    if (size === bytes.length) return;
    // An upload that was cut off has left half a file behind.
    if (size !== undefined) await line.run(deleteFile(name));
    try {
      const stored = await line.run(uploadFile(name, bytes));
      if (stored !== undefined && isSame(stored, bytes)) return;
    } catch (thrown) {
      if (thrown instanceof AtError && thrown.number === fileExists) return;
      throw thrown;
    }
    await line.run(deleteFile(name));
    throw new Error('it did not arrive as it was sent');
  }

  /** Some firmware refuses the question for a file that it does not have. */
  async #sizeOf(name: string): Promise<number | undefined> {
    try {
      return await this.#stack.line.line.run(readFileSize(name));
    } catch (thrown) {
      if (isRefusal(thrown)) return undefined;
      throw thrown;
    }
  }
}

/** The checksum is the exclusive or of all pairs of bytes, the first of a pair high; by some firmware, low. */
function isSame({ checksum, size }: Stored, bytes: Uint8Array): boolean {
  if (size !== bytes.length) return false;
  if (checksum === undefined) return true;
  let high = 0;
  let low = 0;
  bytes.forEach((byte, index) => {
    if (index % 2 === 0) high ^= byte;
    else low ^= byte;
  });
  return checksum === high * 256 + low || checksum === low * 256 + high;
}
