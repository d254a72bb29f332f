import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Timer } from '../base/clock.ts';
import { TransportError } from '../base/errors.ts';
import { TestLine } from './channel.test-support.ts';
import { command } from './command.ts';
import { read } from './command-line.ts';
import { urc } from './urc.ts';

/** How the module takes one command. */
interface Behaviour {
  readonly delayMs: number;
  readonly answer: 'ok' | 'error' | 'silence';
  /** What it says of its own accord meanwhile. */
  readonly aside: string;
}

/** A module that works off what it was sent, one after the other, as slowly as it likes. */
class SlowModule {
  readonly #line: TestLine;
  readonly #behaviours: readonly Behaviour[];
  readonly #waiting: string[] = [];
  #taken = 0;
  #busy: Timer | undefined;

  constructor(line: TestLine, behaviours: readonly Behaviour[]) {
    this.#line = line;
    this.#behaviours = behaviours;
  }

  take(text: string): void {
    this.#waiting.push(text);
    this.#work();
  }

  stop(): void {
    this.#busy?.cancel();
    this.#waiting.length = 0;
  }

  #work(): void {
    const text = this.#waiting[0];
    if (text === undefined || this.#busy !== undefined) return;
    const ping: Behaviour = { delayMs: 5, answer: 'ok', aside: '' };
    const { delayMs, answer, aside } = text === 'AT\r' ? ping : (this.#behaviours[this.#taken++] ?? ping);
    this.#line.say(`${text}\r\n${aside}`);
    this.#busy = this.#line.clock.after(delayMs, () => {
      this.#busy = undefined;
      this.#waiting.shift();
      const name = /\+N\d+/.exec(text)?.[0];
      const information = name === undefined ? '' : `\r\n${name}: ${name.slice(2)}\r\n${aside}`;
      if (answer !== 'silence') this.#line.say(answer === 'ok' ? `${information}\r\nOK\r\n` : '\r\nERROR\r\n');
      this.#work();
    });
  }
}

const question = (index: number) =>
  command({
    line: read(`+N${index}`),
    timeoutMs: 300,
    lines: { [`+N${index}`]: (params) => params.int() },
    result: ({ lines }) => lines[`+N${index}`],
  });

const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  delayMs: fc.oneof({ weight: 4, arbitrary: fc.nat(100) }, { weight: 1, arbitrary: fc.nat(6000) }),
  answer: fc.oneof(
    { weight: 6, arbitrary: fc.constant('ok' as const) },
    { weight: 1, arbitrary: fc.constantFrom('error' as const, 'silence' as const) },
  ),
  aside: fc.constantFrom('', '', '\r\n+URC: 1\r\n', '\r\n+NEW: 1\r\n', '\r\n> '),
});
type Step = { readonly waitMs: number; readonly act: 'run' | 'abort' | 'reset' };

const step: fc.Arbitrary<Step> = fc.record({
  waitMs: fc.oneof(fc.nat(50), fc.nat(2000)),
  act: fc.oneof(
    { weight: 8, arbitrary: fc.constant('run' as const) },
    { weight: 1, arbitrary: fc.constantFrom('abort' as const, 'reset' as const) },
  ),
});

async function walk(behaviours: readonly Behaviour[], steps: readonly Step[]): Promise<readonly unknown[]> {
  const module: { current?: SlowModule } = {};
  const line = new TestLine({
    write: async (bytes) => module.current?.take(Buffer.from(bytes).toString('latin1')),
  });
  module.current = new SlowModule(line, behaviours);
  line.channel.onUrc(
    urc('+URC', (params) => params.int()),
    () => undefined,
  );
  const runs: { readonly outcome: unknown }[] = [];
  let abort = new AbortController();
  for (const { act, waitMs } of steps) {
    if (act === 'reset') line.channel.reset('reset');
    if (act === 'run') runs.push(line.run(question(runs.length), abort.signal));
    if (act === 'abort') {
      abort.abort('aborted');
      abort = new AbortController();
    }
    await line.clock.advance(waitMs);
  }
  module.current.stop();
  line.channel.close(new TransportError('PORT_LOST', 'gone'));
  await line.clock.settle();
  expect(line.clock.timerCount).toBe(0);
  return runs.map(({ outcome }) => outcome);
}

const endings = /^(AT_TIMEOUT|AT_REFUSED|AT_OUT_OF_STEP|AT_RESET|PORT_LOST|aborted)$/;

test('whatever a module does: each answer belongs to its question, and everything ends', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(behaviour, { maxLength: 20 }),
      fc.array(step, { maxLength: 20 }),
      async (behaviours, steps) => {
        for (const [index, outcome] of (await walk(behaviours, steps)).entries()) {
          if (Array.isArray(outcome)) expect(outcome).toEqual([index]);
          else expect(outcome).toMatch(endings);
        }
      },
    ),
    { numRuns: 150 },
  );
}, 60_000);
