import { readlink, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AtlinkError, TransportError, UsageError } from '../../base/errors.ts';

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

async function checkFolder(option: string, path: string): Promise<void> {
  const folder = dirname(path);
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  throw new UsageError(`--${option} ${path}: ${folder} is no folder`, { hint: 'Make it first, or choose another.' });
}

/**
 * Refuses places that cannot be served at, before anything is started. A link that leads nowhere is what a crash
 * leaves behind and will be replaced; one that leads somewhere may be another simulated module's.
 * @throws UsageError
 */
export async function checkPlaces({
  link,
  socket,
}: {
  readonly link?: string;
  readonly socket?: string;
}): Promise<void> {
  if (socket !== undefined) await checkFolder('socket', socket);
  if (link === undefined) return;
  await checkFolder('link', link);
  const target = await readlink(link).catch(() => undefined);
  if (target === undefined || !(await exists(link))) return;
  throw new UsageError(`--link ${link} is there already and leads to ${target}`, {
    hint: `Another simulated module may be using it: choose another path, or remove it with "rm ${link}".`,
  });
}

/** What serving at a TCP port failed with, with what to do about it. */
export function tcpError(thrown: unknown, port: number): unknown {
  const cause = thrown instanceof AtlinkError ? thrown.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRINUSE') {
    const hint = 'Choose another one, or 0 for any free one.';
    return new TransportError('PORT_FAILED', `TCP port ${port} is in use`, { cause: thrown, hint });
  }
  if (code !== 'EACCES') return thrown;
  const hint = 'Ports below 1024 belong to the system: choose a higher one.';
  return new TransportError('PORT_FAILED', `TCP port ${port} may not be used by you`, { cause: thrown, hint });
}
