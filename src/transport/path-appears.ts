import { type FSWatcher, watch } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { pause } from '../base/pause.ts';

// Where the system tells, looking is for what it missed; where it does not (Windows, network folders), it is all there is.
const toldLookMs = 2000;
const untoldLookMs = 500;
// The system tells of a name before its rights are set.
const settleMs = 50;

const isThere = async (path: string): Promise<boolean> =>
  await access(path).then(
    () => true,
    () => false,
  );

/** The folder that is to hold the path, or the nearest that is there: `/dev/serial/by-id` comes and goes. */
async function nearestFolder(path: string): Promise<string> {
  let folder = dirname(path);
  while (folder !== dirname(folder) && !(await isThere(folder))) folder = dirname(folder);
  return folder;
}

/** Tells of changes in a folder. @returns undefined where the system cannot */
function watching(folder: string, changed: () => void): FSWatcher | undefined {
  try {
    // Not worth keeping a process alive for: the looking does that.
    const watcher = watch(folder, { persistent: false }, changed);
    // A folder that goes away under it is found by looking.
    watcher.on('error', () => undefined);
    return watcher;
  } catch {
    return undefined;
  }
}

/**
 * Resolves when something changed in a folder, as far as the system tells, or when it is time to look.
 * @throws the reason of `signal`
 */
export async function folderChanges(folder: string, clock: Clock, signal: AbortSignal): Promise<void> {
  const changed = new AbortController();
  const watcher = watching(folder, () => changed.abort());
  try {
    await pause(clock, watcher === undefined ? untoldLookMs : toldLookMs, AbortSignal.any([signal, changed.signal]));
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    await pause(clock, settleMs, signal);
  } finally {
    watcher?.close();
  }
}

/**
 * Resolves when something is at the path: at once where the system tells of new names, after half a second otherwise.
 * A name of a Windows port is no path: there it resolves after each half second.
 * @throws the reason of `signal`
 */
export async function pathAppears(path: string, clock: Clock, signal: AbortSignal): Promise<void> {
  if (!path.includes('/')) return await pause(clock, untoldLookMs, signal);
  while (!(await isThere(path))) {
    signal.throwIfAborted();
    await folderChanges(await nearestFolder(path), clock, signal);
  }
  signal.throwIfAborted();
}
