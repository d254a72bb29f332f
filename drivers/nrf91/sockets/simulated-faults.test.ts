import { afterEach, describe, expect, test } from '@jest/globals';
import type { RigOptions } from '../rig.test-support.ts';
import { awkwardBytes, never, readAll, SocketBench } from './simulated.test-support.ts';

/** Sockets on modules and lines that misbehave. */

const bench = new SocketBench();

afterEach(async () => expect(await bench.close()).toBe(0));

const servers = { '192.0.2.10:7': 'echo', '192.0.2.10:9': 'sink' } as const;
const seed = Number(process.env.SEED ?? 20_261_122);
const personalities = ['nrf9160-slm', 'nrf9151-serial-modem'];

const faults: readonly (readonly [string, RigOptions])[] = [
  [
    'URCs between a header and its payload, where the firmware does that',
    { misbehaviours: { urcInsidePayload: true } },
  ],
  ['a line that cuts everything into pieces', { chunk: 7 }],
  ['no flow control, in bursts', { build: { flowControl: false }, options: { sendBurst: 512 } }],
  ['notices that get lost', { misbehaviours: { pollNoticesLost: 50 } }],
];

describe.each(personalities)('%s', (personality) => {
  test.each(faults)(`every byte comes through: %s (seed ${seed})`, async (_what, options) => {
    const rig = await bench.start(personality, { servers }, options);
    const socket = await rig.open('192.0.2.10:7');
    const bytes = awkwardBytes(60_000, seed);
    const [got] = await rig.done(Promise.all([readAll(socket, bytes.length), socket.send(bytes)]), 3600);
    expect(Buffer.compare(got, bytes)).toBe(0);
  });

  test.each([true, false])(
    'a network that goes in the middle of a transfer is no peer that closed (told: %s)',
    async (told) => {
      const options = { misbehaviours: { netDownTold: told }, baudRate: 115_200 };
      const rig = await bench.start(personality, { servers }, options);
      const { manager, lte0, module, clock, until } = rig.rig;
      const socket = await rig.open('192.0.2.10:7');
      const ends = [
        expect(readAll(socket)).rejects.toMatchObject({ code: 'ENETDOWN' }),
        expect(socket.send(awkwardBytes(300_000, seed))).rejects.toMatchObject({ code: 'ENETDOWN' }),
      ];
      await clock.advance(500);
      module.deactivatePdn();
      // The URC may have come while data mode dropped it.
      await until(() => !manager.isReady(lte0), 15);
      await Promise.all(ends);
      await until(() => manager.isReady(lte0), 300);
      expect((await rig.open('192.0.2.10:7')).id).toBeLessThan(8);
    },
  );

  test('a modem that crashes ends every socket', async () => {
    const rig = await bench.start(personality, { servers }, { options: { onModemFault: 'reset' } });
    const { manager, lte0, module, clock, until } = rig.rig;
    const socket = await rig.open('192.0.2.10:7');
    const end = expect(socket.receive(100, never)).rejects.toMatchObject({ code: 'ENETDOWN' });
    await clock.advance(500);
    module.modemFault();
    await clock.advance(5000);
    await end;
    await until(() => manager.isReady(lte0), 300);
    await rig.done(socket.close());
    expect((await rig.open('192.0.2.10:7')).id).toBeLessThan(8);
  });

  test('closing the interface in the middle of a transfer leaves nothing behind', async () => {
    const rig = await bench.start(personality, { servers });
    const socket = await rig.open('192.0.2.10:9');
    const end = expect(socket.send(awkwardBytes(300_000, seed))).rejects.toMatchObject({ code: 'ENETDOWN' });
    await rig.rig.clock.advance(500);
    rig.rig.manager.disconnect(rig.rig.lte0);
    await rig.rig.until(() => !rig.rig.manager.isReady(rig.rig.lte0));
    await end;
  });
});
