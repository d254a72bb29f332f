import { PassThrough, Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { Cli, type CliWorld } from '../cli.ts';
import { runConsole, splitPayload } from './console.ts';

test('data stands behind <<<', () => {
  expect(splitPayload(' AT+CSQ ')).toEqual({ command: 'AT+CSQ' });
  expect(splitPayload('AT+QISEND=0,5 <<< hello')).toEqual({ command: 'AT+QISEND=0,5', payload: Buffer.from('hello') });
});

test('commands from a pipe are answered one after the other, and the last one decides', async () => {
  let out = '';
  const stdout = new Writable({
    write: (chunk, _encoding, done) => {
      out += String(chunk);
      done();
    },
  });
  const cli = new Cli({ io: { stdout, stderr: stdout, env: {} } } as unknown as CliWorld);
  const input = new PassThrough();
  let closed = 0;
  let urc: (line: string) => void = () => undefined;
  const done = runConsole(cli, input, 1000, async (listener) => {
    urc = listener;
    return {
      name: 'lte0',
      at: async (command) => {
        if (command === 'AT+FOO') throw new Error('AT+FOO was answered ERROR');
        urc('+CEREG: 1\x1b[2J');
        return ['+CSQ: 20,99'];
      },
      ended: new Promise(() => undefined),
      close: async () => {
        closed += 1;
      },
    };
  });
  input.end('AT+CSQ\n\nAT+FOO\n');
  expect([await done, closed]).toEqual([false, 1]);
  // What a module says must not drive the terminal.
  expect(out).toBe('+CEREG: 1.[2J\n+CSQ: 20,99\nOK\nAT+FOO was answered ERROR\n');
});
