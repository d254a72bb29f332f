import { describe, expect, test } from '@jest/globals';
import { fixedUrc, patternUrc, type Urc, urc } from './urc.ts';
import { UrcTable } from './urc-table.ts';

function tableOf(): { table: UrcTable; failures: string[] } {
  const failures: string[] = [];
  return { table: new UrcTable((line, thrown) => failures.push(`${line}: ${String(thrown)}`)), failures };
}

const signal = urc('+CSQ', (params) => params.int());

describe('a line finds its readers', () => {
  test('by its prefix, whole', () => {
    const { table } = tableOf();
    const values: unknown[] = [];
    table.add(signal, (value) => values.push(value));
    table.add(fixedUrc('RDY'), (value) => values.push(value));
    expect(
      ['+CSQ: 20,99', '+CSQX: 1', '+CSQ', 'RDY', 'RDYX', 'RDY: 1', 'xRDY'].map((line) => table.deliver(line)),
    ).toEqual([true, false, true, true, false, false, false]);
    expect(values).toEqual([20, 'RDY']);
  });

  test('by its shape, each time anew', () => {
    const { table } = tableOf();
    const seen: (string | undefined)[] = [];
    table.add(patternUrc('closed', /^(\d),CLOSED$/gy), ([, link]) => seen.push(link));
    for (let round = 0; round < 3; round++) expect(table.deliver(`${round},CLOSED`)).toBe(true);
    expect(table.deliver('x,CLOSED')).toBe(false);
    expect(seen).toEqual(['0', '1', '2']);
  });

  test('and a global pattern that was declared by hand does no harm', () => {
    const { table } = tableOf();
    table.add<string>({ prefix: 'any', pattern: /CLOSED/g, parse: (_params, line) => line }, () => undefined);
    for (let round = 0; round < 3; round++) expect(table.deliver('0,CLOSED')).toBe(true);
  });

  test('all of them; who declines does not count', () => {
    const { table } = tableOf();
    const seen: string[] = [];
    table.add(
      urc('+QIURC', (params) => (params.text() === 'recv' ? params.int() : undefined)),
      (id) => seen.push(`recv ${id}`),
    );
    table.add(
      urc('+QIURC', (params) => (params.text() === 'closed' ? params.int() : undefined)),
      (id) => seen.push(`closed ${id}`),
    );
    table.add(patternUrc('any', /^\+QIURC/), () => seen.push('any'));
    expect(table.deliver('+QIURC: "recv",1')).toBe(true);
    expect(table.deliver('+QIURC: "closed",2')).toBe(true);
    expect(table.deliver('+QIURC: "other",2')).toBe(true);
    expect(seen).toEqual(['recv 1', 'any', 'closed 2', 'any', 'any']);
  });

  test('names of Object.prototype are nothing special', () => {
    const { table } = tableOf();
    expect(table.deliver('constructor: 1') || table.deliver('__proto__')).toBe(false);
  });
});

describe('a reader', () => {
  test('that throws does not keep the line from the others', () => {
    const { table, failures } = tableOf();
    const values: number[] = [];
    table.add(signal, () => {
      throw new Error('mine');
    });
    table.add(signal, (value) => values.push(value));
    expect(table.deliver('+CSQ: 1')).toBe(true);
    expect(values).toEqual([1]);
    expect(table.deliver('+CSQ: ?')).toBe(true);
    expect(failures).toEqual([
      '+CSQ: 1: Error: mine',
      expect.stringContaining('field 1 should be'),
      expect.stringContaining('field 1 should be'),
    ]);
  });

  test('may leave, make others leave and come again while a line is handed round', () => {
    const { table } = tableOf();
    const seen: string[] = [];
    const again = (): void => {
      remove();
      seen.push('again');
      remove = table.add(signal, again);
    };
    let remove = table.add(signal, again);
    const removeOther = table.add(signal, () => seen.push('other'));
    table.add(signal, () => removeOther());
    table.deliver('+CSQ: 1');
    table.deliver('+CSQ: 2');
    expect(seen).toEqual(['again', 'other', 'again']);
  });

  test('that left twice does not take away who came later', () => {
    const { table } = tableOf();
    const remove = table.add(signal, () => undefined);
    remove();
    expect(table.deliver('+CSQ: 1')).toBe(false);
    table.add(signal, () => undefined);
    remove();
    expect(table.deliver('+CSQ: 1')).toBe(true);
  });
});

test('block rules are there as long as somebody reads their URC', () => {
  const { table } = tableOf();
  const rule = { prefix: '+IPD', length: () => 1 };
  const data: Urc<string> = { ...urc('+IPD', (_params, line) => line, rule), pattern: /^\+IPD/ };
  const removes = [
    table.add(data, () => undefined),
    table.add(
      urc('+IPD', () => 1, rule),
      () => undefined,
    ),
  ];
  expect(table.blockRules).toEqual([rule]);
  for (const remove of removes) remove();
  expect(table.blockRules).toEqual([]);
});
