import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Holder, isGone, readHolder } from './holder.ts';

/**
 * One module's lease as files: `KEY.N.lease`, of which the highest number counts. Taking it is making the next number,
 * which the file system lets only one do; a file is linked into its place whole, so that nobody reads half of one. Who
 * made a number removes the lower ones. Giving it back empties the file and leaves it there: were it removed, numbers
 * would begin anew and two could hold it.
 */

const longestFile = 4096;
const sweptAfterMs = 3_600_000;

const nothingThere = (thrown: unknown): boolean => (thrown as NodeJS.ErrnoException).code === 'ENOENT';

async function numbersOf(folder: string, key: string): Promise<readonly number[]> {
  const names = await readdir(folder);
  const numbers = names.flatMap((name) => {
    if (!name.startsWith(`${key}.`) || !name.endsWith('.lease')) return [];
    const number = name.slice(key.length + 1, -'.lease'.length);
    return /^\d{1,15}$/.test(number) ? [Number(number)] : [];
  });
  return numbers.sort((one, other) => one - other);
}

const pathOf = (folder: string, key: string, number: number): string => join(folder, `${key}.${number}.lease`);

async function contentOf(path: string): Promise<string | undefined> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(longestFile), 0, longestFile, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (thrown) {
    if (nothingThere(thrown)) return undefined;
    throw thrown;
  }
}

/** What came of trying: the file that is ours now, or who has it. */
export type Taken = { readonly path: string } | { readonly heldBy: Holder; readonly path: string };

/** The last number there is, and who holds it now. */
async function standing(folder: string, key: string): Promise<{ readonly number: number; readonly holder?: Holder }> {
  for (;;) {
    const number = (await numbersOf(folder, key)).at(-1);
    if (number === undefined) return { number: 0 };
    const content = await contentOf(pathOf(folder, key, number));
    // It was replaced meanwhile: there is a higher one.
    if (content === undefined) continue;
    const holder = readHolder(content);
    return holder === undefined || isGone(holder) ? { number } : { number, holder };
  }
}

async function linked(folder: string, path: string, holder: Holder): Promise<boolean> {
  const draft = join(folder, `${randomUUID()}.draft`);
  await writeFile(draft, JSON.stringify(holder), { flag: 'wx', mode: 0o644 });
  try {
    await link(draft, path);
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw thrown;
  } finally {
    await rm(draft, { force: true });
  }
}

async function isAnyHeld(folder: string, key: string, numbers: readonly number[]): Promise<boolean> {
  for (const number of numbers) {
    const holder = readHolder((await contentOf(pathOf(folder, key, number))) ?? '');
    if (holder !== undefined && !isGone(holder)) return true;
  }
  return false;
}

/** Tries once to take the lease of `key`. @throws what the file system refuses */
export async function tryToTake(folder: string, key: string, holder: Holder): Promise<Taken> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (;;) {
    const { number, holder: heldBy } = await standing(folder, key);
    if (heldBy !== undefined) return { heldBy, path: pathOf(folder, key, number) };
    const path = pathOf(folder, key, number + 1);
    if (!(await linked(folder, path, holder))) continue;
    // A number that others had left behind may have been free again: the higher one counts.
    const numbers = await numbersOf(folder, key);
    if (numbers.at(-1) !== number + 1) {
      await rm(path, { force: true });
      continue;
    }
    // Where an old file was swept away meanwhile, numbers began anew: a lower one may be held.
    if (await isAnyHeld(folder, key, numbers.slice(0, -1))) {
      await rm(path, { force: true });
      continue;
    }
    // In a folder that users share, those of others stay; they do no harm.
    await Promise.allSettled(numbers.slice(0, -1).map((lower) => rm(pathOf(folder, key, lower), { force: true })));
    return { path };
  }
}

/** Gives it back. Without effect when it was taken for dead, and is another's now. */
export async function giveBack(path: string): Promise<void> {
  try {
    await truncate(path, 0);
  } catch (thrown) {
    if (!nothingThere(thrown)) throw thrown;
  }
}

/** Removes what was given back a while ago: names of ports are without number. It never throws. */
export async function sweepLeases(folder: string, nowMs: number): Promise<void> {
  const names = (await readdir(folder).catch((): string[] => [])).filter((name) => name.endsWith('.lease'));
  for (const name of names) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found?.size === 0 && nowMs - found.mtimeMs > sweptAfterMs)
      await rm(path, { force: true }).catch(() => undefined);
  }
}
