import { describe, expect, test } from '@jest/globals';
import { choiceOption, digitsOption, Options, textOption } from './options.ts';

interface Values {
  readonly apn: string;
  readonly pin: string;
  readonly type: 'ipv4' | 'ipv6';
}

const make = (initial?: Record<string, unknown>): Options<Values> =>
  new Options<Values>(
    {
      apn: textOption('access point name', 10),
      pin: digitsOption('PIN', 4, 8, { secret: true }),
      type: choiceOption('type', ['ipv4', 'ipv6']),
    },
    'the test',
    initial,
  );

describe('options', () => {
  test('what was set is what is used, and a secret is never given back', () => {
    const options = make({ apn: 'internet', pin: '1234' });
    expect(options.values).toEqual({ apn: 'internet', pin: '1234' });
    expect(options.shown('apn')).toBe('internet');
    expect(options.shown('pin')).toBe('***');
    expect(options.shown('type')).toBeUndefined();
  });

  test('an unknown name is refused with the right ones', () => {
    expect(() => make().set('ssid', 'x')).toThrow(
      expect.objectContaining({ code: 'ENOPROTOOPT', hint: 'The options are apn, pin, type.' }),
    );
    expect(() => make().set('toString', 'x')).toThrow(expect.objectContaining({ code: 'ENOPROTOOPT' }));
  });

  test.each([
    ['apn', 17, 'EINVAL'],
    ['apn', 'a"b', 'EINVAL'],
    ['apn', 'net\r\nAT+CFUN=0', 'EINVAL'],
    ['apn', 'ääääää', 'ENOBUFS'],
    ['pin', '12', 'EINVAL'],
    ['pin', '123456789', 'ENOBUFS'],
    ['type', 'ipv5', 'EINVAL'],
  ])('%s does not take %j', (name, value, code) => {
    const options = make({ apn: 'before' });
    expect(() => options.set(name, value)).toThrow(expect.objectContaining({ code }));
    expect(options.values.apn).toBe('before');
  });

  test('a refused secret does not stand in the message', () => {
    let message = '';
    try {
      make().set('pin', '98x7');
    } catch (thrown) {
      message = String(thrown) + JSON.stringify(thrown);
    }
    expect(message).toContain('pin');
    expect(message).not.toContain('98x7');
  });
});
