import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UsageError } from '../base/errors.ts';
import {
  type Argument,
  attention,
  basic,
  type CommandLine,
  concatenate,
  escaped,
  exec,
  read,
  secret,
  set,
  test as testForm,
  token,
} from './command-line.ts';

describe('command lines', () => {
  test.each<[string, CommandLine]>([
    ['AT', attention],
    ['ATE0', basic('E', 0)],
    ['ATI', basic('I')],
    ['AT&D1', basic('&D', 1)],
    ['AT+CGMI', exec('+CGMI')],
    ['AT#XRESET', exec('#XRESET')],
    ['AT+CEREG?', read('+CEREG')],
    ['AT+COPS=?', testForm('+COPS')],
    ['AT+CGDCONT=1,"IP","internet"', set('+CGDCONT', 1, 'IP', 'internet', undefined, undefined)],
    ['AT+CWJAP="a","b",,,20', set('+CWJAP', 'a', 'b', undefined, undefined, 20)],
    ['AT%XBANDLOCK=1,"0011"', set('%XBANDLOCK', 1, '0011')],
    ['AT+QCFG="band",0XF,100', set('+QCFG', 'band', token('0XF'), 100)],
    ['AT+X="a\\"b\\,c\\\\"', set('+X', escaped('a"b,c\\'))],
    ['AT+X="Caf\xc3\xa9"', set('+X', 'Café')],
    ['AT+X=', set('+X')],
  ])('%s', (wire, line) => {
    expect(line).toMatchObject({ wire, shown: wire, secrets: [] });
  });

  test('secrets go over the wire and nowhere else', () => {
    const line = set('+CPIN', secret('1234'), 7, secret(token('99')), secret(escaped('a"b')));
    expect(line.wire).toBe('AT+CPIN="1234",7,99,"a\\"b"');
    expect(line.shown).toBe('AT+CPIN=***,7,***,***');
    expect(line.secrets).toEqual(['"1234"', '99', '"a\\"b"']);
  });
});

describe('concatenated, as V.250 has it', () => {
  const semicolon = set('+CGDCONT', 1, 'IP', 'a;b');
  test.each<[string, CommandLine]>([
    ['ATE0+CMEE=1;&D0', concatenate(basic('E', 0), set('+CMEE', 1), basic('&D', 0))],
    ['ATE0V1S0=0', concatenate(basic('E', 0), basic('V', 1), set('S0', 0))],
    ['AT+CMEE=1;+CGDCONT=1,"IP","a;b";+CEREG=2', concatenate(set('+CMEE', 1), semicolon, set('+CEREG', 2))],
    ['ATX="+"E0', concatenate(set('X', '+'), basic('E', 0))],
    ['ATE0+CMEE=1;+CEREG=2', concatenate(concatenate(basic('E', 0), set('+CMEE', 1)), set('+CEREG', 2))],
    ['AT+CMEE=1', concatenate(attention, set('+CMEE', 1), attention)],
    ['AT', concatenate()],
  ])('%s', (wire, line) => {
    expect(line.wire).toBe(wire);
  });

  test('keeps secrets hidden', () => {
    const line = concatenate(set('+CPIN', secret('1234')), basic('E', 0));
    expect(line).toMatchObject({ shown: 'AT+CPIN=***;E0', secrets: ['"1234"'] });
  });
});

describe('nothing is smuggled in', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom(
        '"',
        '\\',
        ',',
        ';',
        '\r',
        '\n',
        '\0',
        '\x1a',
        '\x1b',
        '\x7f',
        'A',
        'T',
        '+',
        '\u0085',
        '\u2028',
        'č',
        '\ud800',
      ),
    }),
  );

  function wireOf(...values: readonly Argument[]): string | undefined {
    try {
      return set('+X', ...values).wire;
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      expect(error).toMatchObject({ code: 'UNSAFE_ARGUMENT' });
      return undefined;
    }
  }

  test('in a plain text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const wire = wireOf(text, 1);
        if (wire !== undefined) expect(wire).toMatch(/^AT\+X="[^"\x00-\x1f\x7f]*",1$/);
        else expect(text).toMatch(/["\x00-\x1f\x7f]/);
      }),
      { numRuns: 5000 },
    );
  });

  test('in an escaped text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const wire = wireOf(escaped(text), 1);
        if (wire === undefined) {
          expect(text).toMatch(/[\x00-\x1f\x7f]/);
          return;
        }
        const [, inside] = /^AT\+X="((?:[^"\\,\x00-\x1f\x7f]|\\["\\,])*)",1$/.exec(wire) ?? [];
        expect(inside?.replaceAll(/\\(.)/g, '$1')).toBe(Buffer.from(text, 'utf8').toString('latin1'));
      }),
      { numRuns: 5000 },
    );
  });

  test('in a token, a number or a name', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const wire = wireOf(token(text));
        if (wire !== undefined) expect(wire).toMatch(/^AT\+X=[\w.:*#-]+$/);
        let name: string | undefined;
        try {
          name = exec(text).wire;
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
        if (name !== undefined) expect(name).toMatch(/^AT[+%#^$*&]?\w+$/);
      }),
      { numRuns: 2000 },
    );
    for (const number of [Number.NaN, 1.5, Number.POSITIVE_INFINITY, 2 ** 60]) expect(wireOf(number)).toBeUndefined();
    for (const name of ['+X\n', '+X;', '', '+', 'X Y', '++X']) expect(() => read(name)).toThrow(UsageError);
  });

  test('and the refusal does not tell the text', () => {
    for (const value of ['hunter2"', escaped('hunter2\r'), token('hunter2 '), secret('hunter2\n')]) {
      expect(() => set('+X', value)).toThrow(
        expect.not.objectContaining({ message: expect.stringMatching(/hunter2/) }),
      );
    }
  });
});
