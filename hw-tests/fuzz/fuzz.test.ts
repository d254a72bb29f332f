import { expect, test } from '@jest/globals';
import { Fuzzer } from './fuzzer.ts';
import { makeInput } from './inputs.ts';
import { readVocabulary } from './vocabulary.ts';

test('no bytes make a parser throw, and chunks make no difference to the frames', async () => {
  const seed = 20_261_122;
  const vocabulary = await readVocabulary();
  expect(vocabulary.urcs.length).toBeGreaterThan(30);
  expect(vocabulary.commands.length).toBeGreaterThan(40);
  const fuzzer = new Fuzzer(vocabulary);
  for (let index = 0; index < 3000; index++) fuzzer.try(seed + index);
  // Found by longer runs: a header cut before the byte that tells its end, and a time zone of no digits.
  for (const known of [12_696, 81_058, 138_523, 599_740]) fuzzer.try(known);
  fuzzer.close();
  // Each finding has its seed.
  expect(fuzzer.findings).toEqual([]);
});

test('the same seed is the same input', () => {
  expect(makeInput(7).bytes).toEqual(makeInput(7).bytes);
  expect(makeInput(7).bytes).not.toEqual(makeInput(8).bytes);
});
