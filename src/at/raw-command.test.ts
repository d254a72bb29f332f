import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TestLine } from './channel.test-support.ts';
import { rawCommand } from './raw-command.ts';

test('what a person types goes out as it is, and all lines come back', async () => {
  const line = new TestLine();
  const run = line.run(rawCommand(' at+csq?;+creg? ', 300));
  line.say('at+csq?;+creg?\r\r\n+CSQ: 20,99\r\n+CREG: 0,1\r\nEC25\r\n\r\nOK\r\n');
  await run.done;
  expect([line.sent, run.outcome]).toEqual([['at+csq?;+creg?\r'], ['+CSQ: 20,99', '+CREG: 0,1', 'EC25']]);
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
