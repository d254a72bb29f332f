import { expect, test } from '@jest/globals';
import { redactor } from './redact.ts';

test('secrets are blotted out where they stand as words', () => {
  const redact = redactor(['1234', 'a+b*c', '12345678']);
  expect(redact('AT+CPIN="1234"')).toBe('AT+CPIN="***"');
  expect(redact('puk 12345678, password a+b*c.')).toBe('puk ***, password ***.');
  expect(redact('cell 5123499')).toBe('cell 5123499');
});

test('what is too short to be found is left alone', () => {
  expect(redactor(['', 'a'])('a banana')).toBe('a banana');
});
