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
