import { expect, test } from '@jest/globals';
import { defaultStateDirectory } from './state-directory.ts';

test.each([
  [{ XDG_STATE_HOME: '/var/state', HOME: '/home/me' }, '/var/state/atlink'],
  [{ HOME: '/home/me' }, '/home/me/.local/state/atlink'],
  [{ XDG_STATE_HOME: 'relative', HOME: '/home/me' }, '/home/me/.local/state/atlink'],
  [{}, undefined],
  [{ HOME: '' }, undefined],
])('%j gives %s', (env, directory) => {
  expect(defaultStateDirectory(env)).toBe(directory);
});
