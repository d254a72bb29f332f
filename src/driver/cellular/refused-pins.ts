import { randomBytes, scryptSync } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../base/errors.ts';

/** Which PIN which SIM refused, so that it is never tried on that card again. */
export interface RefusedPins {
  has(iccid: string | undefined, pin: string): boolean;
  add(iccid: string | undefined, pin: string): void;
}

const fileName = 'refused-pins.json';
const saltBytes = 16;
const hashBytes = 32;
// A PIN has few digits: what makes guessing it from its hash slow is the hash alone. It is made once for each PIN entry.
const cost = { N: 4096, r: 8, p: 1 };
// More than anybody has cards; the oldest go first.
const remembered = 1000;

interface Stored {
  readonly salt: string;
  readonly refused: readonly string[];
}

const isStored = (value: unknown): value is Stored =>
  typeof value === 'object' &&
  value !== null &&
  'salt' in value &&
  typeof value.salt === 'string' &&
  'refused' in value &&
  Array.isArray(value.refused) &&
  value.refused.every((each) => typeof each === 'string');

/**
 * Remembers refused PINs as salted hashes, never as they are: in memory, and in a file where there is a directory for
 * that, so that a program that is started anew does not spend the card's next attempt on the same PIN. Files are read
 * and written at once, for nothing may come between a refusal and its record. A file system that fails is told, and
 * changes nothing else.
 */
export class RefusedPinFile implements RefusedPins {
  readonly #directory: string | undefined;
  readonly #notice: (text: string) => void;
  #salt = randomBytes(saltBytes).toString('hex');
  #refused: readonly string[] = [];

  /** @param directory where the file is; undefined keeps all in memory */
  constructor(directory: string | undefined, notice: (text: string) => void) {
    this.#directory = directory;
    this.#notice = notice;
  }

  has(iccid: string | undefined, pin: string): boolean {
    this.#load();
    return this.#refused.includes(this.#hash(iccid, pin));
  }

  add(iccid: string | undefined, pin: string): void {
    this.#load();
    const hash = this.#hash(iccid, pin);
    if (this.#refused.includes(hash)) return;
    this.#refused = [...this.#refused, hash].slice(-remembered);
    this.#store();
  }

  #hash(iccid: string | undefined, pin: string): string {
    return scryptSync(`${iccid ?? ''} ${pin}`, this.#salt, hashBytes, cost).toString('hex');
  }

  /** What another run, or another interface, put there meanwhile counts too. */
  #load(): void {
    if (this.#directory === undefined) return;
    try {
      const stored: unknown = JSON.parse(readFileSync(join(this.#directory, fileName), 'utf8'));
      if (!isStored(stored)) throw new Error('it holds something else');
      // What could not be written before is remembered under the salt of this run, and stays that way.
      if (stored.salt !== this.#salt && this.#refused.length > 0) return;
      this.#salt = stored.salt;
      this.#refused = [...new Set([...stored.refused, ...this.#refused])];
    } catch (thrown) {
      if (!isMissing(thrown)) this.#notice(`refused PINs could not be read: ${messageOf(thrown)}`);
    }
  }

  #store(): void {
    if (this.#directory === undefined) return;
    const path = join(this.#directory, fileName);
    const draft = `${path}.${process.pid}`;
    try {
      mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      writeFileSync(draft, JSON.stringify({ salt: this.#salt, refused: this.#refused }), { mode: 0o600 });
      // The mode counts only for a file that is new.
      chmodSync(draft, 0o600);
      renameSync(draft, path);
    } catch (thrown) {
      this.#notice(`a refused PIN could not be remembered beyond this run: ${messageOf(thrown)}`);
    }
  }
}

const isMissing = (thrown: unknown): boolean =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'ENOENT';

const memoryKey = 'refused pins';

/** Has the memory of a module keep refused PINs in a directory too. */
export function keepRefusedPins(
  memory: Map<string, unknown>,
  directory: string | undefined,
  notice: (text: string) => void,
): void {
  memory.set(memoryKey, new RefusedPinFile(directory, notice));
}

/** Those that the memory of a module keeps; in memory alone unless somebody had them kept elsewhere. */
export function refusedPinsIn(memory: Map<string, unknown>): RefusedPins {
  const kept = memory.get(memoryKey);
  if (kept instanceof RefusedPinFile) return kept;
  const made = new RefusedPinFile(undefined, () => undefined);
  memory.set(memoryKey, made);
  return made;
}
