import { expect, test } from '@jest/globals';
import { VirtualClock } from '../base/virtual-clock.ts';
import { Transcript } from './transcript.ts';

test('keeps the last lines, oldest first, with the time of each', async () => {
  const clock = new VirtualClock();
  const transcript = new Transcript(clock, undefined, 3);
  for (const line of ['AT', 'a', 'b', 'c']) {
    transcript.add('<', line);
    await clock.advance(250);
  }
  expect(transcript.lines).toEqual(['0.250 < a', '0.500 < b', '0.750 < c']);
});

test('shows what cannot be printed, and cuts what is long', () => {
  const transcript = new Transcript(new VirtualClock());
  transcript.add('<', `\r\0\x7f\xff${'x'.repeat(1000)}`);
  expect(transcript.lines[0]).toBe(`0.000 < \\x0d\\x00\\x7f\\xff${'x'.repeat(196)}... (1004 characters)`);
});

test('is bounded', () => {
  const transcript = new Transcript(new VirtualClock());
  for (let index = 0; index < 10_000; index++) transcript.add('!', String(index));
  expect(transcript.lines).toHaveLength(40);
  expect(transcript.lines.at(-1)).toBe('0.000 ! 9999');
});
