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

test('who begins to look between a command and its answer sees nothing private, in it or in what comes later', () => {
  const seen: string[] = [];
  let isLooking = false;
  const observer = {
    get isLooking() {
      return isLooking;
    },
    tell: (_direction: string, text: string) => void seen.push(text),
  };
  const transcript = new Transcript(new VirtualClock(), observer);
  transcript.add('>', 'AT+CWJAP?');
  transcript.add('<', '+CWJAP:"our-house","00:00:5e:00:53:01",6,-50');
  transcript.add('>', 'AT+CGSN');
  expect(seen).toEqual([]);
  isLooking = true;
  transcript.add('<', 'AB12CD');
  transcript.add('<', 'heard of our-house');
  expect(seen).toHaveLength(2);
  expect(seen.join()).not.toMatch(/AB12CD|our-house/);
});
