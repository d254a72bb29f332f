import { isAbsolute, join } from 'node:path';
import { runtimeFolder } from './runtime-folder.ts';

/**
 * Where the leases of this machine's modules are: the folder named by ATLINK_LEASES, for jobs of several users or in
 * several containers; else one of this user's own, beside the sockets of running programs.
 */
export function leaseFolder(env: Readonly<Record<string, string | undefined>>): string {
  const { ATLINK_LEASES: shared } = env;
  return shared !== undefined && isAbsolute(shared) ? shared : join(runtimeFolder(env), 'leases');
}
