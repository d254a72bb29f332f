import { afterEach, describe, expect, test } from '@jest/globals';
import { BareHost } from '../line/bare-host.ts';
import { controlled, InternetBench, slm } from './internet.test-support.ts';
import type { Misbehaviours } from './options.ts';

let bench: InternetBench;

afterEach(() => {
  expect(bench.close()).toBe(0);
});

const ok = '\r\nOK\r\n';
const error = '\r\nERROR\r\n';

async function online(servers = {}, misbehaviours: Misbehaviours = {}): Promise<void> {
  bench = await InternetBench.online(slm, { servers, datagrams: { '198.51.100.7:53': 'echo' } }, { misbehaviours });
}

describe('the TCP client', () => {
  test('connects, sends, and writes what comes with a header and no line end behind it', async () => {
    await online();
    expect(await bench.said('AT#XTCPCLI?')).toBe('#XTCPCLI: -1,0 OK');
    expect(await bench.ask('AT#XTCPCLI=1,"echo.test",7')).toBe(`\r\n#XTCPCLI: 0,"connected"\r\n${ok}`);
    expect(await bench.ask('AT#XTCPCLI?')).toBe(`\r\n#XTCPCLI: 0,1\r\n${ok}`);
    expect(await bench.ask('AT#XTCPSEND="hello"')).toBe(`\r\n#XTCPSEND: 5\r\n${ok}\r\n#XTCPDATA: 5\r\nhello`);
    expect(await bench.ask('AT#XTCPCLI=1,"echo.test",7')).toBe(error);
    expect(await bench.ask('AT#XTCPCLI=0')).toBe(`\r\n#XTCPCLI: 0,"disconnected"\r\n${ok}`);
    expect(await bench.ask('AT#XTCPSEND="hello"')).toBe(error);
  });

  test('tells why it did not connect', async () => {
    await online({ '198.51.100.7:82': 'unreachable' });
    expect(await bench.ask('AT#XTCPCLI=1,"198.51.100.7",9')).toBe(`\r\n#XTCPCLI: -111,"not connected"\r\n${error}`);
    expect(await bench.ask('AT#XTCPCLI=1,"198.51.100.7",82')).toBe(`\r\n#XTCPCLI: -118,"not connected"\r\n${error}`);
    expect(await bench.ask('AT#XTCPCLI=1,"nobody.test",7')).toBe(`\r\n#XTCPCLI: -2,"not connected"\r\n${error}`);
    await bench.ask('AT+CFUN=4', 5000);
    expect(await bench.said('AT#XTCPCLI=1,"198.51.100.7",7')).toBe('#XTCPCLI: -114,"not connected" ERROR');
  });

  test.each([
    [{}, '-104'],
    [{ netDownTold: true }, '-115'],
  ])('a peer that closed and a network that is gone (%j)', async (misbehaviours, gone) => {
    const server = controlled();
    await online({ '198.51.100.7:80': server.serve }, misbehaviours);
    await bench.all('AT#XTCPCLI=1,"198.51.100.7",80');
    server.peers[0]?.send('last words');
    server.peers[0]?.end();
    await bench.clock.advance(100);
    expect(bench.host.take()).toBe('\r\n#XTCPDATA: 10\r\nlast words\r\n#XTCPCLI: -104,"disconnected"\r\n');
    await bench.all('AT#XTCPCLI=1,"198.51.100.7",80');
    bench.module.deactivatePdn(0);
    expect(await bench.lines(100)).toEqual([`#XTCPCLI: ${gone},"disconnected"`]);
  });

  test('data comes between a command and its answer, and a URC between header and data', async () => {
    const server = controlled();
    await online({ '198.51.100.7:80': server.serve }, { urcInsidePayload: true });
    await bench.all('AT+CSCON=1', 'AT#XTCPCLI=1,"198.51.100.7",80');
    await bench.clock.advance(20_000);
    bench.host.take();
    server.peers[0]?.send('abc');
    await bench.clock.advance(10);
    expect(bench.host.take()).toBe('\r\n#XTCPDATA: 3\r\n\r\n+CSCON: 1\r\nabc');
    bench.module.injectUrc('+CEREG: 2', { between: 'payload' });
    server.peers[0]?.send('def');
    expect(await bench.ask('AT')).toBe(`\r\n#XTCPDATA: 3\r\n\r\n+CEREG: 2\r\ndef${ok}`);
  });

  test('what nobody could read in time waits in the network', async () => {
    const server = controlled();
    await online({ '198.51.100.7:80': server.serve });
    await bench.all('AT#XTCPCLI=1,"198.51.100.7",80');
    bench.host.detach();
    const host = new BareHost(bench.module, bench.clock, 115_200);
    let taken = 0;
    for (let count = 0; count < 200; count++) server.peers[0]?.send('x'.repeat(1000), () => (taken += 1000));
    await bench.clock.advance(1000);
    const soFar = host.received.length;
    expect(soFar).toBeGreaterThan(11_000);
    expect(soFar).toBeLessThanOrEqual(11_520);
    expect(taken).toBeLessThan(120_000);
    await bench.clock.advance(20_000);
    expect(host.take().replaceAll(/\r\n#XTCPDATA: \d+\r\n/g, '')).toBe('x'.repeat(200_000));
  });

  test('data mode goes both ways without headers', async () => {
    await online();
    await bench.all('AT#XTCPCLI=1,"echo.test",7');
    expect(await bench.ask('AT#XTCPSEND')).toBe(ok);
    expect(await bench.raw('AT\r\nfirst', 100)).toBe('AT\r\nfirst');
    expect(await bench.raw('second+++', 20)).toBe('\r\n#XDATAMODE: 0\r\n\r\n#XTCPDATA: 6\r\nsecond');
    expect(await bench.ask('AT')).toBe(ok);
  });

  test('a connection that dies in data mode swallows everything up to +++', async () => {
    const server = controlled();
    await online({ '198.51.100.7:80': server.serve });
    await bench.all('AT#XTCPCLI=1,"198.51.100.7",80', 'AT#XTCPSEND');
    server.peers[0]?.end();
    await bench.clock.advance(50);
    expect(bench.host.take()).toBe('+++');
    expect(await bench.raw('AT\r\n', 5000)).toBe('');
    expect(await bench.raw('+++')).toBe('\r\n#XDATAMODE: -104\r\n');
    expect(await bench.ask('AT')).toBe(ok);
  });
});

test('the UDP client tells who sent', async () => {
  await online();
  expect(await bench.ask('AT#XUDPCLI=1,"198.51.100.7",53')).toBe(`\r\n#XUDPCLI: 0,"connected"\r\n${ok}`);
  expect(await bench.ask('AT#XUDPSEND="query"')).toBe(
    `\r\n#XUDPSEND: 5\r\n${ok}\r\n#XUDPDATA: 5,"198.51.100.7",53\r\nquery`,
  );
  expect(await bench.ask('AT#XUDPCLI=0')).toBe(`\r\n#XUDPCLI: 0,"disconnected"\r\n${ok}`);
});

test('the TCP server', async () => {
  await online();
  const server = controlled();
  expect(await bench.ask('AT#XTCPSVR=1,8080')).toBe(`\r\n#XTCPSVR: 0,"started"\r\n${ok}`);
  expect(await bench.ask('AT#XTCPSVR?')).toBe(`\r\n#XTCPSVR: 0,-1,1\r\n${ok}`);
  bench.network.dial(8080, server.serve);
  await bench.clock.advance(50);
  expect(bench.host.take()).toBe('\r\n#XTCPSVR: "192.0.2.99","connected"\r\n');
  expect(await bench.said('AT#XTCPSVR?')).toBe('#XTCPSVR: 0,1,1 OK');
  server.peers[0]?.send('knock');
  await bench.clock.advance(50);
  expect(bench.host.take()).toBe('\r\n#XTCPDATA: 5\r\nknock');
  expect(await bench.said('AT#XTCPSEND="who"')).toBe('#XTCPSEND: 3 OK');
  expect(server.heard).toEqual(['who']);
  expect(await bench.ask('AT#XTCPHANGUP=1')).toBe(`\r\n#XTCPSVR: 0,"disconnected"\r\n${ok}`);
  bench.network.dial(8080, server.serve);
  await bench.clock.advance(50);
  server.peers[1]?.end();
  expect(await bench.lines(50)).toEqual(['#XTCPSVR: "192.0.2.99","connected"', '#XTCPSVR: 0,"disconnected"']);
  expect(await bench.ask('AT#XTCPSVR=0')).toBe(`\r\n#XTCPSVR: 0,"stopped"\r\n${ok}`);
  expect(await bench.ask('AT#XTCPSVR=0')).toBe(error);
});

test('the UDP server answers whoever it heard last, and misspells its failure', async () => {
  await online();
  expect(await bench.ask('AT#XUDPSVR=1,5000')).toBe(`\r\n#XUDPSVR: 0,"started"\r\n${ok}`);
  bench.network.sendDatagram(5000, 'ping', '192.0.2.50:6000');
  await bench.clock.advance(50);
  expect(bench.host.take()).toBe('\r\n#XUDPDATA: 4,"192.0.2.50",6000\r\nping');
  expect(await bench.said('AT#XUDPSEND="pong"')).toBe('#XUDPSEND: 4 OK');
  expect(await bench.said('AT#XUDPSVR=0')).toBe('#XUDPSVR: 0,"stopped" OK');
  await bench.all('AT#XSOCKET=1,2,0', 'AT#XBIND=5000');
  expect(await bench.ask('AT#XUDPSVR=1,5000')).toBe(`\r\n#UDPSVR: -112,"not started"\r\n${error}`);
});
