import { expect, test } from '@jest/globals';
import { readArguments } from './arguments.ts';

const refusal = (...args: readonly string[]): string => {
  try {
    readArguments(args);
    return 'taken';
  } catch (thrown) {
    const { hint = '', message } = thrown as Error & { hint?: string };
    return `${message} | ${hint}`;
  }
};

test('what is not given has its default: every fault in every family and phase', () => {
  const { all, runs, seed, workers } = readArguments([]);
  expect({ runs, seed, workers }).toEqual({ runs: 200, seed: 1, workers: 1 });
  const of = (name: string): readonly string[] =>
    all.filter(({ fault }) => fault.name === name).map(({ family, phase }) => `${family} ${phase.name}`);
  expect(of('silence')).toHaveLength(21);
  // A module without a card loses none, and one that was never ready is waited for.
  expect(of('sim-out-and-in').filter((each) => each.startsWith('esp-at'))).toEqual([]);
  expect(of('hang-for-good').filter((each) => / (booting|starting-up)$/.test(each))).toEqual([]);
});

test('the life of a seed is chosen by its options', () => {
  const { all } = readArguments(['--family', 'nrf91', '--fault', 'delay', '--phase', 'receiving']);
  expect(all.map(({ family, fault, phase }) => [family, fault.name, phase.name])).toEqual([
    ['nrf91', 'delay', 'receiving'],
  ]);
});

test.each([
  [['--fault', 'silense'], '--fault silense: there is no such fault | Did you mean silence?'],
  [['--family', 'quektel'], '--family quektel: there is no such family | Did you mean quectel?'],
  [['--runs', '1.5'], '--runs 1.5: a whole number is wanted, 1 or more | '],
  [['--workers', '0'], '--workers 0: a whole number is wanted, from 1 to 64 | '],
  [['--seed', ''], '--seed : a whole number is wanted, from 0 to 4294967295 | '],
])('%j is refused, with what would be right', (args, text) => {
  expect(refusal(...args)).toBe(text);
});

test('a fault that its family cannot have is refused', () => {
  expect(refusal('--family', 'esp-at', '--fault', 'sim-out-and-in')).toMatch(/^there is no such fault in this family/);
});
