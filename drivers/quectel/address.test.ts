import { expect, test } from '@jest/globals';
import { readAddress } from './address.ts';

test.each([
  ['10.11.32.148', '10.11.32.148'],
  ['2001:0DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1', '2001:db8::1'],
  ['0.0.0.0', undefined],
  ['0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0', undefined],
  ['0:0:0:0:0:0:0:0', undefined],
  ['1.2.3', undefined],
  ['', undefined],
  [undefined, undefined],
])('%s is %s', (text, address) => expect(readAddress(text)).toBe(address));
