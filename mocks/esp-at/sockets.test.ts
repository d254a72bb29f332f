import { afterEach, describe, expect, test } from '@jest/globals';
import { BareHost } from '../line/bare-host.ts';
import type { MemoryNetwork } from '../network/memory-network.ts';
import { closeBoth, joinedBefore } from './memory-rig.test-support.ts';
import type { Rig } from './rig.test-support.ts';

let rig: Rig;
let network: MemoryNetwork;

afterEach(() => closeBoth(rig, network));

async function joined(...given: Parameters<typeof joinedBefore>): Promise<void> {
  ({ rig, network } = await joinedBefore(...given));
}

describe('opening', () => {
  const world = {
    servers: { 'broker.lab:1883': 'echo', '10.0.0.5:1': 'refused', '10.0.0.5:2': 'timeout' },
    hosts: { 'broker.lab': ['2001:db8::5', '10.0.0.5'] },
  } as const;

  test('an IPv4 link takes the IPv4 address, and the state shows it', async () => {
    await joined({ ...world, servers: { '10.0.0.5:1883': 'echo' } });
    expect(await rig.ask('AT+CIPSTART="TCP","broker.lab",1883')).toBe('CONNECT\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CIPSTATE?')).toBe('+CIPSTATE:0,"TCP","10.0.0.5",1883,49152,0\r\n\r\nOK\r\n');
  });

  test('IPv6 has to be switched on first', async () => {
    await joined(world);
    expect(await rig.ask('AT+CIPSTART="TCPv6","broker.lab",1883')).toBe('\r\nERROR\r\n');
    await rig.ask('AT+CIPV6=1');
    expect(await rig.ask('AT+CIPSTART="TCPv6","broker.lab",1883')).toBe('CONNECT\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CIPSTATE?')).toContain('"TCPv6","2001:db8::5",1883');
  });

  test('what fails takes its time', async () => {
    await joined(world);
    expect(await rig.ask('AT+CIPSTART="TCP","10.0.0.5",1')).toBe('\r\nERROR\r\nCLOSED\r\n');
    expect(await rig.ask('AT+CIPSTART="TCP","nobody.lab",1', 5000)).toBe('');
    expect(await rig.after(3000)).toBe('\r\nERROR\r\nCLOSED\r\n');
    expect(await rig.ask('AT+CIPSTART="TCP","10.0.0.99",1', 9000)).toBe('');
    expect(await rig.after(3000)).toBe('\r\nERROR\r\nCLOSED\r\n');
    expect(await rig.ask('AT+CIPSTART="TCP","10.0.0.5",2,,,3000', 2900)).toBe('');
    expect(await rig.after(200)).toBe('\r\nERROR\r\nCLOSED\r\n');
    expect(await rig.ask('AT+CIPSTART="TCP","10.0.0.5",2', 19_000)).toBe('');
    expect(await rig.after(2000)).toBe('\r\nERROR\r\nCLOSED\r\n');
  });

  test('NONOS AT explains itself', async () => {
    await joined(world, { personality: 'esp8266-nonos' });
    await rig.ask('AT+CIPMUX=1');
    expect(await rig.ask('AT+CIPSTART=4,"TCP","nobody.lab",80', 12_000)).toBe('DNS Fail\r\n\r\nERROR\r\n');
    expect(await rig.ask('AT+CIPSTART=4,"TCP","10.0.0.5",1', 3000)).toBe('');
    expect(await rig.after(300)).toBe('\r\nERROR\r\n4,CLOSED\r\n');
    expect(await rig.ask('AT+CIPSTART="TCP","10.0.0.5",1')).toBe('MUX=1\r\n\r\nERROR\r\n');
  });

  test('arguments are those of the generation', async () => {
    await joined({ servers: { '10.0.0.5:7': 'echo' } }, { personality: 'esp32-at2' });
    expect(await rig.ask('AT+CIPSTART="TCP","10.0.0.5",7,0,,3000')).toBe('\r\nERROR\r\n');
    expect(await rig.ask('AT+CIPSTART="TCP","10.0.0.5",7,0,"10.0.0.2"')).toBe('CONNECT\r\n\r\nOK\r\n');
  });
});

describe('receiving with a window', () => {
  test('what is unread stays in the network, and comes when there is room', async () => {
    await joined({ servers: { '10.0.0.5:19': { source: 20_000 } }, windowBytes: 4096 });
    await rig.ask('AT+CIPRECVTYPE=1');
    await rig.ask('AT+CIPSTART="TCP","10.0.0.5",19');
    await rig.after(10_000);
    expect(await rig.ask('AT+CIPRECVLEN?')).toContain('+CIPRECVLEN:5760,');
    let total = 0;
    for (let turn = 0; turn < 100; turn += 1) {
      const answer = await rig.ask('AT+CIPRECVDATA=2048', 200);
      const length = Number(/\+CIPRECVDATA:(\d+),/.exec(answer)?.[1] ?? 0);
      expect(length).toBeLessThanOrEqual(2048);
      total += length;
      if (answer.endsWith('CLOSED\r\n')) break;
    }
    expect(total).toBe(20_000);
    expect(await rig.ask('AT+CIPSTATE?')).toBe('\r\nOK\r\n');
  });

  test('a read makes room, and what comes then is told of', async () => {
    await joined({ servers: { '10.0.0.5:19': { source: 8000 } } });
    await rig.ask('AT+CIPRECVTYPE=1');
    expect(await rig.ask('AT+CIPSTART="TCP","10.0.0.5",19', 500)).toBe('CONNECT\r\n\r\nOK\r\n\r\n+IPD,1460\r\n');
    const answer = await rig.ask('AT+CIPRECVDATA=5760');
    const head = '+CIPRECVDATA:5760,';
    expect(answer.slice(0, head.length)).toBe(head);
    expect(answer.slice(head.length + 5760)).toBe('\r\nOK\r\n\r\n+IPD,80\r\n');
  });

  test('active reports follow each other, two segments long, and CLOSED comes last', async () => {
    await joined({ servers: { '10.0.0.5:19': { source: 20_000 } } });
    const said = await rig.ask('AT+CIPSTART="TCP","10.0.0.5",19', 2000);
    const lengths = [...said.matchAll(/\r\n\+IPD,(\d+):/g)].map(([, length]) => Number(length));
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(20_000);
    expect(Math.max(...lengths)).toBe(2920);
    expect(said.endsWith('CLOSED\r\n')).toBe(true);
  });

  test.each([
    ['active reports', []],
    ['transparent transmission', ['AT+CIPMODE=1']],
  ])('of %s, what the line cannot take yet waits in the network', async (_mode, settings) => {
    await joined({ servers: { '10.0.0.5:19': { source: 2_000_000 } } });
    for (const setting of settings) await rig.ask(setting);
    rig.host.detach();
    const host = new BareHost(rig.module, rig.clock, 115_200);
    host.send('AT+CIPSTART="TCP","10.0.0.5",19\r\n');
    await rig.clock.advance(500);
    if (settings.length > 0) host.send('AT+CIPSEND\r\n');
    host.take();
    await rig.clock.advance(10_000);
    expect(host.received.length).toBeGreaterThan(110_000);
    expect(host.received.length).toBeLessThanOrEqual(115_200 + 64);
    expect(await rig.clock.until(() => host.received.length > 2_000_000 - 6000, 170_000)).toBe(true);
    await rig.clock.advance(2000);
    expect(host.take().slice(-50_000).includes('+IPD,')).toBe(settings.length === 0);
    host.detach();
  });

  test('firmware that says CLOSED too early still gives the data', async () => {
    const misbehaviours = { closedBeforeDrained: true };
    await joined({ servers: { '10.0.0.5:19': { source: 10 } } }, { misbehaviours });
    await rig.ask('AT+CIPRECVTYPE=1');
    expect(await rig.ask('AT+CIPSTART="TCP","10.0.0.5",19')).toContain('+IPD,10\r\nCLOSED\r\n');
    expect(await rig.ask('AT+CIPRECVDATA=100')).toContain('+CIPRECVDATA:10,');
    expect(await rig.ask('AT+CIPRECVDATA=100')).toBe('\r\nERROR\r\n');
  });

  test('a notice may be missing: the length tells', async () => {
    await joined({ servers: { '10.0.0.5:19': { banner: 'hello' } } }, { misbehaviours: { lostNotices: 1 } });
    await rig.ask('AT+CIPRECVTYPE=1');
    expect(await rig.ask('AT+CIPSTART="TCP","10.0.0.5",19')).toBe('CONNECT\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CIPRECVLEN?')).toContain('+CIPRECVLEN:5,');
  });
});

describe('UDP', () => {
  test('a listening port follows the last sender', async () => {
    await joined();
    await rig.ask('AT+CIPDINFO=1');
    expect(await rig.ask('AT+CIPSTART="UDP","0.0.0.0",9,4000,2')).toBe('CONNECT\r\n\r\nOK\r\n');
    network.sendDatagram(4000, 'hi', '10.0.0.9:123');
    expect(await rig.after(50)).toBe('\r\n+IPD,2,"10.0.0.9",123:hi');
    expect(await rig.ask('AT+CIPSTATE?')).toContain('+CIPSTATE:0,"UDP","10.0.0.9",123,4000,0\r\n');
  });

  test.each([
    [0, '10.0.0.5",53'],
    [1, '10.0.0.8",1'],
  ])('mode %d', async (mode, remote) => {
    await joined();
    await rig.ask(`AT+CIPSTART="UDP","10.0.0.5",53,4000,${mode}`);
    network.sendDatagram(4000, 'a', '10.0.0.8:1');
    network.sendDatagram(4000, 'b', '10.0.0.9:2');
    expect(await rig.after(50)).toBe('\r\n+IPD,1:a\r\n+IPD,1:b');
    expect(await rig.ask('AT+CIPSTATE?')).toContain(`"UDP","${remote},4000,0`);
  });

  test('datagrams that wait are one, what a short read leaves of the last is lost, and so is what has no room', async () => {
    await joined();
    await rig.ask('AT+CIPRECVMODE=1');
    await rig.ask('AT+CIPSTART="UDP","10.0.0.5",53,4000,0');
    for (const text of ['one', 'two', 'three']) network.sendDatagram(4000, text, '10.0.0.5:53');
    expect(await rig.after(50)).toBe('\r\n+IPD,3\r\n');
    expect(await rig.ask('AT+CIPRECVLEN?')).toContain('+CIPRECVLEN:11,');
    expect(await rig.ask('AT+CIPRECVDATA=4')).toBe('+CIPRECVDATA:4,onet\r\nOK\r\n');
    expect(await rig.ask('AT+CIPRECVDATA=100')).toBe('+CIPRECVDATA:5,three\r\nOK\r\n');
    for (let count = 0; count < 10; count += 1) network.sendDatagram(4000, 'x'.repeat(1000), '10.0.0.5:53');
    network.sendDatagram(4000, 'x'.repeat(1473), '10.0.0.5:53');
    await rig.after(50);
    expect(await rig.ask('AT+CIPRECVLEN?')).toContain('+CIPRECVLEN:5000,');
  });

  test('a send names its receiver', async () => {
    await joined({
      datagrams: { 'dns.lab:53': (bytes, _from, reply) => reply(Buffer.from(`<${Buffer.from(bytes)}>`)) },
    });
    await rig.ask('AT+CIPSTART="UDP","10.0.0.5",9,4000,2');
    await rig.ask('AT+CIPSEND=2,"dns.lab",53');
    rig.host.send('hi');
    expect(await rig.after(100)).toContain('\r\nSEND OK\r\n\r\n+IPD,4:<hi>');
    await rig.ask('AT+CIPSEND=2,"nobody.lab",53');
    rig.host.send('hi');
    expect(await rig.after(100)).toBe('\r\nRecv 2 bytes\r\n\r\nSEND FAIL\r\n');
  });
});

describe('names', () => {
  const world = { hosts: { 'both.lab': ['2001:db8::5', '10.0.0.5'] } };

  test('AT+CIPDOMAIN prefers what it is asked for', async () => {
    await joined(world);
    expect(await rig.ask('AT+CIPDOMAIN="both.lab"', 200)).toBe('+CIPDOMAIN:"10.0.0.5"\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CIPDOMAIN="both.lab",3', 200)).toBe('+CIPDOMAIN:"2001:db8::5"\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+CIPDOMAIN="both.lab",1,,1', 200)).toBe(
      '+CIPDOMAIN:"10.0.0.5"\r\n+CIPDOMAIN:"2001:db8::5"\r\n\r\nOK\r\n',
    );
  });

  test('AT+PING tells the round trip of the network', async () => {
    await joined(world);
    expect(await rig.ask('AT+PING="both.lab"')).toBe('+PING:20\r\n\r\nOK\r\n');
    expect(await rig.ask('AT+PING="10.0.0.77"', 3000)).toBe('');
    expect(await rig.after(2000)).toBe('+PING:TIMEOUT\r\n\r\nERROR\r\n');
  });
});

test('NONOS AT keeps its links over a short loss of the network, and what came meanwhile', async () => {
  await joined({ servers: { '10.0.0.5:7': 'echo' } }, { personality: 'esp8266-nonos' });
  await rig.ask('AT+CIPSTART="TCP","10.0.0.5",7');
  rig.module.deauthenticate();
  expect(await rig.after(20_000)).toBe('WIFI DISCONNECT\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n');
  await rig.ask('AT+CIPSEND=2');
  rig.host.send('hi');
  expect(await rig.after(100)).toContain('SEND OK\r\n\r\n+IPD,2:hi');
});
