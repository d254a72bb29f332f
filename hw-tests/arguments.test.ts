import { expect, test } from '@jest/globals';
import { readArguments } from './arguments.ts';
import { scenarios } from './scenarios/index.ts';

const read = (...argv: readonly string[]) => readArguments(argv, scenarios);

test('nothing given is everything, with the quick checks', () => {
  expect(read()).toMatchObject({ scenarios, boards: [], conformance: 'quick', simulated: false, json: false });
});

test('a scenario alone is run alone, and the checks of the kit when they are asked for', () => {
  expect(read('--scenario', 'identify')).toMatchObject({ scenarios: [{ name: 'identify' }], conformance: 'none' });
  expect(read('--scenario', 'conformance', '--conformance', 'all')).toMatchObject({
    scenarios: [],
    conformance: 'all',
  });
});

test.each([
  [['--scenario', 'idetnify'], 'there is no scenario "idetnify"'],
  [['--conformance', 'some'], '--conformance some: there is quick, all, none'],
  [['--speed', 'fast'], '--speed fast: a positive number is wanted'],
  [['--lease-wait', '-1'], '--lease-wait'],
  [['--frobnicate'], "Unknown option '--frobnicate'"],
])('%j is refused in one line', (argv, message) => {
  expect(() => read(...argv)).toThrow(message);
});
