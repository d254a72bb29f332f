import { access, constants } from 'node:fs/promises';
import { deviceGroup } from '../transport/device-group.ts';

/** Whether this process may use a port. */
export type PortAccess =
  | { readonly allowed: true }
  /** `group` is the one to join, where the platform has groups. */
  | { readonly allowed: false; readonly group?: string };

/** Looks whether `path` may be opened for reading and writing, without opening it: opening would raise DTR. */
export async function portAccess(path: string): Promise<PortAccess> {
  // Windows has no rights on ports.
  if (process.platform === 'win32') return { allowed: true };
  try {
    await access(path, constants.R_OK | constants.W_OK);
    return { allowed: true };
  } catch {
    const group = await deviceGroup(path);
    return group ? { allowed: false, group: group.name } : { allowed: false };
  }
}
