import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytesOf, framesOf } from './framer.test-support.ts';

const answer = '\r\nSEND OK\r\n';
const sent = ['prompt', 'line SEND OK'];

function everyCut(wire: string, echo: string, doesEcho = false): readonly (readonly string[])[] {
  const bytes = bytesOf(wire);
  return [...bytes.keys()].map((cut) => framesOf(bytes, [cut], { echo: bytesOf(echo), doesEcho }));
}

describe('a payload that comes back', () => {
  test.each([
    ['text', 'hello'],
    ['an answer', 'OK\r\n\r\nSEND FAIL\r\n\r\nERROR\r\n'],
    ['a prompt', '> > >'],
    ['a header', '+QIRD: 4\r\n+IPD,9:'],
    ['a blank at its beginning', ' x'],
    ['line ends and NUL inside', 'a\r\n\0\r\n\0'],
    ['the beginning of the answer at its end', 'x\r\nSEND OK\r\n'],
  ])('is dropped: %s', (_name, payload) => {
    for (const frames of everyCut(`\r\n> ${payload}${answer}`, payload)) expect(frames).toEqual(sent);
  });

  test('is dropped whatever it holds', () => {
    const payload = fc
      .uint8Array({ minLength: 1, maxLength: 60 })
      .filter(([first]) => first !== 0 && first !== 10 && first !== 13);
    fc.assert(
      fc.property(payload, fc.nat(80), (bytes, cut) => {
        const wire = Buffer.concat([bytesOf('\r\n> '), bytes, bytesOf(answer)]);
        expect(framesOf(wire, [Math.min(cut, wire.length)], { echo: bytes })).toEqual(sent);
      }),
      { numRuns: 1000 },
    );
  });

  test.each(['\r\n', '\n+QIURC: "closed",0\r\n', '\0\r\nRDY\r\n'])(
    'is dropped although it begins as an answer does, where the module echoes: %j',
    (payload) => {
      for (const frames of everyCut(`\r\n> ${payload}${answer}`, payload, true)) expect(frames).toEqual(sent);
    },
  );

  test('does not matter when it does not come, whatever it would hold', () => {
    const tricky = fc.constantFrom(
      '\r\nSEND OK\r\n',
      '\r\n',
      'S',
      'SEND OK',
      '\rS',
      '\n',
      '\r\nSEND OK\r\nmore',
      ' \r\nS',
      '\0',
    );
    const any = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
    fc.assert(
      fc.property(fc.oneof(tricky, any), fc.nat(14), (payload, cut) => {
        expect(framesOf(bytesOf(`\r\n> ${answer}`), [cut], { echo: bytesOf(payload) })).toEqual(sent);
      }),
      { numRuns: 1000 },
    );
  });

  test('is taken as lines from the first byte on that is not the same', () => {
    for (const frames of everyCut(`\r\n> one\r\ntwX\r\n${answer}`, 'one\r\ntwo\r\n')) {
      expect(frames).toEqual(['prompt', 'line one', 'line twX', 'line SEND OK']);
    }
  });

  test('may be broken by a restart of the module', () => {
    for (const frames of everyCut('\r\n> hel\r\nRDY\r\n', 'hello'))
      expect(frames).toEqual(['prompt', 'line hel', 'line RDY']);
  });
});
