import { describe, expect, test } from '@jest/globals';
import { dialectOf, never, ScriptedModule } from './scripted.test-support.ts';
import { holds, opened, peer, text } from './streams.test-support.ts';

describe('receiving', () => {
  test.each([
    ['N1 1.7', true],
    ['E2a 2.0', false],
    ['E2b 2.4', false],
    ['E5', false],
  ] as const)('%s: a notice, a read, and again until there is nothing', async (generation, plain) => {
    const module = new ScriptedModule(dialectOf[generation]);
    const socket = await opened(module);
    holds(module, plain, '"10.0.0.5",7,\r\nOK\r\nready\r\n', 'more');
    expect(text(await module.done(socket.receive(2048, never)))).toBe('"10.0.0.5",7,\r\nOK\r\nready\r\n');
    module.say('\r\n+IPD,4,4\r\n');
    expect(text(await module.done(socket.receive(2048, never)))).toBe('more');
  });

  test('fact 12: what was never told of is found', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const socket = await opened(module);
    const waiting = socket.receive(2048, never);
    await module.clock.advance(500);
    holds(module, false, 'late');
    module.on(/^AT\+CIPRECVLEN\?$/, '+CIPRECVLEN:-1,-1,-1,-1,4\r\n\r\nOK\r\n');
    expect(text(await module.done(waiting, 5000))).toBe('late');
  });

  test.each(['0,0,0,0,0', ',,,,', '-1,-1,-1,-1,0', '-1,-1,-1,-1,0,-1,-1'])('idle links as %s', async (lengths) => {
    const module = new ScriptedModule(dialectOf.E5);
    const socket = await opened(module);
    module.on(/^AT\+CIPRECVLEN\?$/, `+CIPRECVLEN:${lengths}\r\n\r\nOK\r\n`);
    const stop = new AbortController();
    const waiting = socket.receive(2048, stop.signal);
    await module.clock.advance(10_000);
    expect(module.count(/RECVDATA/)).toBe(1);
    expect(module.count(/RECVLEN/)).toBeGreaterThan(5);
    stop.abort(new Error('enough'));
    expect((await module.settled(waiting)).status).toBe('rejected');
  });

  test('what the peer sent before it closed comes before the end', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const socket = await opened(module);
    holds(module, false, 'a'.repeat(3000), 'b');
    module.say('4,CLOSED\r\n');
    const got: string[] = [];
    for (;;) {
      const bytes = await module.done(socket.receive(2048, never));
      if (bytes === undefined) break;
      got.push(Buffer.from(bytes).toString());
    }
    expect(got.join('')).toBe(`${'a'.repeat(3000)}b`);
    await module.done(socket.close());
    expect(module.count(/CIPCLOSE/)).toBe(0);
  });

  test('fact 13: with TLS a read that is refused is not the end', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const tls = { verify: false, serverName: undefined };
    module.on(/^AT\+CIPSSL/, '\r\nOK\r\n');
    const socket = await module.done(module.sockets.open({ ...peer, tls }, never));
    const waiting = socket.receive(2048, never);
    module.say('\r\n+IPD,4,31\r\n');
    await module.clock.advance(200);
    module.once(/^AT\+CIPRECVDATA/, '\r\nERROR\r\n');
    module.say('\r\n+IPD,4,33\r\n');
    await module.clock.advance(100);
    holds(module, false, 'text');
    module.say('\r\n+IPD,4,33\r\n');
    expect(text(await module.done(waiting))).toBe('text');
  });

  test('with TLS, CLOSED and a refused read lose nothing that can be read a moment later', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    module.on(/^AT\+CIPSSL/, '\r\nOK\r\n');
    const tls = { verify: false, serverName: undefined };
    const socket = await module.done(module.sockets.open({ ...peer, tls }, never));
    holds(module, false, 'last');
    module.once(/^AT\+CIPRECVDATA/, '\r\nERROR\r\n');
    module.say('4,CLOSED\r\n');
    expect(text(await module.done(socket.receive(100, never)))).toBe('last');
    expect(await module.done(socket.receive(100, never))).toBeUndefined();
  });

  test('bytes that are lost inside an answer end the connection with an error, never silently', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const socket = await opened(module);
    module.once(/^AT\+CIPRECVDATA/, '+CIPRECVDATA:100,"10.0.0.5",7,only a part\r\nOK\r\n');
    expect(await module.code(socket.receive(2048, never))).toBe('ECONNRESET');
    await module.done(socket.close());
    expect(module.sent).toContain('AT+CIPCLOSE=4');
    expect((await opened(module)).id).toBe(4);
  });

  test.each(['N1', 'E1'] as const)('%s: bytes come by themselves', async (generation) => {
    const module = new ScriptedModule(dialectOf[generation]);
    const socket = await opened(module);
    module.say('\r\n+IPD,4,4,10.0.0.5,7:ping\r\n+IPD,4,5,10.0.0.5,7:ready4,CLOSED\r\n');
    expect(text(await module.done(socket.receive(6, never)))).toBe('pingre');
    expect(text(await module.done(socket.receive(6, never)))).toBe('ady');
    expect(await module.done(socket.receive(6, never))).toBeUndefined();
    expect(module.count(/RECV/)).toBe(0);
  });

  test('where nothing holds the peer back, too much is an error and no silent loss', async () => {
    const module = new ScriptedModule(dialectOf.E1);
    const socket = await opened(module);
    for (let turn = 0; turn < 50; turn++) module.say(`\r\n+IPD,4,1460,10.0.0.5,7:${'x'.repeat(1460)}`);
    expect(await module.code(socket.receive(6, never))).toBe('ECONNABORTED');
  });
});
