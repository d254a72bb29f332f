import { afterEach, expect, test } from '@jest/globals';
import { awkwardBytes, SocketBench } from './simulated.test-support.ts';

const bench = new SocketBench();

afterEach(async () => expect(await bench.close()).toBe(0));

test.each(['nrf9160-slm', 'nrf9151-serial-modem'])(
  'a plug pulled in the middle of a send: %s is there again when it is put back',
  async (personality) => {
    const servers = { '192.0.2.10:7': 'echo', '192.0.2.10:9': 'sink' } as const;
    const rig = await bench.start(personality, { servers }, { baudRate: 115_200 });
    const { lte0, manager, module, port, until } = rig.rig;
    manager.setFlag(lte0, 'PERSISTENT', true);
    const socket = await rig.open('192.0.2.10:9');
    const end = expect(socket.send(awkwardBytes(4096, 1))).rejects.toMatchObject({ code: 'ENETDOWN' });
    await until(() => module.commandsSeen.some((line) => line.startsWith('AT#XSEND')));
    // It is in data mode, and the payload never comes.
    port.unplug();
    await until(() => !manager.isReady(lte0));
    await end;
    port.plug();
    await until(() => manager.isReady(lte0), 300);
    await rig.done((await rig.open('192.0.2.10:7')).close());
  },
);

test('nothing that was asked to get it back has gone to the peer of that send', async () => {
  const rig = await bench.start('nrf9160-slm', {}, { baudRate: 115_200 });
  const { lte0, manager, module, port, until } = rig.rig;
  let got = '';
  rig.internet.serve('192.0.2.10:9', () => ({
    data: (bytes) => {
      got += Buffer.from(bytes).toString('latin1');
    },
  }));
  manager.setFlag(lte0, 'PERSISTENT', true);
  const socket = await rig.open('192.0.2.10:9');
  const bytes = Buffer.alloc(400_000, 'all of it, or a part. ');
  const end = expect(socket.send(bytes)).rejects.toMatchObject({ code: 'ENETDOWN' });
  await until(() => got.length > 20_000);
  const sends = module.commandsSeen.length;
  await until(() => module.commandsSeen.slice(sends).includes('AT#XSEND'));
  port.unplug();
  await until(() => !manager.isReady(lte0));
  await end;
  port.plug();
  await until(() => manager.isReady(lte0), 300);
  expect(bytes.toString('latin1').startsWith(got)).toBe(true);
});
