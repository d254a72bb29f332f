import { afterEach, describe, expect, test } from '@jest/globals';
import type { MemoryNetworkOptions } from '../../../mocks/index.ts';
import type { StreamSocket } from '../../../src/driver/index.ts';
import type { RigOptions } from '../rig.test-support.ts';
import { type SocketRig, socketRig } from './sockets-rig.test-support.ts';

let open: SocketRig | undefined;

const servers: Omit<MemoryNetworkOptions, 'clock'> = {
  hosts: { 'echo.example': '192.0.2.10', 'both.example': ['192.0.2.10', '192.0.2.11'] },
  servers: {
    '192.0.2.10:7': 'echo',
    '192.0.2.10:9': 'sink',
    '192.0.2.10:19': { source: 1_000_000 },
    '192.0.2.10:20': { source: 20_000 },
    '192.0.2.10:81': 'refused',
    '192.0.2.10:82': 'timeout',
  },
  datagrams: { '192.0.2.10:53': 'echo' },
};

async function start(options: Omit<RigOptions, 'internet'> = {}): Promise<SocketRig> {
  open = await socketRig(servers, options);
  return open;
}

afterEach(async () => {
  await open?.close();
  expect(open?.clock.timerCount ?? 0).toBe(0);
  open = undefined;
});

const never = (): AbortSignal => new AbortController().signal;

const connect = (here: SocketRig, port: number, host = '192.0.2.10'): Promise<StreamSocket> =>
  here.outcome(here.sockets.open({ host, port }, never()));

/** Numbers that look random and are the same each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe.each(['quectel-bg95', 'quectel-bg96', 'quectel-ec25'])('%s', (personality) => {
  test('echo, by name', async () => {
    const here = await start({ personality });
    const socket = await connect(here, 7, 'echo.example');
    expect(socket.remote.address).toBe('192.0.2.10');
    expect(socket.local?.address).toBe(here.module.addressOf(1));
    await here.outcome(socket.send(Buffer.from('hello\r\nOK\r\n')));
    expect(Buffer.from((await here.outcome(socket.receive(100, never()))) ?? []).toString()).toBe('hello\r\nOK\r\n');
    await here.outcome(socket.close());
  });

  test('who refuses, who does not answer, who is not known', async () => {
    const here = await start({ personality });
    expect(await here.failure(here.sockets.open({ host: '192.0.2.10', port: 81 }, never()))).toBe('ECONNREFUSED');
    expect(await here.failure(here.sockets.open({ host: '192.0.2.10', port: 82 }, never()))).toBe('ETIMEDOUT');
    expect(await here.failure(here.sockets.open({ host: 'nowhere.example', port: 7 }, never()))).toBe('ENOTFOUND');
    await connect(here, 7);
  });

  test('a hundred times opened and closed, every third time to nobody: no number is lost', async () => {
    const here = await start({ personality });
    for (let count = 0; count < 100; count++) {
      if (count % 3 === 0) await here.failure(here.sockets.open({ host: '192.0.2.10', port: 81 }, never()));
      else await here.outcome((await connect(here, 7)).close());
    }
    const all = [];
    for (let count = 0; count < 12; count++) all.push(await connect(here, 7));
    expect(all.map(({ id }) => id).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(await here.failure(here.sockets.open({ host: '192.0.2.10', port: 7 }, never()))).toBe('EMFILE');
    await here.outcome(Promise.all(all.map((socket) => socket.close())));
  });

  test('what was unread when the peer closed is all read', async () => {
    const here = await start({ personality });
    const socket = await connect(here, 20);
    await here.clock.advance(30_000);
    const bytes = await here.readAll(socket);
    expect(bytes).toEqual(Buffer.from(Array.from({ length: 20_000 }, (_, index) => index % 256)));
    await here.outcome(socket.close());
  });
});

describe('a megabyte', () => {
  test('down, with lines of the module between (seed 7)', async () => {
    const here = await start({ personality: 'quectel-ec25' });
    const random = seeded(7);
    const lines = ['+CEREG: 1,"80D4","14BCB0C",7', '+QIURC: "recv",9', '+QIND: "csq",20,99', '+CGREG: 0'];
    const socket = await connect(here, 19);
    let got = 0;
    for (;;) {
      const line = lines[Math.floor(random() * 40)];
      if (line !== undefined) here.module.injectUrc(line, { between: 'info' });
      const part = await here.outcome(socket.receive(65_536, never()));
      if (part === undefined) break;
      expect(part.every((byte, index) => byte === (got + index) % 256)).toBe(true);
      got += part.length;
    }
    expect(got).toBe(1_000_000);
    await here.outcome(socket.close());
  });

  test('up and back, both ways at once (seed 11)', async () => {
    const here = await start({ personality: 'quectel-ec25' });
    const random = seeded(11);
    const data = Buffer.from(Array.from({ length: 1_000_000 }, () => Math.floor(random() * 256)));
    const socket = await connect(here, 7);
    const sending = socket.send(data);
    const parts: Uint8Array[] = [];
    for (let got = 0; got < data.length; ) {
      if (random() < 0.05) here.module.injectUrc('+QIURC: "recv",0', { between: 'echo' });
      const part = await here.outcome(socket.receive(65_536, never()));
      if (part === undefined) break;
      got += part.length;
      parts.push(part);
    }
    await here.outcome(sending);
    expect(Buffer.concat(parts).equals(data)).toBe(true);
    expect(await here.outcome(socket.acknowledged?.() ?? Promise.resolve(0))).toBe(1_000_000);
    await here.outcome(socket.close());
  });
});

describe('faults', () => {
  test.each([
    { stateThreeWhenConnected: true },
    { recvWithoutLength: true },
    { lostRecvUrc: 2 },
    { readReturnsMoreThanWanted: true },
    { slowClose: true },
    { staleSockets: [0, 1, 5] },
    { failedOpenFreesId: true },
  ])('%j', async (misbehaviours) => {
    const here = await start({ misbehaviours });
    await here.failure(here.sockets.open({ host: '192.0.2.10', port: 81 }, never()));
    const socket = await connect(here, 7);
    for (const text of ['one', 'two', 'three', 'four']) {
      await here.outcome(socket.send(Buffer.from(text)));
      let back = '';
      while (back.length < text.length) {
        back += Buffer.from((await here.outcome(socket.receive(2, never()))) ?? []).toString();
      }
      expect(back).toBe(text);
    }
    await here.clock.advance(60_000);
    expect(await here.failure(socket.receive(1, AbortSignal.abort(new Error('no more'))))).toEqual(
      new Error('no more'),
    );
    await here.outcome(socket.close());
  });

  test('sockets of an earlier program are closed before ours are opened', async () => {
    const here = await start();
    here.module.leaveStaleSockets([0, 1, 2]);
    const ids = [];
    for (let count = 0; count < 12; count++) ids.push((await connect(here, 7)).id);
    expect(new Set(ids).size).toBe(12);
  });
});

describe('losses', () => {
  test('another address in place of the one it had ends what was connected from that', async () => {
    const here = await start({ personality: 'quectel-ec25' });
    const socket = await connect(here, 7);
    const receiving = here.failure(socket.receive(1, never()), 300);
    here.module.changeAddress(1, '10.9.8.7');
    expect(await receiving).toBe('ENETDOWN');
    expect([here.lte0.isUp, here.lte0.addresses.map(({ address }) => address)]).toEqual([true, ['10.9.8.7']]);
    await here.outcome((await connect(here, 7)).close());
  });

  test.each([
    ['a restart', (here: SocketRig) => here.module.reboot()],
    ['a context that the network drops', (here: SocketRig) => here.module.deactivatePdp(1)],
    ['a context that goes without a word', (here: SocketRig) => here.module.deactivatePdp(1, { silent: true })],
    ['a plug that is pulled', (here: SocketRig) => here.port.unplug()],
  ])('%s in mid-transfer ends it with an error, and there are sockets again after', async (_name, happens) => {
    const here = await start({ personality: 'quectel-ec25' });
    const socket = await connect(here, 7);
    const sending = here.failure(socket.send(Buffer.alloc(200_000)), 300);
    const receiving = here.failure(
      (async () => {
        while ((await socket.receive(65_536, never())) !== undefined);
      })(),
      300,
    );
    setImmediate(() => happens(here));
    expect(['ENETDOWN', 'ECONNRESET', 'EPIPE']).toContain(await sending);
    expect(['ENETDOWN', 'ECONNRESET', 'no failure']).toContain(await receiving);
    here.port.plug();
    await here.until(() => !here.manager.isReady(here.lte0), 200);
    await here.until(() => here.manager.isReady(here.lte0), 300);
    const again = await connect(here, 7);
    await here.outcome(again.send(Buffer.from('again')));
    expect(Buffer.from((await here.outcome(again.receive(100, never()))) ?? []).toString()).toBe('again');
    await here.outcome(again.close());
  });
});

describe('transparent mode', () => {
  test('bytes both ways, and commands again after', async () => {
    const here = await start();
    const request = { host: '192.0.2.10', port: 7, transparent: true } as const;
    const socket = await here.outcome(here.sockets.open(request, never()));
    const data = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 31) % 256));
    await here.outcome(socket.send(data));
    const parts: Uint8Array[] = [];
    while (Buffer.concat(parts).length < data.length) {
      parts.push((await here.outcome(socket.receive(65_536, never()))) ?? new Uint8Array(1));
    }
    expect(Buffer.concat(parts).equals(data)).toBe(true);
    expect(await here.failure(here.sockets.open({ host: '192.0.2.10', port: 7 }, never()))).toBe('EMFILE');
    await here.clock.advance(120_000);
    expect(here.facts('notice')).toEqual([]);
    await here.outcome(socket.close());
    const other = await connect(here, 7);
    expect(await here.failure(here.sockets.open(request, never()))).toBe('EMFILE');
    await here.outcome(other.close());
  });

  test('the end of the connection is the end of what is received', async () => {
    const here = await start();
    const request = { host: '192.0.2.10', port: 20, transparent: true } as const;
    const socket = await here.outcome(here.sockets.open(request, never()));
    expect((await here.readAll(socket)).length).toBe(20_000);
    expect(await here.failure(socket.send(Buffer.from('x')))).toBe('EPIPE');
    await here.outcome(socket.close());
    await here.outcome((await connect(here, 7)).close());
  });

  test('who refuses', async () => {
    const here = await start();
    const request = { host: '192.0.2.10', port: 81, transparent: true } as const;
    expect(await here.failure(here.sockets.open(request, never()))).toBe('ECONNREFUSED');
    await here.outcome((await connect(here, 7)).close());
  });

  test('a module that restarts in the middle', async () => {
    const here = await start();
    const request = { host: '192.0.2.10', port: 7, transparent: true } as const;
    const socket = await here.outcome(here.sockets.open(request, never()));
    const receiving = here.failure(socket.receive(1, never()));
    here.module.reboot();
    expect(await receiving).toBe('ENETDOWN');
    await here.until(() => !here.manager.isReady(here.lte0), 100);
    await here.until(() => here.manager.isReady(here.lte0), 200);
    await here.outcome((await connect(here, 7)).close());
  });
});

describe('beside streams', () => {
  test('datagrams, to an address and to a name', async () => {
    const here = await start();
    const socket = await here.outcome(here.sockets.openDatagram?.({ family: 4 }, never()) ?? Promise.reject());
    for (const host of ['192.0.2.10', 'echo.example']) {
      await here.outcome(socket.send(Buffer.from(`to ${host}`), { host, port: 53 }));
      const { bytes, from } = await here.outcome(socket.receive(never()));
      expect([Buffer.from(bytes).toString(), from.address, from.port]).toEqual([`to ${host}`, '192.0.2.10', 53]);
    }
    await here.outcome(socket.close());
  });

  test('a listener takes connections in', async () => {
    const here = await start();
    const listener = await here.outcome(here.sockets.listen?.({ port: 8080 }, never()) ?? Promise.reject());
    const accepting = listener.accept(never());
    const heard: Buffer[] = [];
    here.network.dial(8080, (peer) => {
      peer.send(Buffer.from('knock'));
      return { data: (bytes) => void heard.push(Buffer.from(bytes)) };
    });
    const socket = await here.outcome(accepting);
    expect(Buffer.from((await here.outcome(socket.receive(100, never()))) ?? []).toString()).toBe('knock');
    await here.outcome(socket.send(Buffer.from('come in')));
    await here.until(() => Buffer.concat(heard).toString() === 'come in', 30);
    await here.outcome(socket.close());
    await here.outcome(listener.close());
  });

  test('names and pings', async () => {
    const here = await start();
    const found = here.sockets.resolve?.('both.example', undefined, never()) ?? Promise.reject();
    expect(await here.outcome(found)).toEqual(['192.0.2.10', '192.0.2.11']);
    const unknown = here.sockets.resolve?.('nowhere.example', undefined, never()) ?? Promise.reject();
    expect(await here.failure(unknown)).toBe('ENOTFOUND');
    const replies: unknown[] = [];
    const request = { host: '192.0.2.10', count: 3, timeoutMs: 2000 };
    const pinging = here.sockets.ping?.(request, (reply) => replies.push(reply.address), never()) ?? Promise.reject();
    await here.outcome(pinging);
    expect(replies).toEqual(['192.0.2.10', '192.0.2.10', '192.0.2.10']);
  });
});
