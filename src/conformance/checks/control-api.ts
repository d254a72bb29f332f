import { check } from '../check.ts';

const codeOf = (call: () => unknown): string => {
  try {
    call();
    return 'no error';
  } catch (thrown) {
    return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : String(thrown);
  }
};

/** Every row of the control API, and the L4 events, with the implementation behind it. */
export const controlChecks = [
  check(
    'API.1',
    'An interface that is not bound refuses the calls with ENOTSUP and has no settings',
    {},
    async (bench) => {
      const { manager } = bench;
      const iface = manager.addInterface({ name: 'unbound', technology: 'test' });
      const calls: Record<string, () => unknown> = {
        connect: () => manager.connect(iface),
        disconnect: () => manager.disconnect(iface),
        setOption: () => manager.setOption(iface, 'name', 1),
        getOption: () => manager.getOption(iface, 'name'),
        setFlag: () => manager.setFlag(iface, 'PERSISTENT', true),
        setTimeout: () => manager.setTimeout(iface, 1),
        setIdleTimeout: () => manager.setIdleTimeout(iface, 1),
      };
      for (const [name, call] of Object.entries(calls))
        bench.expect(codeOf(call) === 'ENOTSUP', `ENOTSUP from ${name}`, codeOf(call));
      const nothing =
        !manager.isBound(iface) && !manager.getFlag(iface, 'PERSISTENT') && manager.getTimeout(iface) === 0;
      bench.expect(nothing && manager.getIdleTimeout(iface) === 0, 'false and no timeout', 'something else');
    },
  ),
  check(
    'API.2',
    'connect takes the interface up first; two calls reach the implementation twice',
    {},
    async (bench, rig) => {
      rig.connect();
      bench.expect(rig.iface.isAdminUp, 'the interface admin-up', rig.state());
      rig.connect();
      const calls = bench.spies.calls.filter(({ callback }) => callback === 'connect').length;
      bench.expect(calls === 2, 'two calls', `${calls}`);
      await rig.comesUp();
      bench.expect(rig.count('iface-admin-up') === 1 && rig.iface.isUp, 'one iface-admin-up', rig.state());
    },
  ),
  check('API.3', 'disconnect on an admin-down interface does not reach the implementation', {}, async (bench, rig) => {
    rig.disconnect();
    const calls = bench.spies.calls.filter(({ callback }) => callback === 'disconnect').length;
    bench.expect(
      calls === 0 && bench.seen.every(({ event }) => event.type !== 'iface-admin-up'),
      'no call',
      `${calls}`,
    );
  }),
  check('API.4', 'Binding a second time is refused and names both implementations', {}, async (bench, rig) => {
    const { name } = bench.world.implementation;
    let message = '';
    try {
      bench.manager.bind(rig.iface, { name: 'another-one', technology: 'test', createContext: () => 0, api: {} });
    } catch (thrown) {
      message = String(thrown);
    }
    bench.expect(
      message.includes(name) && message.includes('another-one'),
      'an error that names both',
      message || 'none',
    );
    bench.expect(bench.manager.isBound(rig.iface), 'a bound interface', 'one that is not');
    await rig.connected();
  }),
  check('API.5', 'An unknown flag is refused with EINVAL and reads false', {}, async (bench, rig) => {
    const { manager } = bench;
    const code = codeOf(() => manager.setFlag(rig.iface, 'NO_SUCH_FLAG' as never, true));
    bench.expect(code === 'EINVAL', 'EINVAL', code);
    bench.expect(!manager.getFlag(rig.iface, 'NO_SUCH_FLAG' as never), 'false', 'true');
  }),
  check(
    'API.6',
    'A timeout set during an attempt counts for it, from its start',
    { restsOn: ['G19.1'], start: { present: false } },
    async (bench, rig) => {
      const start = bench.mark;
      rig.connect();
      await bench.time.pass(bench.timeoutS * 500);
      rig.setTimeout(bench.timeoutS);
      await rig.timesOutOnce(bench.timeoutS, start);
    },
  ),
  check('API.7', 'An idle interface is disconnected, a used one is not', {}, async (bench, rig) => {
    const { manager } = bench;
    const idleS = bench.timeoutS;
    rig.set('PERSISTENT');
    await rig.connected();
    manager.setIdleTimeout(rig.iface, idleS);
    for (let use = 0; use < 3; use++) {
      await rig.staysUp(idleS * 900);
      manager.used(rig.iface);
    }
    const since = bench.mark;
    const idle = (): boolean => rig.count('idle-timeout') > 0;
    await bench.until('idle-timeout', idle, idleS * 1000, rig.state);
    bench.expect(
      bench.nowMs - since.atMs > idleS * 900,
      'it after the idle timeout',
      `after ${bench.nowMs - since.atMs} ms`,
    );
    await rig.goesDown(bench.limits.releaseMs);
    await rig.staysDown();
    bench.expect(rig.iface.isAdminUp, 'a persistent interface still admin-up', rig.state());
  }),
  check(
    'API.8',
    'connectAll and disconnectAll reach all, allDown and allUp too, and ignored ones can be skipped',
    {},
    async (bench, rig) => {
      const { manager } = bench;
      const unbound = manager.addInterface({ name: 'unbound', technology: 'test' });
      manager.ignore(unbound);
      manager.connectAll({ skipIgnored: true });
      bench.expect(!unbound.isAdminUp, 'the ignored one skipped', 'it is up');
      manager.connectAll();
      bench.expect(unbound.isAdminUp, 'the other one up', 'it is down');
      await rig.comesUp();
      manager.disconnectAll();
      await rig.goesDown(bench.limits.releaseMs);
      manager.allDown();
      bench.expect(!rig.iface.isAdminUp && !unbound.isAdminUp, 'all down', rig.state());
      manager.allUp();
      bench.expect(rig.iface.isAdminUp && unbound.isAdminUp, 'all up', rig.state());
    },
  ),
  check(
    'API.9',
    'The first ready interface makes L4 connected, the last one disconnected',
    { needs: ['addresses'] },
    async (bench, rig) => {
      await rig.connected();
      const connected = (): boolean => rig.count('l4-connected') === 1;
      await bench.until('l4-connected', connected, bench.limits.connectMs, rig.state);
      bench.manager.resendStatus();
      bench.expect(rig.count('l4-connected') === 2, 'it again on request', rig.state());
      rig.disconnect();
      const disconnected = (): boolean => rig.count('l4-disconnected') === 1;
      await bench.until('l4-disconnected', disconnected, bench.limits.releaseMs, rig.state);
    },
  ),
];
