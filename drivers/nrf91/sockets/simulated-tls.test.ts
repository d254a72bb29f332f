import { afterEach, describe, expect, test } from '@jest/globals';
import { authority, otherAuthority } from '../../../mocks/network/certificates.test-support.ts';
import { credentials } from '../credentials.ts';
import { never, SocketBench, type SocketRig } from './simulated.test-support.ts';

/** TLS through the simulated modules: the modem verifies, with what was stored in it. */

const bench = new SocketBench();

afterEach(async () => expect(await bench.close()).toBe(0));

const network = {
  hosts: { 'example.test': '192.0.2.10', 'other.test': '192.0.2.10' },
  servers: { '192.0.2.10:443': { tls: { ca: authority, names: ['example.test'] }, serve: 'echo' as const } },
};

/** Stores credentials as a person would: with the modem off. */
async function stored(rig: SocketRig, ca: string): Promise<void> {
  const { manager, lte0, binding, until, module } = rig.rig;
  manager.disconnect(lte0);
  await until(() => module.functionalMode === 20);
  await rig.done(binding.context.run('AT+CFUN=4'));
  await rig.done(credentials(binding.context).store({ ca }));
  manager.connect(lte0);
  await until(() => manager.isReady(lte0));
}

describe.each(['nrf9160-slm', 'nrf9151-serial-modem'])('%s', (personality) => {
  const verified = (serverName: string, ca = authority) => ({ verify: true, serverName, ca });

  test('an authority that is not stored is named; stored, its servers are trusted', async () => {
    const rig = await bench.start(personality, network);
    await expect(rig.open('example.test:443', verified('example.test'))).rejects.toMatchObject({
      code: 'EOPNOTSUPP',
      message: expect.stringContaining('ca of tls: not stored'),
    });
    await stored(rig, authority);
    const socket = await rig.open('example.test:443', verified('example.test'));
    await rig.done(socket.send(Buffer.from('hello')));
    expect(Buffer.from((await rig.done(socket.receive(100, never))) ?? []).toString()).toBe('hello');
    await rig.done(socket.close());
  });

  test('another name, or another authority, is a failed handshake; unverified it is none', async () => {
    const rig = await bench.start(personality, network);
    await stored(rig, authority);
    await stored(rig, otherAuthority);
    await expect(rig.open('other.test:443', verified('other.test'))).rejects.toMatchObject({ code: 'EPROTO' });
    await expect(rig.open('example.test:443', verified('example.test', otherAuthority))).rejects.toMatchObject({
      code: 'EPROTO',
    });
    const socket = await rig.open('other.test:443', { verify: false, serverName: 'other.test', ca: otherAuthority });
    await rig.done(socket.close());
  });

  test('nobody there is not a failed handshake', async () => {
    const rig = await bench.start(personality, { servers: { '192.0.2.10:443': 'refused' } });
    await stored(rig, authority);
    await expect(rig.open('192.0.2.10:443', verified('example.test'))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('ping tells of each echo, and of none that came not', async () => {
    const rig = await bench.start(personality, network);
    const replies: (number | undefined)[] = [];
    const each = ({ roundTripMs }: { readonly roundTripMs: number | undefined }) => void replies.push(roundTripMs);
    const request = { host: '192.0.2.10', count: 2, timeoutMs: 1000 };
    await rig.done(rig.provider.ping?.(request, each, never) ?? Promise.reject());
    expect(replies).toEqual([expect.any(Number), expect.any(Number)]);
    await rig.done(rig.provider.ping?.({ ...request, host: '192.0.2.77', count: 1 }, each, never) ?? Promise.reject());
    expect(replies).toEqual([expect.any(Number), expect.any(Number), undefined]);
  });
});
