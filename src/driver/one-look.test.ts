import { expect, test } from '@jest/globals';
import { oneLook } from './one-look.ts';

const { signal } = new AbortController();

/** A look that goes on until the test ends it. */
function controlled() {
  const ends: { resolve: () => void; reject: (reason: unknown) => void }[] = [];
  const look = oneLook(
    () =>
      new Promise<void>((resolve, reject) => {
        ends.push({ resolve, reject });
      }),
  );
  return { ends, look };
}

/** Lets everything happen that is due. */
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('who asks while a look goes on shares the one that follows', async () => {
  const { ends, look } = controlled();
  const first = look(signal);
  const later = Array.from({ length: 20 }, () => look(signal));
  await settled();
  expect(ends).toHaveLength(1);
  ends[0]?.resolve();
  await first;
  await settled();
  expect(ends).toHaveLength(2);
  ends[1]?.resolve();
  await Promise.all(later);
  await settled();
  expect(ends).toHaveLength(2);
});

test('who asks during the one that follows gets another: it may have missed something, too', async () => {
  const { ends, look } = controlled();
  const first = look(signal);
  const second = look(signal);
  ends[0]?.resolve();
  await first;
  await settled();
  const third = look(signal);
  ends[1]?.resolve();
  await second;
  await settled();
  expect(ends).toHaveLength(3);
  ends[2]?.resolve();
  await third;
});

test('one that fails tells those who asked for it, and the next begins all the same', async () => {
  const { ends, look } = controlled();
  const first = look(signal);
  const second = look(signal);
  const told = expect(first).rejects.toThrow('silent');
  ends[0]?.reject(new Error('silent'));
  await told;
  await settled();
  ends[1]?.resolve();
  await expect(second).resolves.toBeUndefined();
});
