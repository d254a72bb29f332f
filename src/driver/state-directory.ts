import { isAbsolute, join } from 'node:path';

const name = 'atlink';

/**
 * Where a program keeps what it has to remember from one run to the next: the state directory of the XDG base directory
 * specification, 0.8. Undefined where the environment names no place: then nothing is kept.
 */
export function defaultStateDirectory(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { HOME: home, XDG_STATE_HOME: state } = env;
  // The specification has relative paths ignored.
  if (state !== undefined && isAbsolute(state)) return join(state, name);
  return home !== undefined && isAbsolute(home) ? join(home, '.local', 'state', name) : undefined;
}
