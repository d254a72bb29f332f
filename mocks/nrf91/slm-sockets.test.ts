import { afterEach, describe, expect, test } from '@jest/globals';
import { controlled, InternetBench, slm } from './internet.test-support.ts';

let bench: InternetBench;

afterEach(() => {
  expect(bench.close()).toBe(0);
});

const ok = '\r\nOK\r\n';
const error = '\r\nERROR\r\n';

async function online(servers = {}): Promise<void> {
  bench = await InternetBench.online(slm, { servers });
}

describe('opening and choosing', () => {
  test('handles start at 0, and the last one opened is selected', async () => {
    await online();
    expect(await bench.ask('AT#XSOCKET?')).toBe(ok);
    expect(await bench.ask('AT#XSOCKET=1,1,0')).toBe(`\r\n#XSOCKET: 0,1,6\r\n${ok}`);
    expect(await bench.ask('AT#XSOCKET=2,2,0,1')).toBe(`\r\n#XSOCKET: 1,2,17\r\n${ok}`);
    expect(await bench.ask('AT#XSSOCKET=1,1,0,42')).toBe(`\r\n#XSSOCKET: 2,1,258\r\n${ok}`);
    expect(await bench.ask('AT#XSSOCKET=1,2,0,42,0')).toBe(`\r\n#XSSOCKET: 3,2,273\r\n${ok}`);
    expect(await bench.ask('AT#XSSOCKET?')).toBe(`\r\n#XSSOCKET: 3,1,0,2,42,0,0\r\n${ok}`);
    expect(await bench.ask('AT#XSOCKET?')).toBe(`\r\n#XSOCKET: 3,1,0,2,0\r\n${ok}`);
    expect(await bench.ask('AT#XSOCKETSELECT=1')).toBe(`\r\n#XSOCKETSELECT: 1\r\n${ok}`);
    expect(await bench.said('AT#XSOCKETSELECT?')).toBe(
      '#XSOCKETSELECT: 0,1,0,1,-1,1,0 #XSOCKETSELECT: 1,2,0,2,-1,2,1 #XSOCKETSELECT: 2,1,0,1,42,3,0 ' +
        '#XSOCKETSELECT: 3,1,0,2,42,4,0 #XSOCKETSELECT: 1 OK',
    );
    expect(await bench.ask('AT#XSOCKETSELECT=7')).toBe(error);
  });

  test('the test form lacks its line end', async () => {
    await online();
    expect(await bench.ask('AT#XSOCKET=?')).toBe('\r\n#XSOCKET: (0,1,2),(1,2,3),(0,1),<cid>\r\nOK\r\n');
  });

  test('closing selects the youngest of the others, and a secure socket is closed as a plain one', async () => {
    await online();
    await bench.all('AT#XSOCKET=1,1,0', 'AT#XSSOCKET=1,1,0,42', 'AT#XSOCKET=1,2,0', 'AT#XSOCKETSELECT=1');
    expect(await bench.ask('AT#XSSOCKET=0')).toBe(`\r\n#XSOCKET: 0,"closed"\r\n${ok}`);
    expect(await bench.said('AT#XSOCKET?')).toBe('#XSOCKET: 2,1,0,2,0 OK');
    expect(await bench.ask('AT#XSOCKET=0')).toBe(`\r\n#XSOCKET: 0,"closed"\r\n${ok}`);
    expect(await bench.said('AT#XSOCKET?')).toBe('#XSOCKET: 0,1,0,1,0 OK');
    expect(await bench.ask('AT#XSOCKET=0')).toContain('closed');
    expect(await bench.ask('AT#XSOCKET=0')).toBe(error);
    expect(await bench.said('AT#XSOCKET=1,1,0')).toBe('#XSOCKET: 0,1,6 OK');
  });

  test('there are seven', async () => {
    await online();
    for (let handle = 0; handle < 7; handle++) {
      expect(await bench.said('AT#XSOCKET=1,1,0')).toBe(`#XSOCKET: ${handle},1,6 OK`);
    }
    expect(await bench.ask('AT#XSOCKET=1,1,0')).toBe(error);
  });

  test('a raw socket tolerates no other on its connection', async () => {
    await online();
    expect(await bench.said('AT#XSOCKET=1,3,0')).toBe('#XSOCKET: 0,3,0 OK');
    expect(await bench.ask('AT#XSOCKET=1,1,0')).toBe(error);
    expect(await bench.said('AT#XSOCKET=1,1,0,1')).toBe('#XSOCKET: 1,1,6 OK');
  });

  test.each(['', '1', '3,1,0', '1,4,0', '1,1,2', '1,1,0,11', '1,1,0,0,0', '1,"1",0', '1,3,1'])(
    'AT#XSOCKET=%s is an error',
    async (wrong) => {
      await online();
      expect(await bench.ask(`AT#XSOCKET=${wrong}`)).toBe(error);
    },
  );

  test('more than 42 parameters are an error', async () => {
    await online();
    await bench.all('AT#XSOCKET=1,2,0');
    const zeros = (count: number): string => Array.from({ length: count }, () => '0').join(',');
    expect(await bench.ask(`AT#XPOLL=0,${zeros(41)}`)).toBe(ok);
    expect(await bench.ask(`AT#XPOLL=0,${zeros(42)}`)).toBe(error);
  });

  test('options', async () => {
    await online();
    await bench.all('AT#XSSOCKET=1,1,0,42', 'AT#XSOCKETOPT=1,20,30', 'AT#XSSOCKETOPT=1,2,"echo.test"');
    expect(await bench.said('AT#XSOCKETOPT=0,20')).toBe('#XSOCKETOPT: 30 OK');
    expect(await bench.said('AT#XSOCKETOPT=0,21')).toBe('#XSOCKETOPT: 30 OK');
    expect(await bench.said('AT#XSSOCKETOPT=0,18')).toBe('#XSSOCKETOPT: 123 OK');
    await bench.all('AT#XSSOCKETOPT=1,5,0');
    expect(await bench.said('AT#XSSOCKETOPT=0,5')).toBe('#XSSOCKETOPT: 0 OK');
    for (const wrong of ['AT#XSOCKETOPT=0,2', 'AT#XSOCKETOPT=1,34,1', 'AT#XSOCKETOPT=1,99,1', 'AT#XSSOCKETOPT=0,4']) {
      expect(await bench.ask(wrong)).toBe(error);
    }
  });
});

describe('a connection', () => {
  test('sends within the command and receives with a counted header', async () => {
    await online();
    await bench.all('AT#XSOCKET=1,1,0');
    expect(await bench.ask('AT#XCONNECT="echo.test",7')).toBe(`\r\n#XCONNECT: 1\r\n${ok}`);
    expect(await bench.ask('AT#XSEND="hello"')).toBe(`\r\n#XSEND: 5\r\n${ok}`);
    expect(await bench.ask('AT#XRECV=1')).toBe(`\r\n#XRECV: 5\r\nhello${ok}`);
    expect(await bench.ask('AT#XRECV=1', 2000)).toBe(error);
    expect(await bench.ask('AT#XRECV=1,64')).toBe(error);
  });

  test('refuses what cannot stand within a command', async () => {
    await online();
    await bench.all('AT#XSOCKET=1,1,0', 'AT#XCONNECT="198.51.100.7",7');
    expect(await bench.ask('AT#XSEND="a,b"')).toBe(error);
    expect(await bench.ask('AT#XSEND="a"b"c"')).toBe(error);
    expect(await bench.ask(`AT#XSEND="${'x'.repeat(1025)}"`)).toBe(error);
    expect(await bench.ask(`AT#XSEND="${'x'.repeat(1024)}"`)).toBe(`\r\n#XSEND: 1024\r\n${ok}`);
    // An odd quote and nothing is heard until the next: line ends are payload.
    expect(await bench.ask('AT#XSEND="a', 1000)).toBe('');
    expect(await bench.ask('AT', 1000)).toBe('');
    expect(await bench.ask('"', 1000)).toBe(`\r\n#XSEND: 7\r\n${ok}`);
  });

  test('reads 2048 bytes at most, peeks, and waits for all', async () => {
    const server = controlled();
    await online({ '198.51.100.7:80': server.serve });
    await bench.all('AT#XSOCKET=1,1,0', 'AT#XCONNECT="198.51.100.7",80');
    server.peers[0]?.send('x'.repeat(3000));
    await bench.clock.advance(100);
    expect(await bench.ask('AT#XRECV=1,2')).toBe(`\r\n#XRECV: 2048\r\n${'x'.repeat(2048)}${ok}`);
    expect(await bench.ask('AT#XRECV=1,256')).toBe(`\r\n#XRECV: 2048\r\n${'x'.repeat(2048)}${ok}`);
    expect(await bench.ask('AT#XRECV=3,256', 1000)).toBe('');
    expect(await bench.lines(3000)).toEqual(['#XRECV: 952', 'x'.repeat(952), 'OK']);
  });

  test('payload may hold anything', async () => {
    const server = controlled();
    await online({ '198.51.100.7:80': server.serve });
    await bench.all('AT#XSOCKET=1,1,0', 'AT#XCONNECT="198.51.100.7",80');
    server.peers[0]?.send(Buffer.from('\r\nOK\r\n\0\xff+++', 'latin1'));
    await bench.clock.advance(50);
    expect(await bench.ask('AT#XRECV=1')).toBe(`\r\n#XRECV: 11\r\n\r\nOK\r\n\0\xff+++${ok}`);
  });

  test('a peer that closed is a lone OK, once everything was read', async () => {
    await online({ '198.51.100.7:80': { banner: 'bye' }, '198.51.100.7:81': { source: 3 } });
    await bench.all('AT#XSOCKET=1,1,0', 'AT#XCONNECT="198.51.100.7",81');
    await bench.clock.advance(100);
    expect(await bench.ask('AT#XRECV=1')).toBe(`\r\n#XRECV: 3\r\n\0\x01\x02${ok}`);
    expect(await bench.ask('AT#XRECV=1')).toBe(ok);
    expect(await bench.ask('AT#XRECV=1,64')).toBe(ok);
  });

  test('failures are errors without a reason', async () => {
    await online({ '198.51.100.7:82': 'timeout' });
    await bench.all('AT#XSOCKET=1,1,0');
    for (const wrong of [
      '"198.51.100.7",9',
      '"nobody.test",7',
      '"2001:db8::7",7',
      '"",7',
      'echo.test,7',
      '"echo.test"',
    ]) {
      expect(await bench.ask(`AT#XCONNECT=${wrong}`)).toBe(error);
    }
    expect(await bench.ask('AT#XCONNECT="198.51.100.7",82', 10_000)).toBe('');
    expect(await bench.lines(11_000)).toEqual(['ERROR']);
    expect(await bench.ask('AT#XSEND="a"')).toBe(`\r\n#XSEND: 0\r\n${error}`);
    await bench.all('AT#XCONNECT="198.51.100.7",7');
    expect(await bench.ask('AT#XCONNECT="198.51.100.7",7')).toBe(error);
  });

  test('AT#XRECV=0 waits for ever, and neither commands nor URCs get through', async () => {
    const server = controlled();
    await online({ '198.51.100.7:80': server.serve });
    await bench.all('AT+CEREG=1', 'AT#XSOCKET=1,1,0', 'AT#XCONNECT="198.51.100.7",80');
    expect(await bench.ask('AT#XRECV=0', 3_600_000)).toBe('');
    bench.module.changeCell('0A0B0C0D');
    expect(await bench.ask('AT', 60_000)).toBe('');
    server.peers[0]?.send('!');
    await bench.clock.advance(100);
    expect(bench.host.take()).toBe(`\r\n#XRECV: 1\r\n!${ok}\r\n+CEREG: 5\r\n${ok}`);
  });
});

test('datagrams', async () => {
  bench = await InternetBench.online(slm, { datagrams: { '198.51.100.7:53': 'echo' } });
  await bench.all('AT#XSOCKET=1,2,0');
  expect(await bench.ask('AT#XSENDTO="198.51.100.7",53,"query"')).toBe(`\r\n#XSENDTO: 5\r\n${ok}`);
  expect(await bench.ask('AT#XRECVFROM=1')).toBe(`\r\n#XRECVFROM: 5,"198.51.100.7",53\r\nquery${ok}`);
  expect(await bench.ask('AT#XSENDTO="198.51.100.7",53')).toBe(ok);
  expect(await bench.raw('one datagram', 40)).toBe('');
  expect(await bench.raw('another+++', 60)).toBe('\r\n#XDATAMODE: 0\r\n');
  expect(await bench.said('AT#XRECVFROM=1')).toBe('#XRECVFROM: 12,"198.51.100.7",53 one datagram OK');
  expect(await bench.said('AT#XRECVFROM=1')).toBe('#XRECVFROM: 7,"198.51.100.7",53 another OK');
  await bench.all('AT#XCONNECT="198.51.100.7",53', 'AT#XSEND="more"');
  expect(await bench.said('AT#XRECV=1')).toBe('#XRECV: 4 more OK');
  expect(await bench.ask('AT#XRECVFROM=1', 2000)).toBe(error);
});

test('a server accepts one peer and talks to it', async () => {
  await online();
  const server = controlled();
  await bench.all('AT#XSOCKET=1,1,1');
  expect(await bench.ask('AT#XLISTEN')).toBe(error);
  await bench.all('AT#XBIND=7000', 'AT#XLISTEN');
  expect(await bench.ask('AT#XCONNECT="198.51.100.7",7')).toBe(error);
  expect(await bench.ask('AT#XACCEPT=1', 2000)).toBe(error);
  bench.network.dial(7000, server.serve);
  expect(await bench.ask('AT#XACCEPT=10')).toBe(`\r\n#XACCEPT: 1,"192.0.2.99"\r\n${ok}`);
  expect(await bench.ask('AT#XSEND="welcome"')).toBe(`\r\n#XSEND: 7\r\n${ok}`);
  await bench.clock.advance(50);
  expect(server.heard).toEqual(['welcome']);
  server.peers[0]?.send('thanks');
  expect(await bench.said('AT#XRECV=1')).toBe('#XRECV: 6 thanks OK');
  expect(await bench.said('AT#XSOCKETSELECT?')).toBe('#XSOCKETSELECT: 0,1,1,1,-1,1,0 #XSOCKETSELECT: 0 OK');
});

describe('names and pings', () => {
  test('#XGETADDRINFO', async () => {
    await online();
    expect(await bench.ask('AT#XGETADDRINFO="both.test"')).toBe(
      `\r\n#XGETADDRINFO: "198.51.100.7 2001:db8::7"\r\n${ok}`,
    );
    expect(await bench.said('AT#XGETADDRINFO="both.test",2')).toBe('#XGETADDRINFO: "2001:db8::7" OK');
    expect(await bench.ask('AT#XGETADDRINFO="nobody.test"')).toBe(`\r\n#XGETADDRINFO: "EAI_NONAME"\r\n${error}`);
    await bench.ask('AT+CFUN=4', 5000);
    expect(await bench.said('AT#XGETADDRINFO="both.test"')).toBe('#XGETADDRINFO: "EAI_AGAIN" ERROR');
  });

  test('#XPING says its lines behind the OK, with nothing in front of them', async () => {
    await online();
    expect(await bench.ask('AT#XPING="echo.test",45,5000,2,1000', 4000)).toBe(
      `${ok}#XPING: 0.020 seconds\r\n#XPING: 0.020 seconds\r\n#XPING: average 0.020 seconds\r\n`,
    );
    expect(await bench.ask('AT#XPING="198.51.100.8",45,500', 4000)).toBe(ok);
    expect(await bench.ask('AT#XPING="nobody.test",45,500', 4000)).toBe(`\r\n"EAI_NONAME"\r\n${error}`);
    await bench.all('AT#XSOCKET=1,1,0');
    expect(await bench.ask('AT#XPING="echo.test",45,5000')).toBe(error);
  });
});
