import { describe, expect, test } from '@jest/globals';
import { handRig } from './by-hand.ts';
import type { OpenedSockets, SocketHost } from './socket-layer.ts';
import type { SocketProvider } from './socket-provider.ts';

const provider: SocketProvider = {
  limits: { sockets: 1, longestRead: 1, longestSend: 1 },
  open: () => Promise.reject(new Error('not here')),
};

/** A layer that notes what it is given. */
function setUp() {
  const hosts: SocketHost[] = [];
  const seen: unknown[] = [];
  const socketLayer = (host: SocketHost): OpenedSockets => {
    hosts.push(host);
    host.watch((up, cause) => seen.push([up, cause]));
    return {
      connect: (options: unknown) => void seen.push(options),
      close: async () => void seen.push('closed'),
    } as unknown as OpenedSockets;
  };
  return { ...handRig({ socketLayer }, { sockets: () => provider }), hosts, seen };
}

describe('a socket layer', () => {
  test('is asked once an interface, when its sockets are first wanted', () => {
    const { hosts, lte0, seen } = setUp();
    expect(hosts).toEqual([]);
    const options = { host: 'a', port: 1 };
    lte0.connect(options);
    lte0.connect(options);
    expect(lte0.sockets).toBe(lte0.sockets);
    expect(hosts.map(({ name }) => name)).toEqual(['lte0']);
    expect(seen).toEqual([options, options]);
  });

  test('gets the provider of what is bound, the state, and its changes with their cause', () => {
    const { hosts, lte0, manager, seen, add } = setUp();
    expect(lte0.sockets).toBeDefined();
    expect([hosts[0]?.provider(), hosts[0]?.isUp]).toEqual([provider, false]);
    const bare = manager.addInterface({ name: 'lte9', technology: 'cellular' });
    expect(bare.sockets).toBeDefined();
    expect(hosts[1]?.provider()).toBeUndefined();
    bare.setAdmin(true, { kind: 'call', text: 'up()' });
    bare.setCarrier(false, { kind: 'urc', text: 'gone' });
    // Another's changes are none of it.
    add('lte1').iface.setAdmin(true);
    expect(seen).toEqual([
      [true, 'up()'],
      [false, 'gone'],
    ]);
  });

  test('its use keeps the idle timer from elapsing', async () => {
    const { binding, clock, events, hosts, lte0, manager } = setUp();
    expect(lte0.sockets).toBeDefined();
    manager.setIdleTimeout(lte0, 10);
    manager.up(lte0);
    binding.setDormant(false, { kind: 'answer', text: 'up' });
    await clock.advance(8000);
    hosts[0]?.used();
    await clock.advance(8000);
    expect(events).not.toContain('lte0 idle-timeout');
    await clock.advance(3000);
    expect(events).toContain('lte0 idle-timeout');
  });

  test('is closed with the manager, ahead of the bindings; afterwards there is none', async () => {
    const order: unknown[] = [];
    const { lte0, manager } = handRig(
      {
        socketLayer: () => ({ close: async () => void order.push('sockets') }) as unknown as OpenedSockets,
      },
      { close: async () => void order.push('binding') },
    );
    expect(lte0.sockets).toBeDefined();
    await manager.close();
    expect(order).toEqual(['sockets', 'binding']);
    expect(() => lte0.sockets).toThrow(expect.objectContaining({ code: 'CLOSED' }));
  });

  test('without one, an interface says what to do', () => {
    const { lte0 } = handRig();
    expect(() => lte0.connect({ host: 'a', port: 1 })).toThrow(
      expect.objectContaining({
        message: 'lte0 has no sockets: its connection manager was made without a socket layer',
        hint: "Use the ConnectionManager of 'atlink'.",
      }),
    );
  });
});
