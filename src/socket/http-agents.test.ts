import {
  type Agent,
  get as httpGet,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { afterEach, describe, expect, test } from '@jest/globals';
import { authority, otherAuthority } from '../../mocks/network/certificates.test-support.ts';
import { webRig } from './clients.test-support.ts';
import { httpAgent, httpsAgent } from './http-agents.ts';

type Rig = ReturnType<typeof webRig>;
const rigs: Rig[] = [];
const agents: Agent[] = [];

function setUp(): Rig {
  const rig = webRig();
  rigs.push(rig);
  return rig;
}

function kept<Kept extends Agent>(agent: Kept): Kept {
  agents.push(agent);
  return agent;
}

afterEach(async () => {
  for (const agent of agents.splice(0)) agent.destroy();
  for (const { manager } of rigs.splice(0)) await manager.close();
});

/** A connection is free again a turn after its answer. */
const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of response) text += String(piece);
  return text;
}

function fetched(
  request: typeof httpRequest | typeof httpsRequest,
  options: RequestOptions,
  body = '',
): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: 'example.test', ...options }, (response) => resolve(textOf(response)));
    asked.on('error', reject);
    asked.end(body);
  });
}

describe('Node’s HTTP client through an interface', () => {
  test('asks and is answered, and the connection is used again', async () => {
    const { lte0, provider } = setUp();
    const agent = kept(httpAgent(lte0));
    expect(await fetched(httpRequest, { agent, path: '/a' })).toBe('GET /a 0');
    expect(await fetched(httpRequest, { agent, path: '/b', method: 'PUT' }, 'x'.repeat(100_000))).toBe('PUT /b 100000');
    expect(provider.requests).toEqual([{ host: 'example.test', port: 80 }]);
    expect(provider.used).toBe(1);
  });

  test('a request of a few headers goes out in one piece', async () => {
    const { lte0, provider } = setUp();
    await fetched(httpRequest, { agent: kept(httpAgent(lte0)), method: 'POST' }, 'body');
    expect(provider.streams[0]?.sends).toHaveLength(1);
  });

  test('without keep-alive the number is given back each time', async () => {
    const { lte0, provider } = setUp();
    const agent = kept(httpAgent(lte0, { keepAlive: false }));
    for (let count = 0; count < 6; count++) expect(await fetched(httpRequest, { agent, path: '/' })).toBe('GET / 0');
    expect(provider.requests).toHaveLength(6);
  });

  test('many at once share the sockets that there are', async () => {
    const { lte0, provider } = setUp();
    const agent = kept(httpAgent(lte0, { maxSockets: 3 }));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => fetched(httpRequest, { agent, path: `/${index}` })),
    );
    expect(answers).toEqual(Array.from({ length: 20 }, (_, index) => `GET /${index} 0`));
    expect(provider.requests).toHaveLength(3);
  });

  test('a refused connection is the error of the request', async () => {
    const { lte0 } = setUp();
    const agent = kept(httpAgent(lte0));
    await expect(fetched(httpRequest, { agent, port: 81 })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
      message: 'connect ECONNREFUSED 192.0.2.1:81',
    });
  });

  test('an interface that goes down ends the request', async () => {
    const { down, lte0 } = setUp();
    const asked = httpGet({ host: 'example.test', port: 80, agent: kept(httpAgent(lte0)) });
    asked.on('socket', (socket) => socket.on('connect', () => down()));
    const error = await new Promise((resolve) => void asked.on('error', resolve));
    expect(error).toMatchObject({ code: 'ENETDOWN' });
  });

  test('https: by Node, verified, and used again', async () => {
    const { lte0, provider } = setUp();
    const agent = kept(httpsAgent(lte0, { ca: authority }));
    expect(await fetched(httpsRequest, { agent, path: '/s', port: 443 })).toBe('GET /s 0');
    await nextTurn();
    expect(await fetched(httpsRequest, { agent, path: '/t', port: 443 })).toBe('GET /t 0');
    expect(provider.requests).toEqual([{ host: 'example.test', port: 443 }]);
  });

  test('https: a certificate of somebody else is refused', async () => {
    const { lte0 } = setUp();
    const agent = kept(httpsAgent(lte0, { ca: otherAuthority }));
    const refused = fetched(httpsRequest, { agent, port: 443 });
    await expect(refused).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  });

  test('https: the connection that is refused below is the error of the request', async () => {
    const { lte0 } = setUp();
    const agent = kept(httpsAgent(lte0, { ca: authority }));
    await expect(fetched(httpsRequest, { agent, port: 444 })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('https with TLS of the module', async () => {
    const { lte0, provider } = setUp();
    provider.serve('192.0.2.1:8443', (peer) => {
      peer.once('data', () => peer.end('HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\nsafe'));
    });
    const agent = kept(httpsAgent(lte0, { tlsBy: 'module', ca: authority }));
    expect(await fetched(httpsRequest, { agent, port: 8443 })).toBe('safe');
    expect(provider.requests[0]?.tls).toEqual({ verify: true, serverName: 'example.test', ca: authority });
  });
});
