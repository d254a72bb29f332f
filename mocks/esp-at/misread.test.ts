import { describe, expect, test } from '@jest/globals';
import { misread, sameSpeed } from './misread.ts';
import { esp8266RomText } from './rom-text.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('a UART at another speed', () => {
  test('at the same speed nothing changes', () => {
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    expect([...misread(all, 115_200, 115_200)]).toEqual([...all]);
    expect([...misread(all, 115_200, 113_000)]).toEqual([...all]);
  });

  test('half the speed sees fewer bytes, twice the speed more', () => {
    const sent = bytes('hello world, hello world');
    expect(misread(sent, 115_200, 57_600).length).toBeLessThan(sent.length);
    expect(misread(sent, 57_600, 115_200).length).toBeGreaterThan(sent.length);
  });

  test('0x00 at half the speed is a break with something behind it', () => {
    // Nine low bits at 9600 are eighteen at 19 200: a start bit, eight zeros, and no stop bit.
    expect([...misread(Uint8Array.of(0), 9600, 19_200)]).toEqual([0]);
  });

  test('the ROM text of an ESP8266 is as long as field reports say', () => {
    const seen = misread(bytes(esp8266RomText('power', false, false)), 74_880, 115_200);
    expect(seen.length).toBeGreaterThan(50);
    expect(seen.length).toBeLessThan(300);
    expect(seen.some((byte) => byte >= 0x80)).toBe(true);
    expect(seen.includes(0)).toBe(true);
    expect(misread(Uint8Array.of(), 74_880, 115_200)).toHaveLength(0);
  });
});

test('3 % are borne', () => {
  expect(sameSpeed(115_273, 115_200)).toBe(true);
  expect(sameSpeed(465_116, 460_800)).toBe(true);
  expect(sameSpeed(74_880, 115_200)).toBe(false);
});
