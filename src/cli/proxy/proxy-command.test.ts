import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { curl } from '../../socket/proxy/proxy-rig.test-support.ts';
import { RealRuns } from '../real-run.test-support.ts';

jest.setTimeout(60_000);

let web: Server;
let runs: RealRuns;
let host: readonly string[];
const free = ['--listen', '0', '--http', '0'];
const esp32 = ['--simulate', 'esp32-c3', '--speed', '50', '--name', 'wifi0'];
const place = (text: string, name: string): string => new RegExp(`${name} on (\\S+)`).exec(text)?.[1] ?? '';

beforeAll(async () => {
  web = createServer((request, response) => response.end(`web ${request.url}`));
  await new Promise<void>((resolve) => void web.listen(0, '127.0.0.1', resolve));
  host = ['--host', `example.test:80=127.0.0.1:${(web.address() as AddressInfo).port}`];
});
afterAll(() => void web.close());
beforeEach(() => {
  runs = new RealRuns();
});
afterEach(() => runs.close());

describe('atlink proxy', () => {
  test('brings a module up itself, serves, and says at the end what went through', async () => {
    const run = runs.start(['proxy', ...esp32, ...host, ...free, '--forward', '0:example.test:80']);
    await run.prints('l4-connected');
    const socks = place(run.err, 'SOCKS5');
    expect(run.err).toContain(`curl --socks5-hostname ${socks} http://example.com/`);
    const page = await curl('--socks5-hostname', socks, 'http://example.test/a');
    if (page !== undefined) {
      expect(page.out).toBe('web /a');
      expect((await curl('-x', `http://${place(run.err, 'HTTP')}`, 'http://example.test/b'))?.out).toBe('web /b');
      const forwarded = /proxy: (\S+) leads to example\.test:80/.exec(run.err)?.[1];
      expect((await curl(`http://${forwarded}/c`))?.out).toBe('web /c');
    }
    run.interrupt();
    expect(await run.ended).toBe(130);
    if (page !== undefined) expect(run.err).toMatch(/proxy: 3 connections, \d+ bytes up, \d+ bytes down\n/);
    expect((await curl('--socks5-hostname', socks, 'http://example.test/'))?.code).not.toBe(0);
  });

  test('goes through a running atlink, for as long as it runs; ping and lookup as well', async () => {
    const up = runs.start(['up', ...esp32, ...host]);
    await up.prints('l4-connected');
    // The control socket is there a moment later.
    let status = runs.start(['status']);
    while ((await status.ended) !== 0) status = runs.start(['status']);
    const proxy = runs.start(['proxy', '--iface', 'wifi0', ...free, '--json']);
    await proxy.prints('"protocol":"HTTP"');
    const listening = proxy.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { protocol: string; at: string });
    const at = listening.find(({ protocol }) => protocol === 'HTTP')?.at;
    const page = await curl('-x', `http://${at}`, 'http://example.test/d');
    if (page !== undefined) expect(page.out).toBe('web /d');

    const lookup = runs.start(['lookup', 'wifi0', 'example.test']);
    expect(await lookup.ended).toBe(0);
    expect(lookup.out).toMatch(/^\d+\.\d+\.\d+\.\d+\n$/);
    const ping = runs.start(['ping', 'wifi0', 'example.test', '--count', '2']);
    expect(await ping.ended).toBe(0);
    expect(ping.out).toMatch(/^answer from \S+: \d+ ms\nanswer from \S+: \d+ ms\n2 sent, 2 answered\n$/);
    const nobody = runs.start(['lookup', 'wifi0', 'nobody.test']);
    expect(await nobody.ended).toBe(1);
    expect(nobody.err).toContain('getaddrinfo ENOTFOUND nobody.test');

    const wrong = runs.start(['proxy', '--iface', 'wifi1']);
    expect(await wrong.ended).toBe(2);
    expect(wrong.err).toContain('there is no interface "wifi1"');
    proxy.interrupt();
    expect(await proxy.ended).toBe(130);
    up.interrupt();
    expect(await up.ended).toBe(130);
  });

  test('beyond loopback it wants a password, and that is never shown', async () => {
    const open = runs.start(['proxy', ...esp32, '--listen', '0.0.0.0:0']);
    expect(await open.ended).toBe(2);
    expect(open.err).toContain('would let everybody in');
    const half = runs.start(['proxy', ...esp32, '--user', 'me']);
    expect(await half.ended).toBe(2);
    const guarded = ['--user', 'me', '--password-env', 'PASSWORD'];
    const run = runs.start(['proxy', ...esp32, ...host, ...free, ...guarded], { PASSWORD: 'sesame42' });
    await run.prints('l4-connected');
    const http = place(run.err, 'HTTP');
    const page = await curl('-x', `http://me:sesame42@${http}`, 'http://example.test/e');
    if (page !== undefined) expect(page.out).toBe('web /e');
    run.interrupt();
    await run.ended;
    expect(run.out + run.err).not.toContain('sesame42');
  });

  test.each([
    [['--listen', 'nonsense'], 'is no port'],
    [['--forward', '8883'], '8883:broker.example:8883'],
    [['--forward', '1:a:0'], 'is no port'],
    [['--iface', 'a,a'], 'each once'],
    [['--host', 'example.test:80=127.0.0.1'], 'A port on one side needs one on the other'],
  ])('%j is refused', async (args, text) => {
    const run = runs.start(['proxy', ...args]);
    expect(await run.ended).toBe(2);
    expect(run.err).toContain(text);
  });
});
