import { describe, expect, test } from '@jest/globals';
import { dialectOf, never, ScriptedModule } from './scripted.test-support.ts';
import { opened, peer } from './streams.test-support.ts';

/** One refusal alone may be that of a command which the line has spoiled. */
function refuse(module: ScriptedModule, text: string): void {
  for (let times = 0; times < 2; times++) module.once(/^AT\+CIPSTART/, text);
}

describe('opening', () => {
  test('names the link, the peer and the port, and finds out both ends', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    module.on(/^AT\+CIPSTATE\?$/, '+CIPSTATE:4,"TCP","10.0.0.5",7,54321,0\r\n\r\nOK\r\n');
    const socket = await opened(module);
    expect(module.sent).toContain('AT+CIPSTART=4,"TCP","10.0.0.5",7,,,20000');
    expect(socket.remote).toEqual({ address: '10.0.0.5', port: 7, family: 4 });
    expect(socket.local).toEqual({ address: '10.0.0.2', port: 54_321, family: 4 });
  });

  test.each([
    ['N1', 'AT+CIPSTART=4,"TCP","10.0.0.5",7'],
    ['E1', 'AT+CIPSTART=4,"TCP","10.0.0.5",7'],
    ['E3 3.3', 'AT+CIPSTART=4,"TCP","10.0.0.5",7'],
    ['E4 4.1', 'AT+CIPSTART=4,"TCP","10.0.0.5",7,,,20000'],
  ] as const)('%s: %s', async (generation, line) => {
    const module = new ScriptedModule(dialectOf[generation]);
    await opened(module);
    expect(module.sent).toContain(line);
  });

  test('what a host is made of is escaped', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    module.on(/^AT\+CIPSTART/, '\r\nERROR\r\n');
    await module.code(module.sockets.open({ host: 'a",1\\', port: 7 }, never));
    expect(module.sent[0]).toBe('AT+CIPSTART=4,"TCP","a\\"\\,1\\\\",7,,,20000');
  });

  test('a start that is refused sooner than anybody can refuse was spoiled on the line, and is given again', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    module.once(/^AT\+CIPSTART/, '\r\nERROR\r\n');
    await opened(module);
    expect(module.sent.filter((line) => line.startsWith('AT+CIPSTART'))).toHaveLength(2);
  });

  test.each(['a b', 'a\r\nAT+RST', '', 'x'.repeat(65)])('%j is no host', async (host) => {
    const module = new ScriptedModule(dialectOf.E5);
    expect(await module.code(module.sockets.open({ host, port: 7 }, never))).toBe('ENOTFOUND');
    expect(module.sent).toEqual([]);
  });

  test('old firmware looks the name up first, to know whom it is connected to', async () => {
    const module = new ScriptedModule(dialectOf.E1);
    module.on(/^AT\+CIPDOMAIN=/, '+CIPDOMAIN:10.0.0.9\r\n\r\nOK\r\n');
    const socket = await module.done(module.sockets.open({ host: 'echo.test', port: 7 }, never));
    expect(module.sent).toEqual(['AT+CIPDOMAIN="echo.test"', 'AT+CIPSTART=4,"TCP","10.0.0.9",7']);
    expect(socket.remote.address).toBe('10.0.0.9');
  });

  test('IPv6 is another type, and not of every firmware', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    await module.done(module.sockets.open({ host: '2001:db8::1', port: 7 }, never));
    expect(module.sent[0]).toContain('"TCPv6","2001:db8::1"');
    const old = new ScriptedModule(dialectOf.E1);
    expect(await old.code(old.sockets.open({ host: '2001:db8::1', port: 7 }, never))).toBe('EOPNOTSUPP');
  });

  test('five links, and no more', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const sockets = [];
    for (let turn = 0; turn < 5; turn++) sockets.push(await opened(module));
    expect(sockets.map(({ id }) => id)).toEqual([4, 3, 2, 1, 0]);
    expect(await module.code(module.sockets.open(peer, never))).toBe('EMFILE');
    await module.done(sockets[2]?.close() ?? Promise.reject(new Error('none')));
    expect((await opened(module)).id).toBe(2);
  });

  test('a link that the application opened by hand is left alone until it is closed', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    module.say('4,CONNECT\r\n');
    expect((await opened(module)).id).toBe(3);
    module.say('4,CLOSED\r\n');
    expect((await opened(module)).id).toBe(4);
  });

  test('who gives up waits no longer; the link is closed when it comes', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    module.once(/^AT\+CIPSTART/, () => undefined);
    const giveUp = new AbortController();
    const opening = module.sockets.open(peer, giveUp.signal);
    await module.clock.advance(100);
    giveUp.abort(new Error('enough'));
    expect(String((await module.settled(opening)).status)).toBe('rejected');
    module.say('4,CONNECT\r\n\r\nOK\r\n');
    await module.clock.advance(1000);
    expect(module.sent.at(-1)).toBe('AT+CIPCLOSE=4');
    expect((await opened(module)).id).toBe(4);
  });

  test('a start that is never answered is closed, and its number used again', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    module.once(/^AT\+CIPSTART/, () => undefined);
    expect(await module.code(module.sockets.open(peer, never))).toBe('ETIMEDOUT');
    expect(module.sent).toContain('AT+CIPCLOSE=4');
    expect((await opened(module)).id).toBe(4);
  });

  test('fact 21: a start that was refused as busy and carried out is not repeated', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    module.once(/^AT\+CIPSTART/, '\r\nbusy p...\r\n');
    const opening = module.sockets.open(peer, never);
    await module.clock.advance(200);
    module.say('4,CONNECT\r\n\r\nOK\r\n');
    expect((await module.done(opening)).id).toBe(4);
    expect(module.count(/CIPSTART/)).toBe(1);
  });
});

describe('fact 15: CLOSED around a start that failed', () => {
  test('after its ERROR it does not close the next one', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    refuse(module, '\r\nERROR\r\n');
    expect(await module.code(module.sockets.open(peer, never))).toBe('ECONNREFUSED');
    const next = opened(module);
    await module.clock.advance(10);
    module.say('4,CLOSED\r\n');
    const socket = await module.done(next);
    await module.done(socket.send(Buffer.from('ping')));
  });

  test('so late that the next start of the same number is on its way, it means nothing either', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    refuse(module, '\r\nERROR\r\n');
    expect(await module.code(module.sockets.open(peer, never))).toBe('ECONNREFUSED');
    await module.clock.advance(1000);
    module.once(/^AT\+CIPSTART=4/, '4,CLOSED\r\n4,CONNECT\r\n\r\nOK\r\n');
    const socket = await opened(module);
    expect(socket.id).toBe(4);
    await module.done(socket.send(Buffer.from('ping')));
  });

  test('before its ERROR it means nothing either', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    refuse(module, '4,CLOSED\r\n\r\nERROR\r\n');
    expect(await module.code(module.sockets.open(peer, never))).toBe('ECONNREFUSED');
  });

  test('a peer that closes in the same moment leaves an end, not an error', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    module.once(/^AT\+CIPSTART/, '4,CONNECT\r\n4,CLOSED\r\n\r\nOK\r\n');
    const socket = await opened(module);
    expect(await module.done(socket.receive(100, never))).toBeUndefined();
  });
});

describe('why a start failed', () => {
  test.each([
    ['DNS Fail', 'ENOTFOUND'],
    ['no ip', 'ENETDOWN'],
  ])('N1 says %s: %s', async (words, code) => {
    const module = new ScriptedModule(dialectOf['N1 1.7']);
    module.on(/^AT\+CIPSTART/, `${words}\r\n\r\nERROR\r\n`);
    expect(await module.code(module.sockets.open(peer, never))).toBe(code);
  });

  test('N1 says ALREADY CONNECTED: another number is taken', async () => {
    const module = new ScriptedModule(dialectOf['N1 1.7']);
    module.on(/^AT\+CIPSTART=4/, 'ALREADY CONNECTED\r\n\r\nERROR\r\n');
    expect((await opened(module)).id).toBe(3);
  });

  test.each([
    [0x6f, 'ECONNREFUSED'],
    [0x74, 'ETIMEDOUT'],
    [0x76, 'EHOSTUNREACH'],
    [0x8001, 'ENOTFOUND'],
  ])('E5 says errno %d: %s', async (errno, code) => {
    const module = new ScriptedModule(dialectOf.E5);
    module.on(/^AT\+CIPSTART/, `+ERRNO:0x${errno.toString(16)}\r\nERR CODE:0x010a0000\r\n\r\nERROR\r\n`);
    expect(await module.code(module.sockets.open(peer, never))).toBe(code);
  });

  test('only ERROR, at once: refused', async () => {
    const module = new ScriptedModule(dialectOf['E3 3.3']);
    module.on(/^AT\+CIPSTART/, '\r\nERROR\r\n');
    expect(await module.code(module.sockets.open(peer, never))).toBe('ECONNREFUSED');
  });

  test('only ERROR, after a long time: nobody answered', async () => {
    const module = new ScriptedModule(dialectOf['E3 3.3']);
    module.on(/^AT\+CIPSTART/, () => {
      module.clock.after(18_000, () => module.say('\r\nERROR\r\n'));
      return undefined;
    });
    expect(await module.code(module.sockets.open(peer, never))).toBe('ETIMEDOUT');
  });

  test('only ERROR, and no address: the network is down', async () => {
    const module = new ScriptedModule(dialectOf['E3 3.3']);
    module.on(/^AT\+CIPSTART/, '\r\nERROR\r\n');
    module.on(/^AT\+CWSTATE\?$/, '+CWSTATE:4,""\r\n\r\nOK\r\n');
    expect(await module.code(module.sockets.open(peer, never))).toBe('ENETDOWN');
  });

  test('only ERROR, and the name has no address', async () => {
    const module = new ScriptedModule(dialectOf['E3 3.3']);
    module.on(/^AT\+CIP(START|DOMAIN)/, '\r\nERROR\r\n');
    expect(await module.code(module.sockets.open({ host: 'nobody.test', port: 1 }, never))).toBe('ENOTFOUND');
  });
});
