import { expect, test } from '@jest/globals';
import { promisedPayload, promiseLeft, rememberPromise } from './promised-payload.ts';

const given = (text: string): string => Buffer.from(promisedPayload(Buffer.from(text))).toString();

test('a module that waits gets what it was promised, as far as that is no command', () => {
  expect(given('CAT A/ AT\rAT\nend')).toBe('CAT A/ AT\rAT\nend');
  expect(given('at+rst\r\n')).toBe('\0'.repeat(8));
  expect(given('ping\r\nAT+RST\r\n')).toBe(`ping\r\n${'\0'.repeat(8)}`);
  expect(given('GET / HTTP/1.0\r\n\r\n')).toBe('GET / HTTP/1.0\r\n\0\0');
});

test('it is remembered until the module has it', () => {
  const memory = new Map<string, unknown>();
  expect(promiseLeft(memory)).toBeUndefined();
  rememberPromise(memory, Buffer.from('ping'));
  expect(promiseLeft(memory)).toEqual(Buffer.from('ping'));
  rememberPromise(memory, undefined);
  expect(promiseLeft(memory)).toBeUndefined();
});
