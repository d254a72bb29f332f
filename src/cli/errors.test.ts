import { describe, expect, test } from '@jest/globals';
import { ControlError, TransportError, UsageError } from '../base/errors.ts';
import { errorText, exitCodeOf } from './errors.ts';

describe('the text of an error', () => {
  const error = new TransportError('PORT_BUSY', '/dev/ttyUSB2 is in use', {
    where: '/dev/ttyUSB2',
    hint: 'Held by minicom.',
    transcript: ['> AT', '< OK'],
    cause: new Error('EBUSY'),
  });

  test('is what was wrong and what to do', () => {
    expect(errorText(error)).toEqual(['atlink: /dev/ttyUSB2 is in use', '  Held by minicom.']);
  });

  test('says all that is known when asked to', () => {
    expect(errorText(error, { verbose: true }).slice(2)).toEqual([
      '  code: PORT_BUSY at /dev/ttyUSB2',
      '  | > AT',
      '  | < OK',
      '  cause: EBUSY',
    ]);
  });

  test('has a stack for debugging alone', () => {
    expect(errorText(error, { verbose: true }).join('\n')).not.toContain('errors.test');
    expect(errorText(error, { debug: true }).join('\n')).toContain('errors.test');
  });

  test('blots secrets out', () => {
    const redact = (text: string): string => text.replaceAll('ttyUSB2', '***');
    expect(errorText(error, { redact })[0]).toBe('atlink: /dev/*** is in use');
  });

  test('does not hang in causes that go round', () => {
    const round = new Error('round');
    round.cause = round;
    expect(errorText(new UsageError('x', { cause: round }), { verbose: true })).toContain('  cause: round');
  });
});

test.each([
  [new UsageError('x'), 2],
  [new UsageError('x', {}, 'CLOSED'), 1],
  [new ControlError('ENOPROTOOPT', 'x'), 2],
  [new ControlError('ENETDOWN', 'x'), 1],
  [new Error('x'), 1],
])('exit code of %s', (thrown, code) => expect(exitCodeOf(thrown)).toBe(code));
