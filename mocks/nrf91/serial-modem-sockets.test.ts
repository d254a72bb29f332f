import { afterEach, describe, expect, test } from '@jest/globals';
import { controlled, InternetBench, serialModem } from './internet.test-support.ts';
import type { Nrf91Options } from './options.ts';

let bench: InternetBench;

afterEach(() => {
  expect(bench.close()).toBe(0);
});

const ok = '\r\nOK\r\n';
const error = '\r\nERROR\r\n';

async function online(servers = {}, options: Omit<Nrf91Options, 'personality' | 'clock'> = {}): Promise<void> {
  bench = await InternetBench.online(serialModem, { servers, datagrams: { '198.51.100.7:53': 'echo' } }, options);
}

describe('opening and closing', () => {
  test('every command names its socket', async () => {
    await online();
    expect(await bench.ask('AT#XSOCKET=1,1,0')).toBe(`\r\n#XSOCKET: 0,1,6\r\n${ok}`);
    expect(await bench.ask('AT#XSSOCKET=2,1,0,42,2,1')).toBe(`\r\n#XSSOCKET: 1,1,258\r\n${ok}`);
    expect(await bench.said('AT#XSOCKET?')).toBe('#XSOCKET: 0,1,0,1,0 #XSOCKET: 1,2,0,1,1 OK');
    expect(await bench.said('AT#XSSOCKET?')).toBe('#XSSOCKET: 1,2,0,1,42,1 OK');
    expect(await bench.ask('AT#XSOCKETOPT=0,1,20,30')).toBe(ok);
    expect(await bench.ask('AT#XSOCKETOPT=0,0,20')).toBe(`\r\n#XSOCKETOPT: 0,30\r\n${ok}`);
    expect(await bench.ask('AT#XSOCKETOPT=0,1,34,1')).toBe(ok);
    expect(await bench.ask('AT#XCLOSE=1')).toBe(`\r\n#XCLOSE: 1,0\r\n${ok}`);
    expect(await bench.ask('AT#XCLOSE=1')).toBe(error);
    await bench.all('AT#XSOCKET=1,2,0');
    expect(await bench.ask('AT#XCLOSE')).toBe(`\r\n#XCLOSE: 0,0\r\n\r\n#XCLOSE: 1,0\r\n${ok}`);
    expect(await bench.ask('AT#XSOCKETSELECT=0')).toBe(error);
  });

  test('there are eight', async () => {
    await online();
    for (let handle = 0; handle < 8; handle++) await bench.all('AT#XSOCKET=1,2,0');
    expect(await bench.ask('AT#XSOCKET=1,2,0')).toBe(error);
  });

  test('packets come raw', async () => {
    await online();
    expect(await bench.ask('AT#XSOCKET=3,1,0')).toBe(error);
    expect(await bench.said('AT#XSOCKET=3,3,0')).toBe('#XSOCKET: 0,3,0 OK');
  });
});

describe('a connection', () => {
  test('sends and receives text and hexadecimal digits', async () => {
    await online();
    await bench.all('AT#XSOCKET=1,1,0');
    expect(await bench.ask('AT#XCONNECT=0,"echo.test",7')).toBe(`\r\n#XCONNECT: 0,1\r\n${ok}`);
    expect(await bench.ask('AT#XSEND=0,0,0,"hello"')).toBe(`\r\n#XSEND: 0,0,5\r\n${ok}`);
    expect(await bench.ask('AT#XRECV=0,0,0,1')).toBe(`\r\n#XRECV: 0,0,5\r\nhello${ok}`);
    expect(await bench.ask('AT#XSEND=0,1,0,"0D2C22Ff"')).toBe(`\r\n#XSEND: 0,0,4\r\n${ok}`);
    expect(await bench.ask('AT#XRECV=0,1,0,1,3')).toBe(`\r\n#XRECV: 0,1,3\r\n0d2c22${ok}`);
    expect(await bench.ask('AT#XRECV=0,1,64,1')).toBe(`\r\n#XRECV: 0,1,1\r\nff${ok}`);
    expect(await bench.ask('AT#XRECV=0,1,64,1')).toBe(error);
    for (const wrong of [
      '0,0,0,"a,b"',
      '0,1,0,"abc"',
      '0,1,0,"xx"',
      '0,0,8192,"a"',
      '1,0,0,"a"',
      '0,3,0,"a"',
      '0,0,0',
    ]) {
      expect(await bench.ask(`AT#XSEND=${wrong}`)).toBe(error);
    }
    expect(await bench.said(`AT#XSEND=0,1,0,"${'00'.repeat(1400)}"`)).toBe('#XSEND: 0,0,1400 OK');
    expect(await bench.ask(`AT#XSEND=0,1,0,"${'00'.repeat(1401)}"`)).toBe(error);
  });

  test('data mode ends with +++ or with the announced length, which may hold +++', async () => {
    const server = controlled();
    await online({ '198.51.100.7:80': server.serve });
    await bench.all('AT#XSOCKET=1,1,0', 'AT#XCONNECT=0,"198.51.100.7",80');
    expect(await bench.ask('AT#XSEND=0,2,0,8')).toBe(ok);
    expect(await bench.raw('ab+++cdeAT\r')).toBe(`\r\n#XDATAMODE: 0\r\n${ok}`);
    expect(await bench.ask('AT#XSEND=0,2,0')).toBe(ok);
    expect(await bench.raw('no, "quotes"+++')).toBe('\r\n#XDATAMODE: 0\r\n');
    expect(server.heard).toEqual(['ab+++cde', 'no, "quotes"']);
  });

  test('URCs wait for the end of data mode', async () => {
    await online();
    await bench.all('AT+CEREG=1', 'AT#XSOCKET=1,1,0', 'AT#XCONNECT=0,"echo.test",7', 'AT#XSEND=0,2,0');
    bench.module.changeCell('0A0B0C0D');
    expect(await bench.raw('x', 5000)).toBe('');
    expect(await bench.raw('+++')).toBe('\r\n#XDATAMODE: 0\r\n\r\n+CEREG: 5\r\n');
  });

  test('a failure in data mode is -1, whatever it was', async () => {
    await online();
    await bench.all('AT#XSOCKET=1,1,0', 'AT#XCONNECT=0,"echo.test",7', 'AT#XSEND=0,2,0');
    bench.module.deactivatePdn(0);
    expect(await bench.raw('lost', 100)).toBe('+++');
    expect(await bench.raw('+++')).toBe('\r\n#XDATAMODE: -1\r\n');
  });

  test('NTN firmware tells when the network has it', async () => {
    await online({}, { modemFirmware: 'mfw_nrf9151-ntn_1.0.0' });
    await bench.all('AT#XSOCKET=1,1,0', 'AT#XCONNECT=0,"echo.test",7');
    expect(await bench.said('AT#XSEND=0,0,8192,"hello"')).toBe('#XSEND: 0,1,5 OK #XSENDNTF: 0,0,5');
    await bench.all('AT#XSEND=0,2,8192');
    expect(await bench.raw('in data mode+++', 300)).toBe('\r\n#XDATAMODE: 0\r\n\r\n#XSENDNTF: 0,0,12\r\n');
  });
});

test('datagrams', async () => {
  await online();
  await bench.all('AT#XSOCKET=1,2,0');
  expect(await bench.ask('AT#XSENDTO=0,0,0,"198.51.100.7",53,"query"')).toBe(`\r\n#XSENDTO: 0,0,5\r\n${ok}`);
  expect(await bench.ask('AT#XRECVFROM=0,0,0,1')).toBe(`\r\n#XRECVFROM: 0,0,5,"198.51.100.7",53\r\nquery${ok}`);
  await bench.all('AT#XSENDTO=0,2,0,"198.51.100.7",53,3');
  expect(await bench.raw('abcAT\r')).toBe(`\r\n#XDATAMODE: 0\r\n${ok}`);
  expect(await bench.said('AT#XRECVFROM=0,1,0,1')).toBe('#XRECVFROM: 0,1,3,"198.51.100.7",53 616263 OK');
});

test('a server accepts without waiting, and the peer gets a handle', async () => {
  await online();
  const server = controlled();
  await bench.all('AT#XAPOLL=,1,1', 'AT#XSOCKET=1,1,1');
  expect(await bench.ask('AT#XLISTEN=0')).toBe(error);
  await bench.all('AT#XBIND=0,7000', 'AT#XLISTEN=0');
  expect(await bench.ask('AT#XLISTEN?')).toBe(`\r\n#XLISTEN: 0,0,7000\r\n${ok}`);
  expect(await bench.ask('AT#XACCEPT=0')).toBe(error);
  bench.network.dial(7000, server.serve, '192.0.2.50:6000');
  expect(await bench.lines(200)).toEqual(['#XAPOLL: 0,1']);
  expect(await bench.ask('AT#XACCEPT=0')).toBe(`\r\n#XACCEPT: 1,0,"192.0.2.50",6000\r\n${ok}`);
  server.peers[0]?.send('hi');
  expect(await bench.lines(200)).toEqual(['#XAPOLL: 1,1']);
  expect(await bench.said('AT#XRECV=1,0,0,1')).toBe('#XRECV: 1,0,2 hi OK');
  server.peers[0]?.end();
  expect(await bench.lines(200)).toEqual(['#XAPOLL: 1,17']);
  expect(await bench.ask('AT#XRECV=1,0,0,1')).toBe(ok);
});

test('polling is set socket by socket, or for all that will be', async () => {
  await online();
  await bench.all('AT#XAPOLL=,1,1', 'AT#XSOCKET=1,1,0', 'AT#XSOCKET=1,1,0', 'AT#XAPOLL=1,1,4', 'AT#XSOCKET=1,1,0');
  expect(await bench.said('AT#XAPOLL?')).toBe('#XAPOLL: 0,1 #XAPOLL: 1,4 #XAPOLL: 2,1 OK');
  expect(await bench.said('AT#XCONNECT=1,"echo.test",7')).toBe('#XCONNECT: 1,1 OK #XAPOLL: 1,4');
  await bench.all('AT#XAPOLL=,0');
  expect(await bench.said('AT#XAPOLL?')).toBe('OK');
  expect(await bench.said('AT#XAPOLL=,1,5')).toBe('OK #XAPOLL: 1,4');
});

describe('automatic reception', () => {
  test('payload comes with a header, and with a line end behind it', async () => {
    await online();
    await bench.all('AT#XRECVCFG=,1,0', 'AT#XSOCKET=1,1,0', 'AT#XCONNECT=0,"echo.test",7');
    expect(await bench.ask('AT#XSEND=0,0,0,"Test"', 300)).toBe(
      `\r\n#XSEND: 0,0,4\r\n${ok}\r\n#XRECV: 0,0,4\r\nTest\r\n`,
    );
    expect(await bench.said('AT#XRECVCFG?')).toBe('#XRECVCFG: 0,1,0 OK');
    await bench.all('AT#XRECVCFG=0,1,1');
    expect(await bench.ask('AT#XSEND=0,0,0,"Test"', 300)).toContain('\r\n#XRECV: 0,1,4\r\n54657374\r\n');
    await bench.all('AT#XRECVCFG=,0');
    expect(await bench.said('AT#XSEND=0,0,0,"Test"', 300)).toBe('#XSEND: 0,0,4 OK');
    expect(await bench.said('AT#XRECV=0,0,0,1')).toBe('#XRECV: 0,0,4 Test OK');
  });

  test('waits while a command is being typed, and for 100 ms after the last byte', async () => {
    const server = controlled();
    await online({ '198.51.100.7:80': server.serve });
    await bench.all('AT#XRECVCFG=,1', 'AT#XSOCKET=1,1,0', 'AT#XCONNECT=0,"198.51.100.7",80');
    bench.host.send('AT+C');
    server.peers[0]?.send('data');
    expect(await bench.raw('', 90)).toBe('');
    expect(await bench.raw('', 20)).toBe('\r\n#XRECV: 0,0,4\r\ndata\r\n');
    expect(await bench.raw('GMI\r')).toContain('Nordic');
  });

  test('in data mode payload comes bare, and only for the socket in it', async () => {
    await online();
    await bench.all('AT#XRECVCFG=,3', 'AT#XSOCKET=1,1,0', 'AT#XCONNECT=0,"echo.test",7', 'AT#XSOCKET=1,1,0');
    await bench.all('AT#XCONNECT=1,"echo.test",7');
    await bench.ask('AT#XSEND=1,0,0,"other"', 10);
    await bench.clock.advance(300);
    bench.host.take();
    await bench.all('AT#XSEND=0,2,0');
    expect(await bench.raw('echo', 100)).toBe('echo');
    expect(await bench.raw('+++')).toBe('\r\n#XDATAMODE: 0\r\n');
  });

  test('unconnected datagrams tell who sent', async () => {
    await online();
    await bench.all('AT#XRECVCFG=,1', 'AT#XSOCKET=1,2,0');
    expect(await bench.said('AT#XSENDTO=0,0,0,"198.51.100.7",53,"query"', 300)).toBe(
      '#XSENDTO: 0,0,5 OK #XRECVFROM: 0,0,5,"198.51.100.7",53 query',
    );
  });

  test('v2.0.0-preview1 may put a URC between the header and the payload', async () => {
    const server = controlled();
    await online({ '198.51.100.7:80': server.serve }, { misbehaviours: { urcInsidePayload: true } });
    await bench.all('AT+CSCON=1', 'AT#XRECVCFG=,1', 'AT#XSOCKET=1,1,0', 'AT#XCONNECT=0,"198.51.100.7",80');
    await bench.clock.advance(20_000);
    bench.host.take();
    server.peers[0]?.send('data');
    await bench.clock.advance(50);
    expect(bench.host.take()).toBe('\r\n#XRECV: 0,0,4\r\n\r\n+CSCON: 1\r\ndata\r\n');
  });
});
