import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { BareHost } from '../line/bare-host.ts';
import { InProcessPort } from '../line/in-process-port.ts';
import type { Framing } from './message-input.ts';
import { type ScriptedDevice, type ScriptedDeviceOptions, scriptedDevice } from './scripted-device.ts';

let clock: VirtualClock;
let device: ScriptedDevice;
let host: BareHost;

const make = (options: ScriptedDeviceOptions = {}): void => {
  device = scriptedDevice({ clock, ...options });
  host = new BareHost(device, clock);
};

beforeEach(() => {
  clock = new VirtualClock();
  make();
});

afterEach(() => {
  device.close();
  expect(clock.timerCount).toBe(0);
});

describe('expectations', () => {
  test('are met in order, and each is answered', () => {
    device.expect('AT').reply('\r\nOK\r\n');
    device
      .expect(/^AT\+CSQ$/)
      .reply('\r\n+CSQ: 20,99\r\n')
      .reply('\r\nOK\r\n');
    device.expect(Buffer.from('ATI')).reply(Buffer.from([1, 2]));
    device.expect((text) => text.startsWith('AT+X')).reply(([text]) => `<${text}>`);
    host.send('AT\r');
    host.send('AT+C');
    host.send('SQ\r\nATI\nAT+X=1\r');
    expect(host.received).toBe('\r\nOK\r\n\r\n+CSQ: 20,99\r\n\r\nOK\r\n\x01\x02<AT+X=1>');
    device.verify();
  });

  test('what is not expected is told with what was, the likely one, and the transcript', () => {
    device.expect('AT').reply('\r\nOK\r\n');
    device.expect('AT+CSQ');
    host.send('AT\r');
    host.send('AT+CSQ?\r');
    expect(() => device.verify()).toThrow(
      [
        'the device was not used as scripted:',
        '  1. unexpected "AT+CSQ?": expected next is "AT+CSQ", is "AT+CSQ" meant?',
        '  2. expected "AT+CSQ", which never came',
        'what went over the line:',
        '     0.000 > "AT\\r"',
        '     0.000 < "\\r\\nOK\\r\\n"',
        '     0.000 > "AT+CSQ?\\r"',
        '     0.000 ! unexpected "AT+CSQ?": expected next is "AT+CSQ", is "AT+CSQ" meant?',
      ].join('\n'),
    );
  });

  test('one too early is not expected, and neither is anything behind the last', () => {
    device.expect('one');
    device.expect('two');
    host.send('two\rone\rtwo\rthree\r');
    expect(() => device.verify()).toThrow(
      /1\. unexpected "two".*"one"[\s\S]*2\. unexpected "three": nothing more is expected/,
    );
  });

  test('in any order', () => {
    make({ ordered: false });
    device.expect('one').reply('1');
    device.expect('two').reply('2');
    host.send('two\rone\r');
    expect(host.received).toBe('21');
    device.verify();
    host.send('one\r');
    expect(() => device.verify()).toThrow('unexpected "one"');
  });

  test('so often', () => {
    device.expect('AT').reply('.').times(3);
    device.expect('ATI').times(0, 2);
    device.expect('ATZ').reply('!');
    device.expect('AT+POLL').anyTimes().inAnyOrder();
    host.send('AT\rAT+POLL\rAT\r');
    expect(() => device.verify()).toThrow('expected "AT" 3 times, and it came 2 times');
    host.send('AT\rAT+POLL\rATZ\r');
    expect(host.received).toBe('...!');
    device.verify();
    host.send('ATI\r');
    expect(() => device.verify()).toThrow('unexpected "ATI"');
  });

  test('replies come in their time', async () => {
    device.expect('AT+COPS=0').reply('\r\nOK\r\n', { afterMs: 30_000 }).reply('\r\n+CEREG: 1\r\n', { afterMs: 500 });
    host.send('AT+COPS=0\r');
    await clock.advance(29_999);
    expect(host.received).toBe('');
    expect(() => device.verify()).toThrow('1 replies were not due yet');
    await clock.advance(1);
    expect(host.take()).toBe('\r\nOK\r\n');
    await clock.advance(500);
    expect(host.take()).toBe('\r\n+CEREG: 1\r\n');
    device.verify();
  });

  test('a prompt, and the payload behind it', () => {
    device.expect('AT+CMGS="+49123"').reply('\r\n> ').payload('hello\x1a').reply('\r\n+CMGS: 1\r\n\r\nOK\r\n');
    device
      .expect('AT+QISEND=0,3')
      .reply('\r\n> ')
      .payload(Buffer.from([0, 13, 10]))
      .reply('\r\nSEND OK\r\n');
    device
      .expect('AT+QMTPUB')
      .reply('> ')
      .payload(/^\{.*\}\x1a$/, { until: '\x1a' })
      .reply('OK');
    host.send('AT+CMGS="+49123"\r\n');
    expect(host.take()).toBe('\r\n> ');
    host.send('hel');
    host.send('lo\x1a');
    expect(host.take()).toContain('+CMGS: 1');
    host.send('AT+QISEND=0,3\r');
    host.send('\x00\r\n');
    expect(host.take()).toContain('SEND OK');
    host.send('AT+QMTPUB\r{"a":\r1}\x1a');
    expect(() => device.verify()).toThrow('the payload was "{\\"a\\":\\r1}\\u001a": expected is');
    expect(() => device.expect('X').payload(/y/)).toThrow('it does not follow where this payload ends');
  });

  test('a payload that is cut short is told', () => {
    device.expect('SEND').reply('>').payload('12345');
    host.send('SEND\r123');
    expect(() => device.verify()).toThrow('payload was asked for, and its end did not come');
  });
});

describe('the rest of it', () => {
  test('handlers have a state, and give way to expectations', () => {
    const lamp = scriptedDevice({ clock, state: { on: false, asked: 0 } });
    lamp.on(/^LAMP=(0|1)$/, ([, value], state) => {
      state.on = value === '1';
      return 'OK\r\n';
    });
    lamp.on('LAMP?', (_match, state) => {
      state.asked += 1;
      return `${Number(state.on)}\r\n`;
    });
    lamp.on('QUIET', () => undefined);
    const user = new BareHost(lamp, clock);
    lamp.expect('LAMP?').reply('burnt\r\n');
    user.send('LAMP?\rLAMP=1\rLAMP?\rQUIET\r');
    expect(user.received).toBe('burnt\r\nOK\r\n1\r\n');
    expect(lamp.state).toEqual({ on: true, asked: 1 });
    lamp.verify();
    lamp.on('BREAK', () => {
      throw new Error('no lamp');
    });
    user.send('BREAK\r');
    expect(() => lamp.verify()).toThrow('the handler of "BREAK" threw: no lamp');
  });

  test('speaks up by itself', async () => {
    device.say('\r\nRDY\r\n');
    device.say('\r\nRING\r\n', { afterMs: 1000 });
    expect(host.take()).toBe('\r\nRDY\r\n');
    await clock.advance(1000);
    expect(host.take()).toBe('\r\nRING\r\n');
    host.detach();
    device.say('lost');
    expect(device.transcript.at(-1)).toContain('"lost" was said to nobody');
  });

  test.each<[string, Framing, string, string[]]>([
    ['lines', 'lines', 'a\rb\r\nc\n\r\nd\r', ['a', 'b', 'c', 'd']],
    ['LF alone', '\n', 'a\rb\nc\n', ['a\rb', 'c']],
    ['CR LF alone', '\r\n', 'a\rb\r\nc\r\n', ['a\rb', 'c']],
    ['as they come', 'chunks', 'a\rb', ['a\rb']],
    ['by a length', (received) => (received[0] ?? 255) + 1, '\x02ab\x01c', ['\x02ab', '\x01c']],
  ])('messages: %s', (_name, messages, sent, seen) => {
    make({ messages });
    const heard: string[] = [];
    device.on(/[\s\S]*/, ([text = '']) => {
      heard.push(text);
      return undefined;
    });
    host.send(sent);
    expect(heard).toEqual(seen);
  });

  test('an unexpected message may be answered, be thrown, or be told', async () => {
    make({ otherwise: '\r\nERROR\r\n', onProblem: 'throw' });
    const port = new InProcessPort(device);
    const transport = await port.open({ onBytes: () => undefined, onClosed: () => undefined });
    await expect(transport.write(Buffer.from('AT\r'))).rejects.toThrow('unexpected "AT": nothing more is expected');
    await transport.close();
    const told: Error[] = [];
    make({ onProblem: (error) => told.push(error) });
    host.send('ATI\r');
    expect(told.map(({ message }) => message)).toEqual([expect.stringContaining('unexpected "ATI"')]);
  });

  test('half a message at the end is told; power off forgets it', () => {
    host.send('AT+CS');
    expect(() => device.verify()).toThrow('"AT+CS" is no whole message');
    device.powerOff();
    device.verify();
  });
});
