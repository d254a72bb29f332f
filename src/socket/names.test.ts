import { describe, expect, test } from '@jest/globals';
import { MemoryProvider } from './memory-provider.test-support.ts';
import { rigOf } from './rig.test-support.ts';

const provider = new MemoryProvider({ hosts: { 'example.com': ['192.0.2.1', '2001:db8::1'] } });

function looked(hostname: string, options?: object): Promise<unknown> {
  const { lte0 } = rigOf(provider);
  const { lookup } = lte0.sockets;
  return new Promise((resolve) => {
    const answered = (...given: unknown[]): void => resolve(given);
    if (options === undefined) lookup(hostname, answered);
    else lookup(hostname, options, answered);
  });
}

describe('names, by the module', () => {
  test('lookup answers as dns.lookup does', async () => {
    expect(await looked('example.com')).toEqual([null, '192.0.2.1', 4]);
    expect(await looked('example.com', { family: 6 })).toEqual([null, '2001:db8::1', 6]);
    expect(await looked('example.com', { family: 'IPv4', all: true })).toEqual([
      null,
      [{ address: '192.0.2.1', family: 4 }],
    ]);
    expect(await looked('192.0.2.77', {})).toEqual([null, '192.0.2.77', 4]);
  });

  test('a name that nobody knows: ENOTFOUND, with the name', async () => {
    const [error] = (await looked('nowhere.test')) as [unknown];
    expect(error).toMatchObject({
      code: 'ENOTFOUND',
      hostname: 'nowhere.test',
      message: 'getaddrinfo ENOTFOUND nowhere.test',
      syscall: 'getaddrinfo',
    });
  });

  test('resolve and ping', async () => {
    const { sockets } = rigOf(provider).lte0;
    expect(await sockets.resolve('example.com', { family: 4 })).toEqual(['192.0.2.1']);
    await expect(sockets.resolve('nowhere.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    const each: unknown[] = [];
    const replies = await sockets.ping('192.0.2.1', { count: 2, each: ({ roundTripMs }) => each.push(roundTripMs) });
    expect(replies).toHaveLength(2);
    expect(each).toEqual([30, undefined]);
  });
});
