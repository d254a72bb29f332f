import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Trace } from '../../trace/trace-entry.ts';
import { traceText } from '../../trace/trace-text.ts';

/** How many are there at most: the oldest make room. */
export const mostKept = 10;

const ours = /-(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z)\.trace$/;
const timeOf = (name: string): string => ours.exec(name)?.[1] ?? '';

/**
 * Keeps a trace beside what else is remembered between runs, for who wants to know later why something failed. Its owner
 * alone may read it.
 * @returns the path of the file
 */
export async function keepTrace(stateDirectory: string, trace: Trace, at: Date): Promise<string> {
  const folder = join(stateDirectory, 'traces');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = trace.header.source.replaceAll(/[^\p{L}\p{N}._-]/gu, '_').slice(0, 64);
  const path = join(folder, `${name}-${at.toISOString().replaceAll(/[:.]/g, '-')}.trace`);
  await writeFile(path, traceText(trace), { mode: 0o600 });
  const kept = (await readdir(folder)).filter((each) => ours.test(each));
  kept.sort((one, other) => timeOf(one).localeCompare(timeOf(other), 'en'));
  await Promise.all(kept.slice(0, -mostKept).map((old) => rm(join(folder, old), { force: true })));
  return path;
}
