import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../base/errors.ts';
import { runtimeFolder } from '../../base/runtime-folder.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const suffix = '.sock';
/** A Unix socket's address has room for so many bytes on every system. */
const longestAddress = 103;

/** The folder of the sockets of running programs. */
export const controlFolder = (env: Environment): string => runtimeFolder(env);

/** Where this program is to be reached; on Windows a named pipe. */
export function controlPath(env: Environment, pid: number): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\atlink-${pid}`;
  return join(controlFolder(env), `${pid}${suffix}`);
}

/** Makes the folder so that this user alone can enter it. @throws UsageError when the address would be too long */
export async function prepareControlPlace(path: string, env: Environment): Promise<void> {
  if (process.platform === 'win32') return;
  if (Buffer.byteLength(path) > longestAddress) {
    throw new UsageError(`the path of the control socket is too long: ${path}`, {
      hint: `Set XDG_RUNTIME_DIR to a shorter one; a socket's address has ${longestAddress} bytes.`,
    });
  }
  const folder = controlFolder(env);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  // Left behind by a program of the same number that ended without tidying up.
  await rm(path, { force: true });
}

/** The sockets that programs of this user left here; some may be dead. Newest numbers last. */
export async function controlPlaces(env: Environment): Promise<readonly string[]> {
  const folder = process.platform === 'win32' ? '\\\\.\\pipe\\' : controlFolder(env);
  const isOurs = (name: string): boolean =>
    process.platform === 'win32' ? name.startsWith('atlink-') : name.endsWith(suffix);
  const names = await readdir(folder).catch((): string[] => []);
  return names
    .filter(isOurs)
    .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
    .map((name) => (process.platform === 'win32' ? `${folder}${name}` : join(folder, name)));
}
