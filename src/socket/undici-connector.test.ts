import { afterEach, describe, expect, test } from '@jest/globals';
import { Agent, fetch, request } from 'undici';
import { authority, otherAuthority } from '../../mocks/network/certificates.test-support.ts';
import { webRig } from './clients.test-support.ts';
import { undiciConnector } from './undici-connector.ts';

const ends: (() => Promise<unknown>)[] = [];

function setUp(tls: object = { ca: authority }) {
  const rig = webRig();
  const dispatcher = new Agent({ connect: undiciConnector(rig.lte0, { tls, timeoutMs: 300 }) });
  ends.push(
    () => dispatcher.destroy(),
    () => rig.manager.close(),
  );
  return { ...rig, dispatcher };
}

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

describe('undici through an interface', () => {
  test('fetch, again and again over one connection', async () => {
    const { dispatcher, provider } = setUp();
    for (const path of ['/a', '/b', '/c']) {
      const response = await fetch(`http://example.test${path}`, { dispatcher });
      expect(await response.text()).toBe(`GET ${path} 0`);
      // A connection is free again a turn after its answer.
      await new Promise((resolve) => void setImmediate(resolve));
    }
    expect(provider.requests).toEqual([{ host: 'example.test', port: 80 }]);
  });

  test('a body of some size, over TLS of Node', async () => {
    const { dispatcher, provider } = setUp();
    const response = await fetch('https://example.test/up', { dispatcher, method: 'POST', body: 'x'.repeat(200_000) });
    expect(await response.text()).toBe('POST /up 200000');
    expect(provider.requests).toEqual([{ host: 'example.test', port: 443 }]);
  });

  test('many at once', async () => {
    const { dispatcher } = setUp();
    const asked = Array.from({ length: 10 }, async (_, index) => {
      const { body } = await request(`http://example.test/${index}`, { dispatcher: dispatcher.compose() });
      return await body.text();
    });
    // Four numbers of the module, and undici makes a connection for each request: the others are refused.
    const results = await Promise.allSettled(asked);
    const answers = results.filter(({ status }) => status === 'fulfilled');
    expect(answers.length).toBeGreaterThanOrEqual(4);
  });

  test.each([
    ['refused', 'http://example.test:81/', { code: 'ECONNREFUSED' }],
    ['nobody', 'http://nowhere.test/', { code: 'ENOTFOUND' }],
    [
      'silence',
      'http://example.test:65000/',
      { message: 'no connection to example.test: nothing happened for 300 ms' },
    ],
    [
      'silence',
      'https://example.test:65000/',
      { message: 'no connection to example.test: nothing happened for 300 ms' },
    ],
  ])('errors are those of the connection: %s', async (_, url, expected) => {
    const { dispatcher, manager, provider } = setUp();
    await expect(request(url, { dispatcher })).rejects.toMatchObject(expected);
    await manager.close();
    expect(provider.used).toBe(0);
  });

  test('a certificate of somebody else is refused', async () => {
    const { dispatcher } = setUp({ ca: otherAuthority });
    const refused = request('https://example.test/', { dispatcher });
    await expect(refused).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  });
});
