import { afterEach, expect, test } from '@jest/globals';
import { controlled, InternetBench, slm } from './internet.test-support.ts';
import type { Misbehaviours } from './options.ts';

let bench: InternetBench;

afterEach(() => {
  expect(bench.close()).toBe(0);
});

const ok = '\r\nOK\r\n';
const error = '\r\nERROR\r\n';

async function online(servers = {}, misbehaviours: Misbehaviours = {}): Promise<void> {
  bench = await InternetBench.online(slm, { servers }, { misbehaviours });
}

test('#XPOLL tells who is ready, or nobody when the time is over', async () => {
  const server = controlled();
  await online({ '198.51.100.7:80': server.serve });
  await bench.all('AT#XSOCKET=1,1,0', 'AT#XCONNECT="198.51.100.7",80');
  expect(await bench.ask('AT#XPOLL=500', 400)).toBe('');
  expect(await bench.lines(200)).toEqual(['OK']);
  bench.host.send('AT#XPOLL=-1\r\n');
  await bench.clock.advance(1000);
  server.peers[0]?.send('x');
  expect(await bench.lines(100)).toEqual(['#XPOLL: 0,"0x0001"', 'OK']);
  server.peers[0]?.end();
  expect(await bench.said('AT#XPOLL=100,0,5')).toBe('#XPOLL: 0,"0x0011" #XPOLL: 5,"0x0020" OK');
  expect(await bench.said('AT#XAPOLL=1,1')).toBe('OK #XAPOLL: 0,17');
  expect(await bench.ask('AT#XPOLL=100')).toBe(error);
});

test('#XAPOLL tells data once, again after a receive, and the end once', async () => {
  const server = controlled();
  await online({ '198.51.100.7:80': server.serve });
  await bench.all('AT#XSOCKET=1,1,0', 'AT#XAPOLL=1,1');
  expect(await bench.ask('AT#XAPOLL?')).toBe(`\r\n#XAPOLL: 1,1,0\r\n${ok}`);
  await bench.all('AT#XCONNECT="198.51.100.7",80');
  const peer = server.peers[0];
  peer?.send('a'.repeat(2049));
  await bench.clock.advance(50);
  expect(bench.host.take()).toBe('\r\n#XAPOLL: 0,1\r\n');
  peer?.send('b');
  expect(await bench.lines(1000)).toEqual([]);
  expect((await bench.ask('AT#XRECV=1')).slice(-26)).toBe(`aaaa${ok}\r\n#XAPOLL: 0,1\r\n`);
  expect(await bench.said('AT#XRECV=1')).toBe('#XRECV: 2 ab OK');
  peer?.send('c');
  peer?.end();
  expect(await bench.lines(100)).toEqual(['#XAPOLL: 0,1', '#XAPOLL: 0,17']);
  expect(await bench.said('AT#XRECV=1')).toBe('#XRECV: 1 c OK');
  expect(await bench.lines(1000)).toEqual([]);
});

test('#XAPOLL tells room to write, once and after each send', async () => {
  await online();
  await bench.all('AT#XSOCKET=1,1,0');
  expect(await bench.said('AT#XAPOLL=1,4,0')).toBe('OK');
  expect(await bench.said('AT#XCONNECT="echo.test",7')).toBe('#XCONNECT: 1 OK #XAPOLL: 0,4');
  expect(await bench.said('AT#XSEND="x"')).toBe('#XSEND: 1 OK #XAPOLL: 0,4');
  expect(await bench.said('AT#XAPOLL=0')).toBe('OK');
  expect(await bench.said('AT#XSEND="x"')).toBe('#XSEND: 1 OK');
  expect(await bench.said('AT#XAPOLL?')).toBe('#XAPOLL: 0,0 OK');
});

test('a notice may get lost', async () => {
  const server = controlled();
  await online({ '198.51.100.7:80': server.serve }, { pollNoticesLost: 1 });
  await bench.all('AT#XSOCKET=1,1,0', 'AT#XAPOLL=1,1', 'AT#XCONNECT="198.51.100.7",80');
  server.peers[0]?.send('x');
  expect(await bench.lines(1000)).toEqual([]);
  expect(await bench.said('AT#XRECV=1')).toBe('#XRECV: 1 x OK');
  server.peers[0]?.send('y');
  expect(await bench.lines(100)).toEqual(['#XAPOLL: 0,1']);
});
