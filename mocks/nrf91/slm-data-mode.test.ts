import { afterEach, describe, expect, test } from '@jest/globals';
import { controlled, InternetBench, slm } from './internet.test-support.ts';

let bench: InternetBench;

afterEach(() => {
  expect(bench.close()).toBe(0);
});

const ok = '\r\nOK\r\n';

async function connected(build = {}, windowBytes = 65_535): Promise<ReturnType<typeof controlled>> {
  const server = controlled();
  bench = await InternetBench.online(slm, { servers: { '198.51.100.7:80': server.serve }, windowBytes }, { build });
  await bench.all('AT#XSOCKET=1,1,0', 'AT#XCONNECT="198.51.100.7",80');
  return server;
}

test('payload goes out after 32 ms of silence, at 4096 bytes, and at +++', async () => {
  const server = await connected();
  expect(await bench.said('AT#XDATACTRL?')).toBe('#XDATACTRL: 0,32 OK');
  expect(await bench.ask('AT#XSEND')).toBe(ok);
  expect(await bench.raw('first', 41)).toBe('');
  expect(server.heard).toEqual([]);
  await bench.clock.advance(1);
  expect(server.heard).toEqual(['first']);
  bench.host.send(`${'x'.repeat(5000)}+++`);
  await bench.clock.advance(50);
  expect(server.heard.slice(1).map(({ length }) => length)).toEqual([4096, 904]);
  expect(bench.host.take()).toBe('\r\n#XDATAMODE: 0\r\n');
  expect(await bench.said('AT#XDATACTRL?')).toBe('#XDATACTRL: 32,32 OK');
});

test('URCs are dropped, not kept', async () => {
  await connected();
  await bench.all('AT+CEREG=1', 'AT#XAPOLL=1,1', 'AT#XSEND');
  bench.module.changeCell('0A0B0C0D');
  expect(await bench.raw('x', 5000)).toBe('');
  expect(await bench.raw('+++', 5000)).toBe('\r\n#XDATAMODE: 0\r\n');
});

describe('a peer that does not read', () => {
  const payload = Array.from({ length: 12_000 }, (_, index) => `${index}`.padStart(5, '0')).join('');

  test('holds the line back where RTS and CTS are wired: nothing is lost', async () => {
    const server = await connected({}, 4096);
    server.peers[0]?.pause();
    await bench.all('AT#XSEND');
    expect(await bench.raw(`${payload}+++`, 10_000)).toBe('');
    server.peers[0]?.resume();
    await bench.clock.advance(10_000);
    expect(server.heard.join('')).toBe(payload);
    expect(bench.host.take()).toBe('\r\n#XDATAMODE: 0\r\n');
  });

  test('costs bytes where they are not', async () => {
    const server = await connected({ flowControl: false }, 4096);
    server.peers[0]?.pause();
    await bench.all('AT#XSEND');
    for (let at = 0; at < payload.length; at += 1000) bench.host.send(payload.slice(at, at + 1000));
    await bench.clock.advance(1000);
    server.peers[0]?.resume();
    await bench.clock.advance(1000);
    expect(await bench.raw('+++')).toBe('\r\n#XDATAMODE: 0\r\n');
    const heard = server.heard.join('');
    expect(heard.length).toBeLessThan(payload.length);
    expect(payload.startsWith(heard.slice(0, 16_384))).toBe(true);
  });

  test('breaks data mode off after 30 s', async () => {
    const server = await connected({}, 4096);
    server.peers[0]?.pause();
    await bench.all('AT#XSEND');
    expect(await bench.raw(payload, 29_000)).toBe('');
    expect(await bench.raw('', 2000)).toBe('+++');
    expect(await bench.raw('+++')).toBe('\r\n#XDATAMODE: -11\r\n');
  });
});
