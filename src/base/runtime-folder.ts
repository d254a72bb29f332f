import { tmpdir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where running programs of this user leave what others find them by: the runtime directory of the XDG base directory
 * specification, or a folder of this user's own among the temporary files.
 */
export function runtimeFolder(env: Readonly<Record<string, string | undefined>>): string {
  const { XDG_RUNTIME_DIR: runtime } = env;
  if (runtime !== undefined && isAbsolute(runtime)) return join(runtime, 'atlink');
  return join(tmpdir(), `atlink-${userInfo().uid}`);
}
