import { describe, expect, test } from '@jest/globals';
import type { ListeningSocket } from '../../../src/driver/index.ts';
import { dialectOf, never, ScriptedModule } from './scripted.test-support.ts';

const listen = async (module: ScriptedModule, port = 8080): Promise<ListeningSocket> =>
  await module.done(module.sockets.listen?.({ port }, never) ?? Promise.reject());

describe('the server', () => {
  test('is started with room for one connection of our own, and without a limit for silence', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    await listen(module);
    expect(module.sent).toEqual(['AT+CIPSERVERMAXCONN=4', 'AT+CIPSERVER=1,8080', 'AT+CIPSTO=0']);
  });

  test('esp-at#294: what a client sent before it was told of is read', async () => {
    const module = new ScriptedModule(dialectOf['E2a 2.1']);
    const server = await listen(module);
    const accepting = server.accept(never);
    module.say('0,CONNECT\r\n');
    module.on(/^AT\+CIPSTATUS$/, 'STATUS:3\r\n+CIPSTATUS:0,"TCP","10.0.0.8",50000,8080,1\r\n\r\nOK\r\n');
    const socket = await module.done(accepting);
    expect(socket.id).toBe(0);
    expect(socket.remote).toEqual({ address: '10.0.0.8', port: 50_000, family: 4 });
    expect(socket.local).toEqual({ address: '10.0.0.2', port: 8080, family: 4 });
    module.once(/^AT\+CIPRECVDATA/, '+CIPRECVDATA:3,"10.0.0.8",50000,hey\r\nOK\r\n');
    expect(Buffer.from((await module.done(socket.receive(10, never))) ?? []).toString()).toBe('hey');
  });

  test('clients wait to be accepted, and those that nobody accepts are closed with it', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const server = await listen(module);
    module.say('0,CONNECT\r\n1,CONNECT\r\n');
    expect((await module.done(server.accept(never))).id).toBe(0);
    await module.done(server.close());
    expect(module.sent).toContain('AT+CIPSERVER=0');
    expect(module.sent).toContain('AT+CIPCLOSE=1');
    expect(module.sent).not.toContain('AT+CIPCLOSE=0');
    expect(await module.code(server.accept(never))).toBe('ECONNABORTED');
    await listen(module, 8081);
  });

  test('there is one', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    await listen(module);
    expect(await module.code(module.sockets.listen?.({ port: 81 }, never) ?? never.reason)).toBe('EADDRINUSE');
  });

  test('port 0 is refused, and a refused port is in use; both leave no server', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    expect(await module.code(module.sockets.listen?.({ port: 0 }, never) ?? never.reason)).toBe('EADDRNOTAVAIL');
    module.once(/^AT\+CIPSERVER=1/, '\r\nERROR\r\n');
    expect(await module.code(module.sockets.listen?.({ port: 80 }, never) ?? never.reason)).toBe('EADDRINUSE');
    await listen(module);
  });

  test('a number that is given to a client in the same moment is the client, and another is taken', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const server = await listen(module);
    module.once(/^AT\+CIPSTART=4/, '4,CONNECT\r\n\r\nERROR\r\n');
    const socket = await module.done(module.sockets.open({ host: '10.0.0.5', port: 7 }, never));
    expect(socket.id).toBe(3);
    expect((await module.done(server.accept(never))).id).toBe(4);
  });

  test('a number that a new client gets before the old socket was closed is not closed with it', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const server = await listen(module);
    module.say('0,CONNECT\r\n');
    const old = await module.done(server.accept(never));
    module.say('0,CLOSED\r\n0,CONNECT\r\n');
    expect(await module.code(old.send(Buffer.from('x')))).toBe('EPIPE');
    await module.done(old.close());
    expect(module.count(/CIPCLOSE/)).toBe(0);
    const client = await module.done(server.accept(never));
    await module.done(client.send(Buffer.from('hello')));
    expect(module.payloads).toHaveLength(1);
  });

  test('who gives up accepting waits no longer', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const server = await listen(module);
    const stop = new AbortController();
    const waiting = server.accept(stop.signal);
    stop.abort(new Error('enough'));
    expect((await module.settled(waiting)).status).toBe('rejected');
  });
});
