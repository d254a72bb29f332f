import { get } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { quectel } from '../../../drivers/index.ts';
import { portOf } from './fake-route.test-support.ts';
import { at, curl, echoServer, families, ProxyRig, webServer } from './proxy-rig.test-support.ts';
import type { ProxyServer } from './proxy-server.ts';
import { openUdpClient } from './udp-client.test-support.ts';

jest.setTimeout(60_000);

let rig: ProxyRig;
let web: Awaited<ReturnType<typeof webServer>>;
let echo: Awaited<ReturnType<typeof echoServer>>;

beforeAll(async () => {
  web = await webServer();
  echo = await echoServer();
  if ((await curl('--version')) === undefined) process.stderr.write('there is no curl here: its tests prove nothing\n');
});
afterAll(() => {
  web.close();
  echo.close();
});
afterEach(() => rig.close());

async function started(family: (typeof families)[number], options: object = {}) {
  rig = new ProxyRig();
  const { iface } = await rig.add('net0', family, {
    'example.test:80': `127.0.0.1:${portOf(web)}`,
    'echo.test:7': `127.0.0.1:${portOf(echo)}`,
    'example.test:81': 'refused',
  });
  return await rig.proxy({ routes: rig.routes(iface), ...options });
}

describe.each(families)('through a simulated %s', (...family) => {
  test('curl by SOCKS and by HTTP, names looked up by the module, errors, a forwarded port', async () => {
    const forward = { listen: { host: '127.0.0.1', port: 0 }, to: { host: 'example.test', port: 80 } };
    const proxy = await started(family, { forwards: [forward] });
    const socks = ['--socks5-hostname', at(proxy, 'SOCKS5')];
    const http = ['-x', `http://${at(proxy, 'HTTP')}`];
    const page = await curl(...socks, 'http://example.test/page');
    if (page === undefined) return;
    expect(page).toEqual({ code: 0, out: 'x'.repeat(20_000), err: '' });
    expect((await curl(...http, 'http://example.test/a?b=c'))?.out).toBe('GET /a?b=c 0');
    expect((await curl(...http, '--proxytunnel', 'http://example.test/t'))?.out).toBe('GET /t 0');
    expect((await curl(...http, '-d', 'y'.repeat(5000), 'http://example.test/up'))?.out).toBe('POST /up 5000');
    expect((await curl(`http://${at(proxy, 'forward')}/f`))?.out).toBe('GET /f 0');

    const refused = await curl(...socks, 'http://example.test:81/');
    expect(refused).toMatchObject({ code: 97, err: expect.stringMatching(/\(5\)|\(1\)|\(4\)|refused/i) });
    const unknown = await curl(...socks, 'http://nobody.test/');
    expect(unknown?.err).toContain('(4)');
    const status = await curl(...http, '-w', '%{http_code}', 'http://nobody.test/');
    expect(status?.out).toContain('ENOTFOUND nobody.test\n502');
    const { open, ...statistics } = proxy.statistics;
    expect(statistics).toMatchObject({ connected: 5, failed: 3, refused: 0 });
    expect(statistics.bytesDown).toBeGreaterThan(20_000);
    expect(statistics.bytesUp).toBeGreaterThan(5000);
    expect(open).toBeLessThanOrEqual(5);
  });

  test('bytes go both ways through a tunnel, all of them', async () => {
    const proxy = await started(family);
    const [host, port] = at(proxy, 'HTTP').split(':');
    const client = connectTcp(Number(port), host);
    const sent = Buffer.from(Array.from({ length: 30_000 }, (_, index) => (index * 31) % 256));
    // What is sent right behind the request must not be lost.
    client.write(Buffer.concat([Buffer.from('CONNECT echo.test:7 HTTP/1.1\r\nHost: echo.test:7\r\n\r\n'), sent]));
    let heard = Buffer.alloc(0);
    await new Promise<void>((resolve, reject) => {
      client.on('error', reject);
      client.on('data', (bytes: Buffer) => {
        heard = Buffer.concat([heard, bytes]);
        if (heard.indexOf('\r\n\r\n') + 4 + sent.length === heard.length) resolve();
      });
    });
    expect(heard.subarray(0, 12).toString()).toBe('HTTP/1.1 200');
    expect(heard.subarray(heard.indexOf('\r\n\r\n') + 4).equals(sent)).toBe(true);
    client.destroy();
  });

  test('datagrams of a client, both ways, until its connection ends', async () => {
    const proxy = await started(family);
    const udp = await openUdpClient(at(proxy, 'SOCKS5'));
    try {
      expect(await udp.exchange({ host: '127.0.0.1', port: udp.echoPort }, Buffer.from('ping \0\r\n'))).toEqual({
        from: { host: '127.0.0.1', port: udp.echoPort },
        payload: Buffer.from('ping \0\r\n'),
      });
      expect((await udp.exchange({ host: 'localhost', port: udp.echoPort }, Buffer.from('two'))).payload).toEqual(
        Buffer.from('two'),
      );
      expect(proxy.statistics.open).toBe(1);
    } finally {
      await udp.close();
    }
    while (proxy.statistics.open > 0) await new Promise((resolve) => setImmediate(resolve));
  });
});

const manySockets = ['quectel-ec25', quectel, { apn: 'internet' }] as const;

// A client without curl, which would come when its process has started: these come all at once.
function fetchThrough(proxy: ProxyServer, index: number): Promise<string> {
  const [host, port] = at(proxy, 'HTTP').split(':');
  const path = `http://example.test/${index % 2 === 0 ? 'page' : index}`;
  return new Promise((resolve, reject) => {
    get({ host, port, path, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.once('error', reject);
      response.once('end', () => resolve(Buffer.concat(pieces).toString()));
    }).once('error', reject);
  });
}

describe.each([...families, manySockets])('more clients at once than a simulated %s has sockets', (...family) => {
  test('are all served, each with its whole answer', async () => {
    const proxy = await started(family);
    const bodies = await Promise.all(Array.from({ length: 24 }, (_, index) => fetchThrough(proxy, index)));
    expect(bodies).toEqual(bodies.map((_, index) => (index % 2 === 0 ? 'x'.repeat(20_000) : `GET /${index} 0`)));
    expect(proxy.statistics).toMatchObject({ connected: 24, failed: 0, refused: 0 });
  });
});
