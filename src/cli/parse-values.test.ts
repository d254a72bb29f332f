import { describe, expect, test } from '@jest/globals';
import { baudRate, pair, seconds, simPin, speed, tcpPort } from './parse-values.ts';

describe('values on the command line', () => {
  test('are read', () => {
    expect([seconds('0.5'), speed('20'), baudRate('115200'), tcpPort('0'), simPin('0042')]).toEqual([
      0.5,
      20,
      115_200,
      0,
      '0042',
    ]);
    expect(pair('b=c=d', pair('a='))).toEqual([
      ['a', ''],
      ['b', 'c=d'],
    ]);
  });

  test.each([
    [seconds, ['', ' ', '0', '-1', 'abc', 'Infinity', '1e10']],
    [speed, ['0', '-2', '1001', 'fast']],
    [baudRate, ['0', '9600.5', 'x']],
    [tcpPort, ['-1', '65536', '1.5', '']],
    [simPin, ['123', '12ab', '123456789']],
    [pair, ['apn', '=x', '']],
  ])('are refused: %p', (read, texts: string[]) => {
    for (const text of texts) expect(() => read(text)).toThrow(/^Give /);
  });
});
