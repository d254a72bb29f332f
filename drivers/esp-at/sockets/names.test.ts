import { describe, expect, test } from '@jest/globals';
import type { PingReply } from '../../../src/driver/index.ts';
import { dialectOf, never, ScriptedModule } from './scripted.test-support.ts';

const resolve = (module: ScriptedModule, name: string, family?: 4 | 6): Promise<readonly string[]> =>
  module.sockets.resolve?.(name, family, never) ?? Promise.reject();

describe('names', () => {
  test.each([
    ['N1', '+CIPDOMAIN:10.0.0.9', 'AT+CIPDOMAIN="a.test"'],
    ['E2a 2.1', '+CIPDOMAIN:10.0.0.9', 'AT+CIPDOMAIN="a.test"'],
    ['E5', '+CIPDOMAIN:"10.0.0.9"', 'AT+CIPDOMAIN="a.test"'],
  ] as const)('%s: %s', async (generation, answer, asked) => {
    const module = new ScriptedModule(dialectOf[generation]);
    module.on(/^AT\+CIPDOMAIN=/, `${answer}\r\n\r\nOK\r\n`);
    expect(await module.done(resolve(module, 'a.test'))).toEqual(['10.0.0.9']);
    expect(module.sent).toEqual([asked]);
  });

  test('of one family', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    module.on(/^AT\+CIPDOMAIN="a.test",3/, '+CIPDOMAIN:"2001:db8::1"\r\n\r\nOK\r\n');
    expect(await module.done(resolve(module, 'a.test', 6))).toEqual(['2001:db8::1']);
    const old = new ScriptedModule(dialectOf.E1);
    expect(await old.code(resolve(old, 'a.test', 6))).toBe('EOPNOTSUPP');
  });

  test('an address needs no question', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    expect(await module.done(resolve(module, '10.0.0.1'))).toEqual(['10.0.0.1']);
    expect(module.sent).toEqual([]);
  });

  test.each(['\r\nERROR\r\n', 'DNS Fail\r\n\r\nERROR\r\n', '+CIPDOMAIN:"none"\r\n\r\nOK\r\n'])(
    '%j: not found',
    async (answer) => {
      const module = new ScriptedModule(dialectOf['N1 1.7']);
      module.on(/^AT\+CIPDOMAIN=/, answer);
      expect(await module.code(resolve(module, 'nobody.test'))).toBe('ENOTFOUND');
    },
  );

  test('without a network it is the network that is missing', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    module.on(/^AT\+CWSTATE\?$/, '+CWSTATE:0,""\r\n\r\nOK\r\n');
    expect(await module.code(resolve(module, 'a.test'))).toBe('ENETDOWN');
  });
});

describe('ping', () => {
  async function replies(module: ScriptedModule, timeoutMs = 5000): Promise<readonly PingReply[]> {
    const all: PingReply[] = [];
    const request = { host: '10.0.0.1', count: 2, timeoutMs };
    await module.done(module.sockets.ping?.(request, (reply) => void all.push(reply), never) ?? Promise.reject());
    return all;
  }

  test.each([
    ['E5', '+PING:12\r\n\r\nOK\r\n', 12],
    ['E5', '+PING:TIMEOUT\r\n\r\nERROR\r\n', undefined],
    ['N1 1.7', '+12\r\n\r\nOK\r\n', 12],
    ['N1 1.7', '+timeout\r\n\r\nERROR\r\n', undefined],
  ] as const)('%s: %j', async (generation, answer, roundTripMs) => {
    const module = new ScriptedModule(dialectOf[generation]);
    module.on(/^AT\+PING=/, answer);
    const reply = { address: '10.0.0.1', roundTripMs };
    expect(await replies(module)).toEqual([reply, reply]);
  });

  test('what comes after the time counts as none', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    module.on(/^AT\+PING=/, '+PING:900\r\n\r\nOK\r\n');
    expect((await replies(module, 500))[0]?.roundTripMs).toBeUndefined();
  });

  test('a module that cannot says so', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    module.on(/^AT\+PING=/, '\r\nERROR\r\n');
    const request = { host: '10.0.0.1', count: 1, timeoutMs: 1000 };
    expect(await module.code(module.sockets.ping?.(request, () => undefined, never) ?? never.reason)).toBe(
      'EHOSTUNREACH',
    );
  });
});
