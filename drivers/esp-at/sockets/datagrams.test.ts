import { describe, expect, test } from '@jest/globals';
import type { DatagramSocket } from '../../../src/driver/index.ts';
import { dialectOf, never, ScriptedModule } from './scripted.test-support.ts';

const to = { host: '10.0.0.53', port: 53 } as const;

async function bound(module: ScriptedModule, localPort = 5000): Promise<DatagramSocket> {
  return await module.done(module.sockets.openDatagram?.({ family: 4, localPort }, never) ?? Promise.reject());
}

describe('datagrams', () => {
  test.each([
    ['N1 1.7', []],
    ['E1', []],
    ['E2b 2.4', ['AT+CIPRECVMODE=0']],
    ['E5', ['AT+CIPRECVTYPE=4,0']],
  ] as const)('%s: a link that hears everybody, in active mode', async (generation, before) => {
    const module = new ScriptedModule(dialectOf[generation]);
    const socket = await bound(module);
    expect(module.sent).toEqual([...before, 'AT+CIPSTART=4,"UDP","0.0.0.0",9,5000,2']);
    expect(socket.local).toEqual({ address: '0.0.0.0', port: 5000, family: 4 });
    await module.done(socket.close());
    const after = before.map((line) => line.replace(/0$/, '1'));
    expect(module.sent.slice(-1 - after.length)).toEqual(['AT+CIPCLOSE=4', ...after]);
  });

  test('a setting of the whole module goes with the first and comes back with the last', async () => {
    const module = new ScriptedModule(dialectOf['E3 3.2']);
    const one = await bound(module, 5000);
    const other = await bound(module, 5001);
    await module.done(one.close());
    expect(module.count(/RECVMODE/)).toBe(1);
    await module.done(other.close());
    expect(module.sent.at(-1)).toBe('AT+CIPRECVMODE=1');
  });

  test.each([
    ['E5', '"10.0.0.53",53'],
    ['N1 1.7', '10.0.0.53,53'],
  ] as const)('%s: one +IPD is one datagram, with its sender', async (generation, sender) => {
    const module = new ScriptedModule(dialectOf[generation]);
    const socket = await bound(module);
    module.say(`\r\n+IPD,4,5,${sender}:ready\r\n+IPD,4,2,${sender}:\r\n`);
    const from = { address: '10.0.0.53', port: 53, family: 4 };
    expect(await module.done(socket.receive(never))).toEqual({ bytes: new Uint8Array(Buffer.from('ready')), from });
    expect(await module.done(socket.receive(never))).toEqual({ bytes: new Uint8Array(Buffer.from('\r\n')), from });
  });

  test('each is sent with its address', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const socket = await bound(module);
    await module.done(socket.send(Buffer.from('hello'), to));
    expect(module.sent.at(-1)).toBe('AT+CIPSEND=4,5,"10.0.0.53",53');
    expect(await module.code(socket.send(Buffer.alloc(1461), to))).toBe('EMSGSIZE');
    expect(await module.code(socket.send(Buffer.alloc(0), to))).toBe('EOPNOTSUPP');
  });

  test('a port that is refused is in use; without one another is tried', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    module.once(/^AT\+CIPSTART/, '\r\nERROR\r\n');
    expect(await module.code(module.sockets.openDatagram?.({ family: 4, localPort: 80 }, never) ?? never.reason)).toBe(
      'EADDRINUSE',
    );
    module.once(/^AT\+CIPSTART/, '\r\nERROR\r\n');
    const socket = await bound(module, 0);
    expect(socket.local?.port).toBeGreaterThanOrEqual(49_152);
  });

  test('a module that keeps them all the same is read', async () => {
    const module = new ScriptedModule(dialectOf['E2b 2.4']);
    module.on(/^AT\+CIPRECVMODE/, '\r\nERROR\r\n');
    const socket = await bound(module);
    module.on(/^AT\+CIPRECVDATA/, '\r\nERROR\r\n');
    module.once(/^AT\+CIPRECVDATA/, '+CIPRECVDATA:3,"10.0.0.53",53,yes\r\nOK\r\n');
    module.say('\r\n+IPD,4,3\r\n');
    const { bytes, from } = await module.done(socket.receive(never));
    expect(Buffer.from(bytes).toString()).toBe('yes');
    expect(from.port).toBe(53);
  });

  test('too many at once are lost, and that is said', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const socket = await bound(module);
    for (let turn = 0; turn < 100; turn++) module.say('\r\n+IPD,4,1,"10.0.0.53",53:x');
    for (let turn = 0; turn < 64; turn++) await module.done(socket.receive(never));
    expect(module.notices).toEqual([expect.stringContaining('lost')]);
    const stop = new AbortController();
    const waiting = socket.receive(stop.signal);
    stop.abort(new Error('enough'));
    expect((await module.settled(waiting)).status).toBe('rejected');
  });

  test('a waiting receive ends with the socket', async () => {
    const module = new ScriptedModule(dialectOf.E5);
    const socket = await bound(module);
    const waiting = socket.receive(never);
    const code = module.code(waiting);
    await module.done(socket.close());
    expect(await code).toBe('ECONNABORTED');
    expect(await module.code(socket.send(Buffer.from('x'), to))).toBe('ENOTCONN');
    expect((await bound(module)).id).toBe(4);
  });
});
