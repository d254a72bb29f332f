import { describe, expect, test } from '@jest/globals';
import { pem, set } from './command-line.ts';

const body = 'TUlJQg==';
const certificate = `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;

describe('a PEM argument', () => {
  test('goes out in quotes with its line ends, and is never shown', () => {
    const line = set('%CMNG', 0, 16842753, 0, pem(certificate));
    expect(line.wire).toBe(`AT%CMNG=0,16842753,0,"${certificate}"`);
    expect(line.shown).toBe('AT%CMNG=0,16842753,0,***');
    expect(line.secrets).toEqual([`"${certificate}"`]);
  });

  test('has its line ends made one kind, whatever the file had', () => {
    expect(set('%CMNG', pem(certificate.replaceAll('\n', '\r\n'))).wire).toBe(`AT%CMNG="${certificate}"`);
  });

  test('may be a chain', () => {
    expect(set('%CMNG', pem(certificate + certificate)).wire).toContain('-----END CERTIFICATE-----\n-----BEGIN');
  });

  test.each([
    ['no PEM', 'hello'],
    ['a quote', certificate.replace(body, 'A"\nAT+CFUN=0\n')],
    ['a command between the armour', certificate.replace(body, 'AT+CFUN=0')],
    ['something after the armour', `${certificate}AT+CFUN=0\n`],
    ['another label at the end', certificate.replace('END CERTIFICATE', 'END KEY')],
    ['an empty body', certificate.replace(`${body}\n`, '')],
    ['a control character', certificate.replace(body, `${body}\u0000`)],
  ])('is refused with %s, and the message has none of it', (_what, text) => {
    expect(() => pem(text)).toThrow('this text is not PEM');
  });

  test('is refused when it was not made by the function', () => {
    expect(() => set('%CMNG', { secret: { pem: 'A"\rAT' } })).toThrow('not PEM');
  });
});
