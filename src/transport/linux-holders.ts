import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { programOf, shownCommandLine } from '../base/program-words.ts';

/** A process that has a device open. */
export interface Holder {
  readonly pid: number;
  /** The name of its program, at most 15 characters (`/proc/PID/comm`); of a Node.js program its script: `atlink up`. */
  readonly program: string;
  /** Its command line, as far as nothing in it may be secret. */
  readonly commandLine?: string;
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

function commOf(pid: number, procRoot: string): string {
  return orElse(() => readFileSync(join(procRoot, String(pid), 'comm'), 'utf8'), '').trim();
}

/** proc_pid_cmdline(5): each word ends with a NUL; of a kernel thread nothing. */
function wordsOf(pid: number, procRoot: string): readonly string[] {
  const line = orElse(() => readFileSync(join(procRoot, String(pid), 'cmdline'), 'utf8'), '');
  return line
    .replace(/\0+$/, '')
    .split('\0')
    .filter((word, at) => at > 0 || word !== '');
}

/** A process as people know it. See proc_pid(5). */
function describedProcess(pid: number, procRoot = '/proc'): Holder {
  const comm = commOf(pid, procRoot);
  const words = wordsOf(pid, procRoot);
  const [file = ''] = words;
  // The threads of Node.js are named after what they do, and every program of it is "node".
  const isNode = /(^|\/)(node|nodejs)$/.test(file);
  const program = (isNode || comm === '' ? programOf(words) : comm) || 'unknown program';
  return { pid, program, ...(words.length > 0 && { commandLine: shownCommandLine(words) }) };
}

/** A holder in words: `atlink up --config rig.yaml (process 812)`. */
export const holderWords = ({ commandLine, pid, program }: Holder): string =>
  `${commandLine ?? program} (process ${pid})`;

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
    const holder = describedProcess(pid, procRoot);
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
  return processIds(procRoot).filter((pid) => commOf(pid, procRoot) === program);
}
