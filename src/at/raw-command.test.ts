import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TestLine } from './channel.test-support.ts';
import { rawCommand } from './raw-command.ts';
import { urc } from './urc.ts';

test('what a person types goes out as it is, and all lines come back', async () => {
  const line = new TestLine();
  const run = line.run(rawCommand(' at+csq?;+creg? ', 300));
  line.say('at+csq?;+creg?\r\r\n+CSQ: 20,99\r\n+CREG: 0,1\r\nEC25\r\n\r\nOK\r\n');
  await run.done;
  expect([line.sent, run.outcome]).toEqual([['at+csq?;+creg?\r'], ['+CSQ: 20,99', '+CREG: 0,1', 'EC25']]);
});

test('the answer to a question is an answer, also where the same is told unasked', async () => {
  const line = new TestLine();
  const heard: string[] = [];
  line.channel.onUrc(
    urc('+CFUN', (params) => params.int()),
    (_value, text) => heard.push(text),
  );
  line.channel.onUrc(
    urc('+CREG', (params) => params.int()),
    (_value, text) => heard.push(text),
  );
  const run = line.run(rawCommand('AT+CFUN?', 300));
  line.say('\r\n+CFUN: 1\r\n\r\n+CREG: 2\r\n\r\nOK\r\n');
  await run.done;
  expect(run.outcome).toEqual(['+CFUN: 1']);
  line.say('\r\n+CFUN: 1\r\n');
  expect(heard).toEqual(['+CREG: 2', '+CFUN: 1']);
});

test('what may be a secret is not shown, nor is its echo', async () => {
  const line = new TestLine();
  const run = line.run(rawCommand('AT+CPIN=1234', 300));
  line.say('AT+CPIN=1234\r\r\nOK\r\n');
  await run.done;
  expect(line.channel.transcript.lines).toEqual(['0.000 > AT+CPIN=...', '0.000 < AT+CPIN=...', '0.000 < OK']);
});

test('it is one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      let wire: string | undefined;
      try {
        wire = rawCommand(`AT${text}`, 300).line.wire;
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'UNSAFE_ARGUMENT' });
      }
      if (wire !== undefined) expect(wire).toMatch(/^AT[\x20-\x7e]*$/);
    }),
  );
  expect(() => rawCommand('+CSQ', 300)).toThrow(/no command line/);
});

/** Who is asked for data, and what became of it. */
function asking(): { readonly ask: () => Promise<Uint8Array>; give: (text: string) => void; refuse: () => void } {
  let settle: { resolve: (bytes: Uint8Array) => void; reject: (thrown: Error) => void } | undefined;
  return {
    ask: () =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
      }),
    give: (text) => settle?.resolve(Buffer.from(text)),
    refuse: () => settle?.reject(new Error('not now')),
  };
}

test('data is asked for when the module asks, however long the command has waited for it', async () => {
  const line = new TestLine();
  const { ask, give } = asking();
  const run = line.run(rawCommand('AT+CMGS="1"', 300, ask));
  line.say('\r\n> ');
  await line.clock.advance(500);
  expect(line.sent).toEqual(['AT+CMGS="1"\r']);
  give('hello\x1a');
  await line.clock.advance(0);
  line.say('\r\n+CMGS: 4\r\n\r\nOK\r\n');
  await run.done;
  expect([line.sent.at(-1), run.outcome]).toEqual(['hello\x1a', ['+CMGS: 4']]);
});

test('data that is refused is declined with ESC, and the line is free after the answer to that', async () => {
  const line = new TestLine();
  const { ask, refuse } = asking();
  const run = line.run(rawCommand('AT+CMGS="1"', 300, ask));
  line.say('\r\n> ');
  refuse();
  await line.clock.advance(0);
  const next = line.run(rawCommand('AT+CSQ', 300));
  expect(line.sent).toEqual(['AT+CMGS="1"\r', '\x1b']);
  line.say('\r\nOK\r\n');
  await run.done;
  expect(run.outcome).toMatchObject({ message: 'not now' });
  line.say('\r\n+CSQ: 20,99\r\n\r\nOK\r\n');
  await next.done;
  expect(next.outcome).toEqual(['+CSQ: 20,99']);
});

test('who can be asked need not be: a command without a prompt ends as ever', async () => {
  const line = new TestLine();
  const { ask } = asking();
  const run = line.run(rawCommand('AT+CSQ', 300, ask));
  line.say('\r\n+CSQ: 20,99\r\n\r\nOK\r\n');
  await run.done;
  expect(run.outcome).toEqual(['+CSQ: 20,99']);
});

test('ESP-AT says OK ahead of its prompt', async () => {
  const line = new TestLine();
  const { ask, give } = asking();
  const run = line.run(rawCommand('AT+CIPSEND=0,5', 300, ask));
  line.say('\r\nOK\r\n\r\n>');
  give('hello');
  await line.clock.advance(0);
  line.say('\r\nRecv 5 bytes\r\n\r\nSEND OK\r\n');
  await run.done;
  expect([line.sent.at(-1), run.outcome]).toEqual(['hello', ['Recv 5 bytes']]);
});
