import { describe, expect, test } from '@jest/globals';
import { harmOf, quirksOf, withQuirks } from './apply-quirks.ts';
import { checkQuirks, readQuirks } from './check-quirks.ts';
import { ModuleQuirks } from './module-quirks.ts';
import type { QuirkBook, UserQuirk } from './quirk.ts';
import { choiceField, flagField, numberField } from './quirk-field.ts';
import { isInRange } from './revision.ts';

interface Dialect {
  readonly searchMs: number;
  readonly sleeps: boolean;
  readonly scan: 'mode' | 'none';
  readonly family: string;
}

const book: QuirkBook<Dialect> = {
  readRevisions: (text) =>
    [...text.matchAll(/v(\d+(?:\.\d+)*)/g)].map(([, v = '']) => ({ of: 'v', numbers: v.split('.').map(Number) })),
  revisionExample: 'v1.2',
  fields: {
    searchMs: numberField('a search', 1000, 9000),
    sleeps: flagField('it sleeps'),
    scan: choiceField('a scan', ['mode', 'none']),
  },
  rules: [
    { id: 'A', models: ['*'], symptom: 'of all, told nowhere', reference: 'r' },
    { id: 'B', models: ['M1*'], symptom: 'slow', reference: 'r', effect: { searchMs: 5000 } },
    {
      id: 'C',
      models: ['M12'],
      firmware: { from: 'v1.2', to: 'v1.4' },
      symptom: 'hangs',
      reference: 'r',
      avoid: ['+BAD'],
    },
  ],
};
const plain: Dialect = { searchMs: 1000, sleeps: true, scan: 'mode', family: 'M' };
const own = (more: Partial<UserQuirk>): UserQuirk => ({
  id: 'mine',
  family: 'fam',
  models: ['M12'],
  symptom: 's',
  reference: 'r',
  effect: { searchMs: 7000 },
  ...more,
});

describe('which quirks apply', () => {
  test.each([
    ['M12', 'FW v1.3', ['B', 'C']],
    ['m12', 'FW v1.4.9', ['B', 'C']],
    ['M12', 'FW v1.5', ['B']],
    ['M12', 'FW v1.1.9', ['B']],
    ['M12', 'unreadable', ['B']],
    ['M1', 'FW v1.3', ['B']],
    ['XM12', 'FW v1.3', []],
  ])('%s with %s: %j', (model, firmware, ids) => {
    expect(quirksOf(book, { model, firmware }).map(({ id }) => id)).toEqual(ids);
  });

  test('and why', () => {
    const [, c] = quirksOf(book, { model: 'M12', firmware: 'FW v1.3' });
    expect(c?.why).toBe('the model M12 is M12; the firmware FW v1.3 is v1.2 to v1.4');
  });

  test("the user's come last, and so have the last word", () => {
    const quirks = quirksOf(book, { model: 'M12', firmware: '' }, [own({ source: 'mine.yaml' })]);
    expect(quirks.map(({ id, source }) => [id, source])).toEqual([
      ['B', undefined],
      ['mine', 'mine.yaml'],
    ]);
    expect(withQuirks(plain, quirks)).toEqual({ ...plain, searchMs: 7000 });
  });

  test('a version counts by its numbers, not by its letters', () => {
    expect(isInRange('FW v1.10', { from: 'v1.9' }, book)).toBe(true);
    expect(isInRange('FW v1.10', { prefix: 'fw' }, book)).toBe(true);
    expect(isInRange('FW v1.10', { prefix: 'X' }, book)).toBe(false);
  });

  test.each([
    ['AT+BAD', true],
    ['at+bad=1,2', true],
    ['AT+BAD?', true],
    ['AT+BADGE=1', false],
    ['AT+GOOD', false],
  ])('%s does harm: %s', (line, isHarm) => {
    expect(harmOf(line, quirksOf(book, { model: 'M12', firmware: 'v1.3' })) !== undefined).toBe(isHarm);
  });
});

describe('a list of quirks is refused', () => {
  const books = new Map([['fam', book]]);
  const said = (data: unknown): string[] =>
    checkQuirks(data, books).map(({ path, message, hint = '' }) => `${path.join('.')}: ${message}. ${hint}`.trim());

  test.each<[string, unknown, string]>([
    ['that is none', { id: 'x' }, 'this has to be a list of quirks'],
    ['with a text in it', ['x'], '0: a quirk is a mapping'],
    ['with an unknown key', [{ ...own({}), efect: {} }], '0.efect: there is no key "efect" here. Did you mean effect?'],
    [
      'of an unknown family',
      [own({ family: 'fama' })],
      '0.family: there is no driver "fama" with quirks. Did you mean fam?',
    ],
    [
      'with an unknown field',
      [own({ effect: { serachMs: 1 } })],
      '0.effect.serachMs: fam has nothing "serachMs" that a quirk can change. Did you mean searchMs?',
    ],
    ['with a field that is no quirk', [own({ effect: { family: 'x' } })], '0.effect.family: fam has nothing "family"'],
    ['with an inherited name', [own({ effect: { toString: 1 } })], '0.effect.toString: fam has nothing "toString"'],
    [
      'with a value out of range',
      [own({ effect: { searchMs: 1 } })],
      '0.effect.searchMs: this has to be a whole number from 1000 to 9000',
    ],
    [
      'with a value of another kind',
      [own({ effect: { sleeps: 'yes' } })],
      '0.effect.sleeps: this has to be true or false',
    ],
    ['with a word that is none', [own({ effect: { scan: 'x' } })], '0.effect.scan: this has to be one of mode, none'],
    ['with no reference', [own({ reference: undefined as never })], '0: reference is missing'],
    ['that does nothing', [own({ effect: undefined as never })], '0: this quirk does nothing'],
    [
      'with a revision that is none',
      [own({ firmware: { from: '1.2' } })],
      '0.firmware.from: "1.2" is no revision. It looks like v1.2.',
    ],
    [
      'with a number for a revision',
      [own({ firmware: { to: 2.1 as never } })],
      '0.firmware.to: this has to be a text in quotes: "v1.2"',
    ],
    ['with an id twice', [own({}), own({})], '1.id: the id "mine" is given twice'],
  ])('%s', (_what, data, message) => {
    expect(said(data).join('\n')).toContain(message);
  });

  test('and one that nothing is wrong with is taken, with its source', () => {
    expect(readQuirks([own({})], books, 'f.yaml')).toEqual({ problems: [], quirks: [own({ source: 'f.yaml' })] });
  });
});

describe('the quirks of a module', () => {
  const family = { name: 'fam', quirks: book, dialectOf: () => plain };

  test('those of other families are left to them', () => {
    const quirks = new ModuleQuirks(family, [own({ family: 'other', effect: { anything: 1 } }), own({})]);
    expect(quirks.dialectOf({ model: 'M12' }).searchMs).toBe(7000);
    expect(quirks.dialectOf({ model: 'M3' })).toEqual(plain);
  });

  test('one that is not right is refused at once, with its place', () => {
    expect(() => new ModuleQuirks(family, [own({ effect: { searchMs: -1 } })], 'fam on x')).toThrow(
      expect.objectContaining({
        code: 'EINVAL',
        message: expect.stringContaining('mine.effect.searchMs: this has to be a whole number'),
      }),
    );
  });
});
