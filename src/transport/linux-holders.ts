import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** A process that has a device open. */
export interface Holder {
  readonly pid: number;
  /** The name of its program, at most 15 characters (`/proc/PID/comm`). */
  readonly program: string;
}

/** The value, or `otherwise` where it cannot be had: processes end under our eyes, and others' may not be looked into. */
function orElse<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch {
    return otherwise;
  }
}

function processIds(procRoot: string): number[] {
  const names = orElse(() => readdirSync(procRoot), []);
  return names.filter((name) => /^\d+$/.test(name)).map(Number);
}

function programOf(pid: number, procRoot: string): string {
  const comm = orElse(() => readFileSync(join(procRoot, String(pid), 'comm'), 'utf8'), '');
  return comm.trim() || 'unknown program';
}

function openFilesOf(pid: number, procRoot: string): Set<string> {
  const folder = join(procRoot, String(pid), 'fd');
  const descriptors = orElse(() => readdirSync(folder), []);
  return new Set(descriptors.map((name) => orElse(() => readlinkSync(join(folder, name)), '')));
}

/**
 * Which processes (this one included) hold each of `paths`, as far as this user may see. Linux only: elsewhere, and
 * where `/proc` is not mounted, nothing is found.
 */
export async function holdersByPath(
  paths: readonly string[],
  procRoot = '/proc',
): Promise<ReadonlyMap<string, readonly Holder[]>> {
  const real = paths.map((path) => orElse(() => realpathSync(path), path));
  const found = new Map<string, Holder[]>();
  for (const pid of processIds(procRoot)) {
    // Nothing here waits for a disk, so it is read at once; but a machine runs hundreds of processes.
    await nextTurn();
    const open = openFilesOf(pid, procRoot);
    const held = paths.filter((_, at) => open.has(real[at] ?? ''));
    if (held.length === 0) continue;
    const holder = { pid, program: programOf(pid, procRoot) };
    for (const path of held) found.set(path, [...(found.get(path) ?? []), holder]);
  }
  return found;
}

/** Which processes hold `path`. See `holdersByPath`. */
export async function holdersOf(path: string, procRoot = '/proc'): Promise<readonly Holder[]> {
  return (await holdersByPath([path], procRoot)).get(path) ?? [];
}

/** The process numbers of the programs called `program`. */
export function programsNamed(program: string, procRoot = '/proc'): readonly number[] {
  return processIds(procRoot).filter((pid) => programOf(pid, procRoot) === program);
}
