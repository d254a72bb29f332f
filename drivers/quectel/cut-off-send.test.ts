import { expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import type { WakingAnswer, WakingLine } from '../../src/driver/index.ts';
import { rememberSend } from './cut-off-send.ts';
import { awaken } from './startup.ts';

/** A line behind which a module waits for so many bytes and takes no command before. */
function waiting(bytes: number, lastWords?: string) {
  const said: string[] = [];
  let left = bytes;
  const heard = (text: string): WakingAnswer => {
    said.push(text);
    left -= text.length;
    return left <= 0 ? 'answered' : 'silent';
  };
  const line = {
    clock: new VirtualClock(),
    lastWords,
    terminator: '\r',
    ask: async () => heard('AT\r'),
    hail: async () => heard('AT\r'),
    nudge: async (given: Uint8Array) => void heard(Buffer.from(given).toString('latin1')),
    onUrc: () => undefined,
    pause: async () => undefined,
  };
  return { said, round: (round: number): WakingLine => ({ ...line, round }) };
}

const { signal } = new AbortController();
const promised = Buffer.from('hello');
const sendThat = (isAsked: boolean): Map<string, unknown> => {
  const memory = new Map<string, unknown>();
  rememberSend(memory, { isAsked, promised, isTrue: true });
  return memory;
};

test('a module that was promised bytes gets them ahead of any question, until it answers', async () => {
  const memory = sendThat(false);
  const { round, said } = waiting(2 * promised.length + 3);
  expect(await awaken(round(1), signal, memory)).toBe(false);
  expect(await awaken(round(2), signal, memory)).toBe(true);
  expect(said.slice(0, 3)).toEqual(['hello', 'AT\r', 'hello']);
  const again = waiting(0);
  await awaken(again.round(1), signal, memory);
  expect(again.said).toEqual(['AT\r']);
});

test('where it is not known how many of them it got, it gets empty lines', async () => {
  const { round, said } = waiting(promised.length);
  expect(await awaken(round(1), signal, sendThat(true))).toBe(true);
  expect(said[0]).toMatch(/^\r+$/);
});

test('one that has started over waits for nothing', async () => {
  const { round, said } = waiting(0, 'RDY');
  expect(await awaken(round(1), signal, sendThat(false))).toBe(true);
  expect(said).toEqual(['AT\r']);
});
