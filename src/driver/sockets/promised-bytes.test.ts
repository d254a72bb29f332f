import { describe, expect, test } from '@jest/globals';
import { promisedBytes } from './promised-bytes.ts';

const promised = (text: string): string =>
  Buffer.from(promisedBytes(Buffer.from(text, 'latin1')).bytes).toString('latin1');

describe('bytes for a module that was promised some and may not wait for them', () => {
  test('are the true ones', () => {
    const text = 'no command, A T, aa\r\nOK\r\n\0\xff A';
    expect(promised(text)).toBe(text);
    expect(promisedBytes(Buffer.from(text)).areTrue).toBe(true);
  });

  test.each(['AT', 'at', 'aT', 'A/', 'a/'])('hold no command: from %s on they are empty lines', (command) => {
    expect(promised(`some ${command}D112;\rmore`)).toBe(`some ${'\r'.repeat(`${command}D112;\rmore`.length)}`);
    expect(promisedBytes(Buffer.from(`A${command}`)).areTrue).toBe(false);
  });
});
