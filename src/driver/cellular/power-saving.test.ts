import { expect, test } from '@jest/globals';
import { activeTimeBits, edrxBits, periodicTauBits } from './power-saving.ts';

test.each([
  [62, '01111111'],
  [3600, '00000110'],
  [3601, '00000111'],
  [46_800, '00101101'],
  [86_400, '00111000'],
  [35_712_000, '11011111'],
  [35_712_001, undefined],
])('a periodic TAU of %d s is %s', (seconds, bits) => expect(periodicTauBits(seconds)).toBe(bits));

test.each([
  [0, '00000000'],
  [20, '00001010'],
  [63, '00100010'],
  [11_160, '01011111'],
  [11_161, undefined],
])('an active time of %d s is %s', (seconds, bits) => expect(activeTimeBits(seconds)).toBe(bits));

test('a cycle is never shorter than asked for, and NB-IoT does not have all', () => {
  expect(edrxBits(1, 'ltem')).toBe('0000');
  expect(edrxBits(1, 'nbiot')).toBe('0010');
  expect(edrxBits(82, 'ltem')).toBe('0110');
  expect(edrxBits(82, 'nbiot')).toBe('1001');
  expect(edrxBits(99_999, 'ltem')).toBe('1111');
});
