import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AtError } from './at-error.ts';
import { decodeText, Params, splitPrefix } from './params.ts';

function paramsOf(line: string): Params {
  return new Params(line, splitPrefix(line).values);
}

function textsOf(line: string): readonly (string | undefined)[] {
  const params = paramsOf(line);
  return Array.from({ length: params.count }, () => params.optionalText());
}

describe('fields', () => {
  test.each<[string, (string | undefined)[]]>([
    ['+CEREG: 2,1,"A1B2","01A2B3C4",7', ['2', '1', 'A1B2', '01A2B3C4', '7']],
    ['+CSQ:20,99', ['20', '99']],
    ['+QENG:"NR5G-NSA" , "TDD",  515', ['NR5G-NSA', 'TDD', '515']],
    ['+CEREG: 4,5,,,,,,,"00000001","00101000"', ['4', '5', ...Array(6).fill(undefined), '00000001', '00101000']],
    ['+CUSD: 0,"a,b (c) ",15', ['0', 'a,b (c) ', '15']],
    ['+CIPRECVLEN:1,,-1,', ['1', undefined, '-1', undefined]],
    ['+COPS: (2,"A (x), B","A","26201",7),,(0-4),(0,2)', ['2,"A (x), B","A","26201",7', undefined, '0-4', '0,2']],
    ['+X: ((1,2),(3)),4', ['(1,2),(3)', '4']],
    ['+X: "never closed,1', ['"never closed', '1']],
    ['+X: (never,"clo)sed",1', ['(never', 'clo)sed', '1']],
    ['+X: "a"rest,2', ['a', '2']],
    ['+X: two words ,2', ['two words', '2']],
    ['+X: ""', ['']],
    ['+X:', []],
    ['+X:  \t', []],
    ['+X: ,', [undefined, undefined]],
    ['RDY', []],
  ])('%s', (line, fields) => {
    expect(textsOf(line)).toEqual(fields);
  });

  test('come out as they went in', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', ',', '(', ')', ':', '+', '\\', '0') });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (texts) => {
        expect(textsOf(`+X: ${texts.map((each) => `"${each}"`).join(', ')}`)).toEqual(texts);
      }),
    );
  });

  test('are cut from any line at all, and in time', () => {
    const hostile = fc.string({ unit: fc.constantFrom('"', '(', ')', ',', ' ', '1', '\xa0'), maxLength: 200 });
    fc.assert(fc.property(hostile, (text) => paramsOf(`+X:${text}`).count >= 0));
    for (const unit of ['(,', '"(,', ',', '((', '")']) {
      const since = performance.now();
      paramsOf(`+X:${unit.repeat(4000)}`).count;
      expect(performance.now() - since).toBeLessThan(200);
    }
  });
});

describe('values', () => {
  test('numbers, quoted or not', () => {
    const params = paramsOf('+X: 1,"-2",+3,"01a2","",-');
    expect([params.int(), params.int(), params.int(), params.optionalHex()]).toEqual([1, -2, 3, 0x1a2]);
    expect([params.optionalInt(), params.optionalInt(), params.optionalInt(), params.optionalHex()]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('what is absent is empty', () => {
    const params = paramsOf('+X: 1');
    expect(params.skip(3).optionalText()).toBeUndefined();
    expect(params.left).toBe(0);
    expect(() => params.text()).toThrow(AtError);
  });

  test('the kind of a field tells the read form of +CEREG from the unsolicited one', () => {
    const read = paramsOf('+CEREG: 2,1,"A1B2"');
    const unsolicited = paramsOf('+CEREG: 1,"A1B2","01A2B3C4",7');
    expect([read.isInt(1), unsolicited.isInt(1), unsolicited.isString(1), unsolicited.isInt(9)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  test('a wrong one names the field, what it should be, and the line', () => {
    const params = paramsOf(`+CSQ: 20,${'x'.repeat(500)}`);
    params.int();
    const thrown = (() => {
      try {
        return params.int();
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toMatchObject({ code: 'AT_GARBLED', where: params.line });
    expect(String(thrown)).toMatch(/field 2 should be a whole number and is "x{40}"$/);
    expect(() => paramsOf('+X: 12G').optionalHex()).toThrow(/hexadecimal/);
    expect(() => paramsOf('+X: 1.5').int()).toThrow(AtError);
  });
});

describe('text', () => {
  const wire = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

  test('is UTF-8, or else one character a byte', () => {
    expect(decodeText(wire('Café 网络'))).toBe('Café 网络');
    expect(decodeText('Caf\xe9')).toBe('Café');
    expect(decodeText('plain')).toBe('plain');
  });

  test('keeps a last byte that would be a blank by itself', () => {
    expect(paramsOf(wire('+X: voilà ,1')).text()).toBe('voilà');
    expect(paramsOf(wire('+X: voilà,1')).text()).toBe('voilà');
  });

  test('any text survives the wire', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!text.includes('\ufffd'));
        expect(decodeText(wire(text))).toBe(text);
      }),
    );
  });
});

test('whole numbers, signed or not, and hexadecimal ones read as they were written', () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(), (signed, cell) => {
      const params = paramsOf(`+X: ${signed},"${cell.toString(16)}",${cell.toString(16).toUpperCase()}`);
      expect([params.int(), params.optionalHex(), params.optionalHex()]).toEqual([signed, cell, cell]);
    }),
  );
  for (const text of ['+', '1-', '--1', '0x1', '1 2', 'g', '\xb2', '1e3', '/', ':']) {
    expect(() => paramsOf(`+X: ${text}`).int()).toThrow(AtError);
  }
});
