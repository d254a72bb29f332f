import { afterEach, describe, expect, test } from '@jest/globals';
import { controlled, InternetBench, serialModem, slm } from './internet.test-support.ts';

let bench: InternetBench;

afterEach(() => {
  expect(bench.close()).toBe(0);
});

const ok = '\r\nOK\r\n';
const error = '\r\nERROR\r\n';

describe('a lost bearer', () => {
  test('kills the sockets of its context, and they have to be closed', async () => {
    bench = await InternetBench.online(slm);
    await bench.all('AT#XSOCKET=1,2,0,1', 'AT#XSOCKET=1,1,0', 'AT#XCONNECT="echo.test",7', 'AT#XAPOLL=1,1');
    bench.module.deactivatePdn(0, { attachAgain: false });
    expect(await bench.lines(100)).toEqual(['#XAPOLL: 1,16']);
    expect(await bench.ask('AT#XRECV=1')).toBe(error);
    expect(await bench.ask('AT#XSEND="x"')).toBe(`\r\n#XSEND: 0\r\n${error}`);
    expect(await bench.ask('AT#XCONNECT="echo.test",7')).toBe(error);
    expect(await bench.said('AT#XSOCKET=0')).toBe('#XSOCKET: 0,"closed" OK');
    expect(await bench.said('AT#XSOCKET?')).toBe('#XSOCKET: 0,1,0,2,1 OK');
  });

  test('ends a receive that waits for ever', async () => {
    bench = await InternetBench.online(slm);
    await bench.all('AT#XSOCKET=1,1,0', 'AT#XCONNECT="echo.test",7');
    expect(await bench.ask('AT#XRECV=0', 60_000)).toBe('');
    bench.module.detachByNetwork();
    await bench.clock.advance(100);
    expect(bench.host.take()).toBe(error);
  });

  test('spares a socket that was told to stay open', async () => {
    bench = await InternetBench.online(serialModem);
    await bench.all('AT#XSOCKET=1,2,0', 'AT#XSOCKETOPT=0,1,34,1', 'AT#XAPOLL=,1,1');
    bench.module.deactivatePdn(0);
    await bench.clock.advance(5000);
    expect(bench.host.take()).toBe('');
    expect(await bench.said('AT#XSENDTO=0,0,0,"echo.test",53,"x"')).toBe('#XSENDTO: 0,0,1 OK');
  });

  test('AT+CFUN=4 is one too', async () => {
    bench = await InternetBench.online(serialModem);
    await bench.all('AT#XSOCKET=1,1,0', 'AT#XCONNECT=0,"echo.test",7');
    await bench.ask('AT+CFUN=4', 5000);
    expect(await bench.ask('AT#XRECV=0,0,0,1')).toBe(error);
    expect(await bench.said('AT#XCLOSE')).toBe('#XCLOSE: 0,0 OK');
    expect(await bench.said('AT#XSOCKET=1,1,0')).toBe('#XSOCKET: 0,1,6 OK');
    expect(await bench.ask('AT#XCONNECT=0,"198.51.100.7",7')).toBe(error);
  });
});

test('out of coverage nothing moves, and a send that finds no room fails after 30 s', async () => {
  const server = controlled();
  bench = await InternetBench.online(slm, { servers: { '198.51.100.7:80': server.serve } });
  await bench.all('AT#XSOCKET=1,1,0', 'AT#XCONNECT="198.51.100.7",80');
  bench.module.loseCoverage();
  await bench.clock.advance(5000);
  server.peers[0]?.send('later');
  expect(await bench.ask('AT#XRECV=2', 3000)).toBe(error);
  expect(await bench.ask('AT#XSEND="x"', 29_000)).toBe('');
  expect(await bench.lines(2000)).toEqual(['#XSEND: 0', 'ERROR']);
  bench.module.restoreCoverage();
  await bench.clock.advance(20_000);
  expect(await bench.said('AT#XRECV=1')).toBe('#XRECV: 5 later OK');
  expect(await bench.said('AT#XSEND="y"')).toBe('#XSEND: 1 OK');
  expect(server.heard).toEqual(['y']);
});

test('the send buffer fills up when the peer does not read, and the answer waits', async () => {
  const server = controlled();
  bench = await InternetBench.online(slm, { servers: { '198.51.100.7:80': server.serve }, windowBytes: 4096 });
  await bench.all('AT#XSOCKET=1,1,0', 'AT#XCONNECT="198.51.100.7",80');
  server.peers[0]?.pause();
  let accepted = 0;
  const piece = 'x'.repeat(1000);
  while (accepted < 100_000 && (await bench.said(`AT#XSEND="${piece}"`)) === '#XSEND: 1000 OK') accepted += 1000;
  expect(accepted).toBeGreaterThanOrEqual(16_000);
  expect(accepted).toBeLessThan(32_000);
  server.peers[0]?.resume();
  await bench.clock.advance(1000);
  expect(bench.host.take()).toBe(`\r\n#XSEND: 1000\r\n${ok}`);
  expect(server.heard.join('').length).toBe(accepted + 1000);
});

describe('the end of everything', () => {
  test.each(['AT#XRESET', 'AT#XMODEMRESET'])('%s', async (command) => {
    bench = await InternetBench.online(slm);
    await bench.all('AT#XSOCKET=1,1,0', 'AT#XCONNECT="echo.test",7');
    await bench.ask(command, 10_000);
    expect(await bench.ask('AT#XSOCKET?')).toBe(ok);
    expect(await bench.ask('AT#XSOCKET=0')).toBe(error);
  });

  test('a modem fault ends what runs and the client service', async () => {
    bench = await InternetBench.online(slm);
    await bench.all('AT#XSOCKET=1,1,0', 'AT#XCONNECT="echo.test",7', 'AT#XTCPCLI=1,"echo.test",7');
    bench.host.send('AT#XRECV=0\r\n');
    await bench.clock.advance(100);
    bench.module.modemFault();
    expect(await bench.lines(3000)).toEqual([
      'ERROR',
      '#XTCPCLI: -115,"disconnected"',
      '#XMODEM: FAULT,0x2,0x5de4c',
      '#XMODEM: SHUTDOWN,0',
      '#XMODEM: INIT,0',
    ]);
    expect(await bench.ask('AT#XSOCKET?')).toBe(ok);
  });
});
