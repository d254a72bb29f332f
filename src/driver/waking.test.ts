import { describe, expect, test } from '@jest/globals';
import { AtChannel, fixedUrc, ping } from '../at/index.ts';
import { VirtualClock } from '../base/virtual-clock.ts';
import { type Awaken, awakenByProbe, wake } from './waking.ts';

/** A line and what is needed to wake what is behind it. */
function bench(awaken: Awaken) {
  const clock = new VirtualClock();
  const sent: string[] = [];
  const write = async (bytes: Uint8Array): Promise<void> => {
    sent.push(Buffer.from(bytes).toString('latin1'));
  };
  const channel = new AtChannel({ write, clock });
  const lastWords = { text: undefined as string | undefined, heard: undefined as (() => void) | undefined };
  const ending = new AbortController();
  const elapsed: number[] = [];
  let outcome = 'asking';
  const context = { channel, clock, write, lastWords, inVain: (ms: number) => void elapsed.push(ms) };
  void wake(context, awaken, ending.signal).then(
    () => {
      outcome = 'awake';
    },
    (thrown: Error) => {
      outcome = thrown.message;
    },
  );
  const say = (text: string): void => channel.receive(Buffer.from(`\r\n${text}\r\n`));
  return { clock, sent, lastWords, ending, elapsed, say, outcome: () => outcome };
}

test('a probe is asked round after round until it is answered', async () => {
  const { clock, sent, say, outcome, elapsed } = bench(awakenByProbe(ping(400)));
  await clock.advance(10_000);
  expect(elapsed.length).toBeGreaterThan(1);
  // The first ones bring the channel back into step.
  for (let answer = 0; answer < 5; answer++) {
    say('OK');
    await clock.advance(1100);
  }
  expect(outcome()).toBe('awake');
  expect(new Set(sent)).toEqual(new Set(['AT\r']));
});

describe('a hail', () => {
  const answers: string[] = [];
  const hailing: Awaken = async (line) => {
    line.terminator = '\r\n';
    const answer = await line.hail(500);
    answers.push(answer);
    return answer === 'answered';
  };

  test('goes out at once, by the line end that was set, and tells what came', async () => {
    answers.length = 0;
    const { clock, sent, say, lastWords, outcome } = bench(hailing);
    await clock.settle();
    say('ERROR');
    await clock.settle();
    lastWords.heard?.();
    await clock.advance(500);
    say('OK');
    await clock.settle();
    expect(answers).toEqual(['refused', 'announced', 'silent', 'answered']);
    expect(sent).toEqual(['AT\r\n', 'AT\r\n', 'AT\r\n', 'AT\r\n']);
    expect(outcome()).toBe('awake');
    expect(clock.timerCount).toBe(0);
  });

  test('ends with the session, and leaves no timer', async () => {
    const { clock, ending, outcome } = bench(hailing);
    await clock.settle();
    ending.abort(new Error('closed'));
    await clock.settle();
    expect(outcome()).toBe('closed');
    expect(clock.timerCount).toBe(0);
  });
});

test('what a round listens to ends with the round', async () => {
  const heard: number[] = [];
  const { clock, say } = bench(async (line, signal) => {
    line.onUrc(fixedUrc('hello'), () => void heard.push(line.round));
    await line.pause(100, signal);
    return line.round === 2;
  });
  await clock.advance(50);
  say('hello');
  await clock.advance(100);
  say('hello');
  await clock.advance(100);
  say('hello');
  expect(heard).toEqual([1, 2]);
});
