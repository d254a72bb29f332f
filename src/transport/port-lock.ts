import { realpath } from 'node:fs/promises';
import { TransportError } from '../base/errors.ts';
import { describeHolder, ownHolder, ownPlace } from '../base/holder.ts';
import { giveBack, sweepLeases, tryToTake } from '../base/lease-file.ts';
import { leaseFolder } from '../base/lease-folder.ts';
import { shownCommandLine } from '../base/program-words.ts';

/** Gives a lock back; it never rejects. */
export type Unlock = () => Promise<void>;

const longestKey = 150;
const sweptFolders = new Set<string>();

const keyOf = (place: string): string => `line-${place.replaceAll(/[^A-Za-z0-9._-]+/g, '_')}`.slice(0, longestKey);

/** Under which a Unix socket is locked: the file itself, by whatever way one came to it. */
export const unixLockName = async (path: string): Promise<string> => `unix-${await realpath(path).catch(() => path)}`;

/** Under which a TCP port is locked: each of the host's addresses. */
export const tcpLockNames = (addresses: readonly string[], port: number): readonly string[] =>
  addresses.map((address) => `tcp-${address}-${port}`);

/**
 * Locks a port that the system does not lock itself, so that two programs never write to one module: by files in the
 * folder of leases. A program that died holds nothing any more. Where no file can be written there is no lock.
 * @param name of the port, for people
 * @throws TransportError `PORT_BUSY`, naming who has it
 */
export async function lockPort(
  name: string,
  places: readonly string[],
  folder: string = leaseFolder(process.env),
): Promise<Unlock> {
  const now = new Date();
  if (!sweptFolders.has(folder)) {
    sweptFolders.add(folder);
    await sweepLeases(folder, now.getTime());
  }
  const holder = ownHolder(now, shownCommandLine([process.execPath, ...process.argv.slice(1)]));
  const paths: string[] = [];
  const unlock: Unlock = async () => void (await Promise.allSettled(paths.map(giveBack)));
  // In one order, so that two who want the same ones do not both get a part.
  for (const key of [...new Set(places.map(keyOf))].sort()) {
    const taken = await tryToTake(folder, key, holder).catch(() => undefined);
    if (taken === undefined) continue;
    if ('heldBy' in taken) {
      await unlock();
      throw busy(name, taken.heldBy, taken.path);
    }
    paths.push(taken.path);
  }
  return unlock;
}

function busy(name: string, holder: Parameters<typeof describeHolder>[0], file: string): TransportError {
  const isHere = holder.place === ownPlace();
  const isOwn = isHere && holder.pid === process.pid;
  const advice = isHere ? 'end it, or use another port.' : `if that is gone for certain, remove ${file}.`;
  return new TransportError('PORT_BUSY', `${name} is in use`, {
    where: name,
    hint: isOwn ? 'This very process has it open: close it first.' : `Held by ${describeHolder(holder)}: ${advice}`,
  });
}
