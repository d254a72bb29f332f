import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../base/errors.ts';
import { type Attempt, ofLastDay } from './ladder.ts';
import { type RungName, rungs } from './rungs.table.ts';

const fileName = 'recovery.json';
const saltBytes = 16;
const keyDigits = 32;
// More modules than a rig has, and more attempts than a day's caps let through.
const mostModules = 500;
const mostAttempts = 100;

interface Stored {
  readonly salt: string;
  readonly modules: Readonly<Record<string, readonly Attempt[]>>;
}

const names: ReadonlySet<string> = new Set(rungs.map(({ name }) => name));

function isAttempt(value: unknown): value is Attempt {
  if (typeof value !== 'object' || value === null) return false;
  const { rung, atMs } = value as { rung?: unknown; atMs?: unknown };
  return typeof rung === 'string' && names.has(rung) && typeof atMs === 'number' && Number.isFinite(atMs);
}

function readStored(text: string): Stored {
  const value: unknown = JSON.parse(text);
  const { salt, modules } = (value ?? {}) as { salt?: unknown; modules?: unknown };
  if (typeof salt !== 'string' || typeof modules !== 'object' || modules === null) {
    throw new Error('it holds something else');
  }
  const entries = Object.entries(modules).slice(-mostModules);
  return {
    salt,
    modules: Object.fromEntries(
      entries.map(([key, list]) => [key, Array.isArray(list) ? list.filter(isAttempt).slice(-mostAttempts) : []]),
    ),
  };
}

/**
 * Remembers what was done to which module, so that a program that is started anew does not begin its day again: resets
 * wear the flash of some modules, and others do not attach for half an hour after too many of them. Modules are kept as
 * salted hashes. The file is read each time, for another program may use the same module later. Without a directory,
 * and when the file system fails, all is kept in memory.
 */
export class AttemptsFile {
  readonly #directory: string | undefined;
  readonly #notice: (text: string) => void;
  #stored: Stored = { salt: randomBytes(saltBytes).toString('hex'), modules: {} };

  constructor(directory: string | undefined, notice: (text: string) => void) {
    this.#directory = directory;
    this.#notice = notice;
  }

  /** @param nowMs wall-clock time */
  recent(module: string, nowMs: number): readonly Attempt[] {
    this.#load();
    return ofLastDay(this.#stored.modules[this.#key(module)] ?? [], nowMs);
  }

  add(module: string, rung: RungName, nowMs: number): void {
    const attempts = [...this.recent(module, nowMs), { rung, atMs: nowMs }].slice(-mostAttempts);
    const kept = Object.entries(this.#stored.modules)
      .map(([key, list]) => [key, ofLastDay(list, nowMs)] as const)
      .filter(([key, list]) => list.length > 0 && key !== this.#key(module));
    const modules = Object.fromEntries([...kept.slice(1 - mostModules), [this.#key(module), attempts] as const]);
    this.#stored = { ...this.#stored, modules };
    this.#store();
  }

  /** A module that was known by its port turns out to be this one: what was done there was done to it. */
  rename(from: string, to: string, nowMs: number): void {
    const earlier = this.recent(from, nowMs);
    if (from === to || earlier.length === 0) return;
    const { [this.#key(from)]: _moved, ...others } = this.#stored.modules;
    const attempts = [...(others[this.#key(to)] ?? []), ...earlier].slice(-mostAttempts);
    this.#stored = { ...this.#stored, modules: { ...others, [this.#key(to)]: attempts } };
    this.#store();
  }

  #key(module: string): string {
    return createHash('sha256').update(`${this.#stored.salt} ${module}`).digest('hex').slice(0, keyDigits);
  }

  #load(): void {
    if (this.#directory === undefined) return;
    try {
      const stored = readStored(readFileSync(join(this.#directory, fileName), 'utf8'));
      // What could not be written before is remembered under the salt of this run, and stays that way.
      const hasOwn = Object.keys(this.#stored.modules).length > 0;
      if (stored.salt === this.#stored.salt || !hasOwn) this.#stored = stored;
    } catch (thrown) {
      if (!isMissing(thrown)) this.#notice(`the record of resets could not be read: ${messageOf(thrown)}`);
    }
  }

  #store(): void {
    if (this.#directory === undefined) return;
    const path = join(this.#directory, fileName);
    const draft = `${path}.${process.pid}`;
    try {
      mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      writeFileSync(draft, JSON.stringify(this.#stored), { mode: 0o600 });
      // The mode counts only for a file that is new.
      chmodSync(draft, 0o600);
      renameSync(draft, path);
    } catch (thrown) {
      this.#notice(`a reset could not be remembered beyond this run: ${messageOf(thrown)}`);
    }
  }
}

const isMissing = (thrown: unknown): boolean =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'ENOENT';
