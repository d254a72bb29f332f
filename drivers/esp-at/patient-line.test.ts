import { beforeEach, describe, expect, test } from '@jest/globals';
import { AtChannel, type Command, command, order, read, set } from '../../src/at/index.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import type { ModuleLine } from '../../src/driver/index.ts';
import { dialects } from './dialects.table.ts';
import { PatientLine } from './patient-line.ts';
import { join } from './station.ts';

let clock: VirtualClock;
let sent: string[];
let line: PatientLine;
let say: (text: string) => void;
const signal = new AbortController().signal;
const setMode: Command = order(set('+CWMODE', 1), 5000);
const readMode: Command<number | undefined> = command({
  line: read('+CWMODE'),
  timeoutMs: 5000,
  lines: { '+CWMODE': (params) => params.int() },
  result: ({ lines }) => lines['+CWMODE'][0],
});

beforeEach(() => {
  clock = new VirtualClock();
  sent = [];
  const channel = new AtChannel({
    clock,
    terminator: '\r\n',
    write: async (bytes) => void sent.push(Buffer.from(bytes).toString().trim()),
  });
  say = (text) => channel.receive(Buffer.from(`\r\n${text}\r\n`));
  const bare: ModuleLine = {
    clock,
    run: (asked, aborting) => channel.run(asked, aborting === undefined ? {} : { signal: aborting }),
    onUrc: (urc, handle) => void channel.onUrc(urc, handle),
    enterDataMode: () => Promise.reject(new Error('not here')),
    pause: (ms) => new Promise((resolve) => void clock.after(ms, resolve)),
  };
  line = new PatientLine(bare);
});

/** What came of a promise, looked at without waiting. */
function outcome<Value>(work: Promise<Value>): { value?: Value | string } {
  const seen: { value?: Value | string } = {};
  work.then(
    (value) => {
      seen.value = value ?? 'done';
    },
    (thrown: unknown) => {
      seen.value = String(thrown);
    },
  );
  return seen;
}

describe('busy', () => {
  test.each(['busy p...', 'busy s...'])('%s is no answer: the command is asked again', async (word) => {
    const answer = outcome(line.run(readMode, signal));
    await clock.settle();
    say(word);
    await clock.advance(300);
    expect(sent).toEqual(['AT+CWMODE?']);
    await clock.advance(200);
    expect(sent).toEqual(['AT+CWMODE?', 'AT+CWMODE?']);
    say('+CWMODE:1');
    say('OK');
    await clock.settle();
    expect(answer.value).toBe(1);
  });

  test('an order that was refused and run all the same is not repeated', async () => {
    const answer = outcome(line.run(setMode, signal));
    await clock.settle();
    say('busy p...');
    await clock.advance(200);
    say('OK');
    await clock.advance(1000);
    expect(sent).toEqual(['AT+CWMODE=1']);
    expect(answer.value).toBe('done');
  });

  test('nor is a join', async () => {
    const [dialect] = dialects;
    if (dialect === undefined) throw new Error('no dialect');
    const answer = outcome(line.run(join(dialect, { ssid: 'lab', passphrase: 'secret99' }).command, signal));
    await clock.settle();
    say('busy p...');
    await clock.advance(200);
    say('OK');
    await clock.advance(1000);
    expect(sent).toHaveLength(1);
    expect(answer.value).toBe('done');
  });

  test('esp-at#993: the ERROR of the command before is not the answer; the OK after it is', async () => {
    const answer = outcome(line.run(setMode, signal));
    await clock.settle();
    say('busy p...');
    await clock.advance(100);
    say('ERROR');
    await clock.advance(300);
    expect(sent).toHaveLength(1);
    say('OK');
    await clock.advance(1000);
    expect(sent).toHaveLength(1);
    expect(answer.value).toBe('done');
  });

  test('a late OK does not answer a question', async () => {
    const answer = outcome(line.run(readMode, signal));
    await clock.settle();
    say('busy p...');
    await clock.advance(100);
    say('OK');
    await clock.advance(400);
    expect(sent).toHaveLength(2);
    expect(answer.value).toBeUndefined();
  });

  test('nothing else goes out before that is settled', async () => {
    void line.run(setMode, signal);
    const other = outcome(line.run(readMode, signal));
    await clock.settle();
    say('busy p...');
    await clock.advance(300);
    expect(sent).toEqual(['AT+CWMODE=1']);
    say('OK');
    await clock.advance(500);
    expect(sent.at(-1)).toBe('AT+CWMODE?');
    expect(other.value).toBeUndefined();
  });

  test('it is not asked for ever; a module that stays busy for a minute is told to restart', async () => {
    const answers: { value?: unknown }[] = [];
    for (let turn = 0; turn < 4; turn++) answers.push(outcome(line.run(setMode, signal)));
    for (let step = 0; step < 900; step++) {
      say('busy p...');
      await clock.advance(100);
    }
    expect(String(answers[0]?.value)).toContain('busy p...');
    expect(sent).toContain('AT+RST');
    expect(sent.indexOf('AT+RST')).toBeGreaterThan(100);
  });
});

test('who gives up waits no longer, whatever the line is doing', async () => {
  const giveUp = new AbortController();
  void line.run(setMode, signal);
  const waiting = outcome(line.run(readMode, giveUp.signal));
  await clock.settle();
  giveUp.abort(new Error('enough'));
  await clock.settle();
  expect(waiting.value).toContain('enough');
  say('OK');
  await clock.advance(1000);
  expect(sent).toEqual(['AT+CWMODE=1']);
});

test('fact 24: FAIL ends whatever runs', async () => {
  const answer = outcome(line.run(setMode, signal));
  await clock.settle();
  say('FAIL');
  await clock.settle();
  expect(answer.value).toContain('FAIL');
});
