import { describe, expect, test } from '@jest/globals';
import { conformanceTests } from '../../conformance/index.ts';
import { subjectsOf } from './subjects.ts';

describe.each(subjectsOf([]).map((subject) => [subject.name, subject] as const))('%s conforms', (_name, subject) => {
  conformanceTests(test, subject);
});

test('a family that is misspelt is refused, and what was meant is named', () => {
  expect(() => subjectsOf(['quectl'])).toThrow(
    expect.objectContaining({ code: 'USAGE', hint: 'Did you mean quectel?' }),
  );
});
