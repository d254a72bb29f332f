import { lstat, readlink, symlink, unlink } from 'node:fs/promises';
import { UsageError } from '../../src/base/errors.ts';

// Errors of the file system may come from another realm: look at the shape, not at the class.
function hasCode(thrown: unknown, code: string): boolean {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === code;
}

async function isThere(path: string): Promise<'nothing' | 'link' | 'other'> {
  try {
    return (await lstat(path)).isSymbolicLink() ? 'link' : 'other';
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return 'nothing';
    throw thrown;
  }
}

/**
 * Makes `link` a symbolic link to `target`. A link that is there already is replaced (a crash leaves one behind).
 * @throws UsageError when something else is there
 */
export async function makeLink(link: string, target: string): Promise<void> {
  const found = await isThere(link);
  if (found === 'other') {
    throw new UsageError(`${link} is there and is not a symbolic link`, {
      where: link,
      hint: 'Name a path that does not exist yet; only a symbolic link is replaced.',
    });
  }
  if (found === 'link') await unlink(link);
  await symlink(target, link);
}

/** Removes `link`, if it still is a symbolic link to `target`. */
export async function removeLink(link: string, target: string): Promise<void> {
  if ((await isThere(link)) !== 'link' || (await readlink(link)) !== target) return;
  await unlink(link);
}
