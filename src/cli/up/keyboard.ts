import type { Input } from '../io.ts';

/** What a key means to the live table. */
export type Key = 'up' | 'down' | 'connect' | 'disconnect' | 'console' | 'help' | 'quit' | 'interrupt';

const meanings: Readonly<Record<string, Key>> = {
  '\u001b[A': 'up',
  '\u001bOA': 'up',
  k: 'up',
  '\u001b[B': 'down',
  '\u001bOB': 'down',
  j: 'down',
  '\t': 'down',
  c: 'connect',
  d: 'disconnect',
  a: 'console',
  '?': 'help',
  h: 'help',
  q: 'quit',
  '\u0003': 'interrupt',
};

// One key: an escape sequence as a whole, or one character.
const keys = /\u001b(?:\[[0-9;]*[A-Za-z~]|O[A-Z])|[\s\S]/gu;

/**
 * Gives the keys of a terminal as they are pressed.
 * @returns a function that gives the terminal back; nothing is done where the input is no terminal
 */
export function listenToKeys(input: Input | undefined, pressed: (key: Key) => void): () => void {
  if (input?.isTTY !== true || input.setRawMode === undefined) return () => undefined;
  const onData = (bytes: Buffer | string): void => {
    for (const [key] of String(bytes).matchAll(keys)) {
      const meaning = Object.hasOwn(meanings, key) ? meanings[key] : undefined;
      if (meaning !== undefined) pressed(meaning);
    }
  };
  // A terminal that was closed: the end comes as a signal.
  const onError = (): void => undefined;
  input.setRawMode(true);
  input.on('error', onError);
  input.on('data', onData);
  return () => {
    input.off('data', onData);
    input.setRawMode?.(false);
    input.pause();
    input.off('error', onError);
  };
}
