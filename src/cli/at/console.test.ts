import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { Cli, type CliWorld } from '../cli.ts';
import { runConsole, splitPayload } from './console.ts';
import type { ModuleTalk, TalkOptions, UrcListener } from './module-talk.ts';
import { finishedPayload } from './payload-end.ts';

test('data stands behind <<<', () => {
  expect(splitPayload(' AT+CSQ ')).toEqual({ command: 'AT+CSQ' });
  expect(splitPayload('AT+QISEND=0,5 <<< hello')).toEqual({ command: 'AT+QISEND=0,5', payload: Buffer.from('hello') });
});

test('data without a length has the end that the module waits for', () => {
  const finished = (command: string, text: string): string => String(finishedPayload(command, Buffer.from(text)));
  expect(finished('AT+CMGS="1"', 'hello')).toBe('hello\x1a');
  expect(finished('AT+CMGS="1"', 'hello\x1a')).toBe('hello\x1a');
  expect(finished('AT+QISEND=0,5', 'hello')).toBe('hello');
  expect(finished('AT+CIPSEND=0,5', 'hello')).toBe('hello');
});

type At = (command: string, options: TalkOptions) => Promise<readonly string[]>;

/** A console whose module answers as `at` says. */
function consoleWith(at: At, isTTY: boolean) {
  let out = '';
  let wake: () => void = () => undefined;
  const stdout = Object.assign(
    new Writable({
      write: (chunk, _encoding, done) => {
        out += String(chunk);
        wake();
        done();
      },
    }),
    { isTTY, columns: 80, rows: 24 },
  );
  const cli = new Cli({ io: { stdout, stderr: stdout, env: { NO_COLOR: '1' } } } as unknown as CliWorld);
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode: () => undefined });
  let urc: UrcListener = () => undefined;
  let closed = 0;
  const talk: ModuleTalk = {
    name: 'lte0',
    at,
    ended: new Promise(() => undefined),
    close: async () => {
      closed += 1;
    },
  };
  const done = runConsole(cli, input, 1000, async (listener) => {
    urc = listener;
    return talk;
  });
  /** Resolves when the output holds the text, this many times. */
  const prints = async (text: string, times = 1): Promise<void> => {
    while (out.split(text).length <= times) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  // What a terminal moves and clears is nothing to read.
  const text = (): string => out.replaceAll(/\x1b\[[0-9;]*[A-Za-z]/g, '').replaceAll(/\r(?!\n)/g, '');
  return { done, input, prints, text, urc: (line: string) => urc(line), closed: () => closed };
}

test('commands from a pipe are answered one after the other, and the last one decides', async () => {
  const { closed, done, input, text, urc } = consoleWith(async (command) => {
    if (command === 'AT+FOO') throw new Error('AT+FOO was answered ERROR');
    urc('+CEREG: 1\x00[2J');
    return ['+CSQ: 20,99'];
  }, false);
  input.end('AT+CSQ\n\nAT+FOO\n');
  expect([await done, closed()]).toEqual([false, 1]);
  // What a module says must not drive the terminal.
  expect(text()).toBe('+CEREG: 1.[2J\n+CSQ: 20,99\nOK\nAT+FOO was answered ERROR\n');
});

const asks: At = async (_command, { payload }) => {
  const bytes = typeof payload === 'function' ? await payload() : payload;
  return [`sent ${JSON.stringify(String(Buffer.from(bytes)))}`];
};

test('from a pipe the next command is no data: what asks for some is told how to be given it', async () => {
  const { done, input, text } = consoleWith(asks, false);
  input.end('AT+CMGS="1"\nAT+CMGS="1" <<< hi\n');
  expect(await done).toBe(true);
  expect(text()).toBe('it asks for data, and was given none\nsent "hi\\u001a"\nOK\n');
});

describe('on a terminal', () => {
  test('data is typed when it is asked for, and ends as the command wants it', async () => {
    const { done, input, prints, text } = consoleWith(asks, true);
    input.write('AT+CMGS="1"\r');
    await prints('it asks for data: a line');
    input.write('hello\r');
    await prints('sent "hello');
    input.write('AT+QISEND=0,7\r');
    await prints('it asks for data: 7 bytes');
    input.write('two\r');
    input.write('lines\r');
    await prints('lines"', 0);
    await prints('OK', 2);
    input.end('\x04');
    expect(await done).toBe(true);
    expect(text()).toContain('sent "hello\\u001a"');
    expect(text()).toMatch(/2 bytes too many were typed: they are not sent\r?\nsent "two\\nlin"/);
  });

  test.each([
    ['Ctrl-C', '\x03'],
    ['Esc', '\x1b'],
  ])('%s gives none, and the console goes on', async (_key, key) => {
    const { done, input, prints, text } = consoleWith(asks, true);
    input.write('AT+CMGS="1"\r');
    await prints('it asks for data');
    input.write('half');
    await prints('half');
    input.write(key);
    await prints('was given none');
    input.write('AT+CMGS="2" <<< x\r');
    await prints('sent "x');
    expect(text()).not.toContain('sent "half');
    input.write('\x03');
    expect(await done).toBe(true);
  });

  test('what the module says by itself stands above what is being typed', async () => {
    const { done, input, prints, text, urc } = consoleWith(asks, true);
    await prints('lte0> ');
    input.write('AT+C');
    await prints('AT+C');
    urc('RING');
    input.write('SQ <<< x\r');
    await prints('sent "x"');
    input.end('\x04');
    await done;
    expect(text()).toMatch(/RING\r?\nlte0> AT\+C/);
    expect(text()).toContain('lte0> AT+CSQ <<< x');
  });

  test('data that comes too late is no command', async () => {
    let over: () => void = () => undefined;
    const { done, input, prints, text } = consoleWith(async (command, { payload }) => {
      if (command !== 'AT+CMGS="1"') return [`ran ${command}`];
      if (typeof payload === 'function') void payload().catch(() => undefined);
      await new Promise<void>((resolve) => {
        over = resolve;
      });
      throw new Error('too late');
    }, true);
    input.write('AT+CMGS="1"\r');
    await prints('it asks for data');
    input.write('half');
    await prints('half');
    over();
    await prints('too late');
    input.write('AT+GMR\r');
    await prints('ran AT+GMR');
    input.end('\x04');
    await done;
    expect(text()).not.toContain('ran half');
  });
});
