import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import type { Input } from '../io.ts';
import { type Key, listenToKeys } from './keyboard.ts';

function terminal(isTTY: boolean): { readonly input: PassThrough & Input; readonly modes: boolean[] } {
  const modes: boolean[] = [];
  const setRawMode = (raw: boolean): void => void modes.push(raw);
  return { input: Object.assign(new PassThrough(), { isTTY, setRawMode }), modes };
}

test('keys mean what the help says, several in one chunk too, and the terminal is given back', () => {
  const { input, modes } = terminal(true);
  const pressed: Key[] = [];
  const stop = listenToKeys(input, (key) => pressed.push(key));
  input.emit('data', Buffer.from('\u001b[A\u001b[Bkjcda?q'));
  input.emit('data', Buffer.from('\u0003'));
  input.emit('data', Buffer.from('\u001b[1;5C\u001b[3~xQ'));
  input.emit('data', '\u001bOB');
  stop();
  input.emit('data', 'c');
  expect(pressed.join(' ')).toBe('up down up down connect disconnect console help quit interrupt down');
  expect(modes).toEqual([true, false]);
  expect(() => input.emit('error', new Error('EIO'))).toThrow('EIO');
});

test('an input that is no terminal is left alone', () => {
  const { input, modes } = terminal(false);
  const stop = listenToKeys(input, () => undefined);
  stop();
  expect(modes).toEqual([]);
  expect(input.listenerCount('data')).toBe(0);
  expect(() => listenToKeys(undefined, () => undefined)()).not.toThrow();
});
