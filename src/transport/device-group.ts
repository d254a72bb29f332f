import { readFile, stat } from 'node:fs/promises';

/** The group that owns a device, and what it may do with it. */
export interface DeviceGroup {
  /** `dialout`, `uucp`, ... or the number where the group has no name. */
  readonly name: string;
  readonly mayReadAndWrite: boolean;
}

const groupReadWrite = 0o060;

/** Looks a group number up in the text of `/etc/group` (name:password:number:members). */
export function groupName(groups: string, id: number): string | undefined {
  for (const line of groups.split('\n')) {
    const [name, , number] = line.split(':');
    if (name && number === String(id)) return name;
  }
  return undefined;
}

/** The owning group of a device, or `undefined` where the device or the notion does not exist (Windows). */
export async function deviceGroup(path: string, groupFile = '/etc/group'): Promise<DeviceGroup | undefined> {
  if (process.platform === 'win32') return undefined;
  try {
    const { gid, mode } = await stat(path);
    const groups = await readFile(groupFile, 'utf8').catch(() => '');
    return { name: groupName(groups, gid) ?? String(gid), mayReadAndWrite: (mode & groupReadWrite) === groupReadWrite };
  } catch {
    return undefined;
  }
}
