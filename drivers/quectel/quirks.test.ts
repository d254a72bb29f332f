import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { pitfalls, quirks } from './quirks.table.ts';

const textOf = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

test.each([...quirks, ...pitfalls])(
  'what $id names for a proof exists, and the README says it too',
  ({ id, proof }) => {
    expect(textOf('README.md')).toContain(`| ${id} |`);
    if ('test' in proof) expect(textOf(proof.file)).toContain(proof.test);
    else expect(proof.open).not.toBe('');
  },
);

test('none is missing', () => {
  expect(quirks.map(({ id }) => id)).toEqual(Array.from({ length: 41 }, (_, index) => `Q${index + 1}`));
  expect(pitfalls.map(({ id }) => id)).toEqual(Array.from({ length: 25 }, (_, index) => `F${index + 1}`));
});
