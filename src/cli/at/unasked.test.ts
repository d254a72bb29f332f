import { expect, test } from '@jest/globals';
import { UnaskedLines } from './unasked.ts';

/** Plays lines: `>` to the module, `<` from it, `!` a note. */
function played() {
  const urcs: string[] = [];
  const lines = new UnaskedLines((line) => urcs.push(line));
  const directions = { '>': 'out', '<': 'in', '!': 'note' } as const;
  const play = (...said: readonly string[]): void => {
    for (const each of said) {
      lines.observe({ direction: directions[each[0] as '>' | '<' | '!'], text: each.slice(2), atMs: 0 });
    }
  };
  return { lines, play, urcs };
}

test('what comes while no command runs is unasked', () => {
  const { play, urcs } = played();
  play('< RDY', '> AT', '< AT', '< OK', '< +CEREG: 1');
  expect(urcs).toEqual(['RDY', '+CEREG: 1']);
});

test('what comes in between under another name is told at once, and is no part of the answer', () => {
  const { lines, play, urcs } = played();
  play('> AT+CSQ', '< AT+CSQ', '< +CEREG: 2', '< +CSQ: 20,99');
  expect(urcs).toEqual(['+CEREG: 2']);
  play('< OK', '> AT+CEREG?', '< +CEREG: 2,1', '< OK');
  expect(lines.answered('AT+CSQ', ['+CEREG: 2', '+CSQ: 20,99'])).toEqual(['+CSQ: 20,99']);
  expect(urcs).toEqual(['+CEREG: 2']);
});

test('a line without a name is unasked when it is not in the answer, whatever was hidden of that', () => {
  const { lines, play, urcs } = played();
  play('> AT+CGSN', '< RING', '< 000000000000001', '< OK');
  expect(lines.answered('AT+CGSN', ['352656106647673'])).toEqual(['352656106647673']);
  expect(urcs).toEqual(['RING']);
});

test('payload and its prompt belong to the command', () => {
  const { lines, play, urcs } = played();
  play('> AT+CMGS=...', '< >', '> (6 bytes of payload)', '< +CREG: 1', '< +CMGS: 4', '< OK');
  expect(lines.answered(' AT+CMGS="+49170"', ['+CMGS: 4'])).toEqual(['+CMGS: 4']);
  expect(urcs).toEqual(['+CREG: 1']);
});

test('answers that only come when other commands ran are not mixed up, and floods are bounded', () => {
  const { lines, play, urcs } = played();
  for (let index = 0; index < 100; index++) play('> AT+A', '< a', '< OK');
  expect(lines.answered('AT+B', ['b'])).toEqual(['b']);
  expect(urcs).toEqual([]);
});
