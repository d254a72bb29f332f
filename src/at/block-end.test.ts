import { expect, test } from '@jest/globals';
import { VirtualClock } from '../base/virtual-clock.ts';
import { AtChannel } from './channel.ts';
import { fixedUrc, type Urc } from './urc.ts';

const counted: Urc<true> = {
  prefix: '+DATA',
  parse: () => true,
  block: {
    prefix: '+DATA:',
    headerEnd: (text) => text.indexOf(';') + 1 || 'more',
    length: (header) => Number.parseInt(header.slice(6), 10),
    strict: true,
  },
};

function heard(): { readonly clock: VirtualClock; readonly blocks: string[]; say(text: string): void } {
  const clock = new VirtualClock();
  const channel = new AtChannel({ clock, write: async () => undefined });
  const blocks: string[] = [];
  channel.onUrc(counted, (_value, _line, bytes, spoiled) => {
    blocks.push(spoiled === true ? 'spoiled' : Buffer.from(bytes ?? []).toString());
  });
  channel.onUrc(fixedUrc('GONE'), () => blocks.push('gone'));
  return { clock, blocks, say: (text) => channel.receive(Buffer.from(text)) };
}

test.each([
  ['a line end', '+DATA:4;ping\r\n', ['ping']],
  ['a line that somebody listens for', '+DATA:4;pingGONE\r\n', ['ping', 'gone']],
  ['a line that nobody knows', '+DATA:4;pingg\r\n', ['spoiled']],
  ['half a line end', '+DATA:5;ping\r\n', ['spoiled']],
  ['a final result code', '+DATA:4;pingOK\r\n', ['spoiled']],
  ['half of a line that somebody listens for', '+DATA:5;pingGONE\r\n', ['spoiled']],
])('behind a strict block stands %s', (_what, text, expected) => {
  const whole = heard();
  whole.say(text);
  expect(whole.blocks).toEqual(expected);
  const single = heard();
  for (const byte of text) single.say(byte);
  expect(single.blocks).toEqual(expected);
  expect(whole.clock.timerCount).toBe(0);
});

test('a block that nothing follows is whole after a moment', async () => {
  const { blocks, clock, say } = heard();
  say('+DATA:4;ping');
  expect(blocks).toEqual([]);
  await clock.advance(100);
  expect([blocks, clock.timerCount]).toEqual([['ping'], 0]);
});

test('a block that never becomes complete is told as spoiled', async () => {
  const { blocks, clock, say } = heard();
  say('+DATA:40;ping');
  await clock.advance(10_000);
  say('\r\nGONE\r\n');
  expect(blocks).toEqual(['spoiled', 'gone']);
});
