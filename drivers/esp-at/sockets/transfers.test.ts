import { afterEach, describe, expect, test } from '@jest/globals';
import type { MemoryNetworkOptions } from '../../../mocks/index.ts';
import { closed } from '../rig.test-support.ts';
import { never } from './scripted.test-support.ts';
import { bench, open, personalities, readAll } from './simulated.test-support.ts';

afterEach(closed);

/** Numbers that are the same each time: a linear congruential generator. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Where the next line that is said unasked may fall into an exchange. */
const places = ['echo', 'final', 'prompt', 'data', 'recv'] as const;

describe('a megabyte', () => {
  const size = 1_000_000;

  test.each(personalities)('%s: both ways, with URCs amid it', async (personality) => {
    const seed = 20_261_122;
    const next = random(seed);
    const got: Uint8Array[] = [];
    const servers: MemoryNetworkOptions['servers'] = {
      '10.0.0.8:9': { source: size },
      '10.0.0.8:10': () => ({ data: (bytes) => void got.push(bytes) }),
    };
    const all = await bench(personality, servers, { baudRate: 921_600 });
    const { clock, module } = all.rig;
    const up = await open(all, '10.0.0.8', 10);
    // Read from the first byte on: old firmware does not hold the peer back.
    const reading = all.sockets.open({ host: '10.0.0.8', port: 9 }, never).then((down) => readAll(down, size));
    const sent = Uint8Array.from({ length: size }, () => Math.floor(next() * 256));
    let over = false;
    const work = Promise.all([reading, up.send(sent)]).finally(() => {
      over = true;
    });
    work.catch(() => undefined);
    let injected = 0;
    while (!over) {
      await clock.advance(20 + Math.floor(next() * 400));
      const between = places[Math.floor(next() * (places.length + 1))];
      module.injectUrc('+TIME_UPDATED', between === undefined ? {} : { between });
      injected++;
    }
    const [bytes] = await all.done(work);
    if (bytes.length !== size) throw new Error(`${bytes.length} bytes with seed ${seed}`);
    expect(injected).toBeGreaterThan(20);
    expect(bytes.every((byte, index) => byte === index % 256)).toBe(true);
    await all.rig.until(() => got.reduce((sum, { length }) => sum + length, 0) === size);
    expect(Buffer.concat(got).equals(sent)).toBe(true);
  });
});

describe('faults', () => {
  test.each([
    ['esp32-at4', { tlsOverhead: true }],
    ['esp32-at4', { closedBeforeDrained: true }],
    ['esp32-at4', { lostNotices: 5 }],
    ['esp32-at4', { closedBeforeError: true }],
    ['esp32-at4', { lateFinalMs: 50 }],
    ['esp32-at4', { busyAfterFinalMs: 3 }],
    ['esp32-at1', { lineEndAfterPayload: true }],
    ['esp8266-nonos', { sendFailThenOk: true }],
  ] as const)('%s, %j: nothing is lost', async (personality, misbehaviours) => {
    const all = await bench(personality, { '10.0.0.6:9': { source: 5000 } }, { misbehaviours });
    const socket = await open(all, '10.0.0.6', 9);
    expect((await all.done(readAll(socket, 6000))).length).toBe(5000);
    await all.done(socket.close());
    const other = await open(all);
    await all.done(other.send(Buffer.from('ping')));
    expect((await all.done(readAll(other, 4))).toString()).toBe('ping');
  });

  test('bytes that the UART loses end the connection with an error, and the next one is sound', async () => {
    const all = await bench('esp32-at4', {}, { misbehaviours: { lostPayloadBytes: 3 } });
    const socket = await open(all);
    expect(await all.code(socket.send(Buffer.from('a message')))).toBe('ECONNRESET');
    await all.done(socket.close());
    const next = await open(all);
    await all.done(next.send(Buffer.from('ping')));
    expect((await all.done(readAll(next, 4))).toString()).toBe('ping');
  });
});
