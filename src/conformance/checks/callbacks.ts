import { check } from '../check.ts';

const codeOf = (call: () => unknown): string => {
  try {
    call();
    return 'no error';
  } catch (thrown) {
    return typeof thrown === 'object' && thrown !== null && 'code' in thrown
      ? String(thrown.code)
      : 'an error without code';
  }
};

// Real milliseconds that no call may take, even the quickest of several: far above what work without waiting takes.
const blockingMs = 50;

/** The callbacks themselves (G2, G11), and that no feature is forced (G18). */
export const callbackChecks = [
  check('G2.1', 'A second connect changes nothing', {}, async (bench, rig) => {
    rig.connect();
    rig.connect();
    await rig.comesUp();
    const { subAttempts } = rig;
    rig.connect();
    await rig.staysUp();
    bench.expect(rig.subAttempts === subAttempts, 'no further sub-attempt', `${rig.subAttempts - subAttempts} more`);
    bench.expect(rig.count('iface-up') === 1, 'one iface-up', `${rig.count('iface-up')}`);
  }),
  check('G2.2', 'A disconnect with nothing to end changes nothing', {}, async (bench, rig) => {
    bench.manager.up(rig.iface);
    rig.disconnect();
    rig.disconnect();
    await rig.staysDown();
    await rig.connected();
    rig.disconnect();
    rig.disconnect();
    await rig.goesDown(bench.limits.releaseMs);
    await rig.connected();
  }),
  check('G2.3', 'An unknown option is refused with ENOPROTOOPT', {}, async (bench, rig) => {
    const set = codeOf(() => bench.manager.setOption(rig.iface, 'no-such-option', 'value'));
    // An implementation without options says ENOTSUP.
    bench.expect(set === 'ENOPROTOOPT' || set === 'ENOTSUP', 'ENOPROTOOPT', set);
    const get = codeOf(() => bench.manager.getOption(rig.iface, 'no-such-option'));
    bench.expect(get === set, set, get);
  }),
  check(
    'G2.4',
    'Impossible and overlong values are refused with their code',
    { needs: ['refusedOptions'] },
    async (bench, rig) => {
      for (const { name, value, code } of rig.module.refusedOptions ?? []) {
        const seen = codeOf(() => bench.manager.setOption(rig.iface, name, value));
        bench.expect(seen === code, `${code} for ${name}`, seen);
      }
    },
  ),
  check('G2.5', 'Closing releases every timer and listener', {}, async (bench, rig) => {
    await rig.connected();
    await bench.close();
    await bench.time.pass(0);
    const listeners = rig.module.listenerCount?.() ?? 0;
    bench.expect(bench.clock.timerCount === 0, 'no timer left', `${bench.clock.timerCount} timers`);
    bench.expect(listeners === 0, 'no listener left', `${listeners} listeners`);
  }),
  check(
    'G2.6',
    'Closing in the middle of an attempt releases them too',
    { needs: ['slowAnswers'] },
    async (bench, rig) => {
      rig.setTimeout(bench.timeoutS);
      await rig.slowAnswers(bench.limits.connectMs / 4);
      await rig.settle();
      rig.connect();
      await bench.time.pass(bench.limits.connectMs / 8);
      await bench.close();
      const events = bench.seen.length;
      bench.expect(bench.clock.timerCount === 0, 'no timer left', `${bench.clock.timerCount} timers`);
      await bench.time.pass(bench.quietMs);
      bench.expect(bench.seen.length === events, 'no event after closing', `${bench.seen.length - events} events`);
      const listeners = rig.module.listenerCount?.() ?? 0;
      bench.expect(listeners === 0, 'no listener left', `${listeners} listeners`);
    },
  ),
  check('G11.1', 'Callbacks return at once', {}, async (bench, rig) => {
    for (let round = 0; round < 3; round++) {
      await rig.connected();
      rig.setOptions(rig.module.rightParameters);
      rig.disconnect();
      await rig.goesDown(bench.limits.releaseMs);
      await bench.time.pass(bench.limits.releaseMs);
    }
    const names = new Set(bench.spies.calls.map(({ callback }) => callback));
    names.delete('init');
    for (const name of names) {
      const calls = bench.spies.calls.filter(({ callback }) => callback === name);
      const quickestMs = Math.min(...calls.map(({ tookMs }) => tookMs));
      bench.expect(!calls.some(({ waited }) => waited), `${name} not to wait`, 'it watches the clock');
      bench.expect(!calls.some((call) => call.returnedPromise), `${name} not to return a promise`, 'it does');
      bench.expect(quickestMs < blockingMs, `${name} in less than ${blockingMs} ms`, `${quickestMs.toFixed(0)} ms`);
    }
  }),
  check('G18.1', 'Flags and timeouts stay as the application sets them', {}, async (bench, rig) => {
    const { manager } = bench;
    for (const on of [true, false]) {
      const timeoutS = on ? bench.timeoutS : 0;
      for (const flag of ['PERSISTENT', 'NO_AUTO_CONNECT', 'NO_AUTO_DOWN'] as const) rig.set(flag, on);
      rig.setTimeout(timeoutS);
      manager.setIdleTimeout(rig.iface, timeoutS * 100);
      const kept = (): boolean =>
        (['PERSISTENT', 'NO_AUTO_CONNECT', 'NO_AUTO_DOWN'] as const).every(
          (flag) => manager.getFlag(rig.iface, flag) === on,
        ) &&
        manager.getTimeout(rig.iface) === timeoutS &&
        manager.getIdleTimeout(rig.iface) === timeoutS * 100;
      bench.expect(kept(), 'the settings as they were set', 'other ones');
      await rig.connected();
      bench.expect(kept(), 'the settings as they were set, once connected', 'other ones');
      rig.disconnect();
      await rig.goesDown(bench.limits.releaseMs);
      bench.expect(kept(), 'the settings as they were set, once disconnected', 'other ones');
    }
  }),
  check(
    'G18.2',
    'Auto-connect and auto-down work, and can be opted out of',
    { automations: { autoUp: true, autoConnect: true, autoDown: true } },
    async (bench, rig) => {
      bench.manager.start();
      await rig.comesUp();
      rig.disconnect();
      await bench.until('the interface admin-down', () => !rig.iface.isAdminUp, bench.limits.releaseMs, rig.state);
      await bench.time.pass(bench.limits.releaseMs);
      rig.set('NO_AUTO_CONNECT');
      bench.manager.up(rig.iface);
      await rig.staysDown();
      rig.set('NO_AUTO_DOWN');
      await rig.connected();
      rig.disconnect();
      await rig.goesDown(bench.limits.releaseMs);
      bench.expect(rig.iface.isAdminUp, 'the interface still admin-up', rig.state());
    },
  ),
  check(
    'G18.3',
    'An attempt that times out takes the interface down, unless it opted out',
    { restsOn: ['G19.1'], automations: { autoDown: true }, needs: ['loseService'] },
    async (bench, rig) => {
      await rig.settle();
      await rig.act('loseService');
      rig.setTimeout(bench.timeoutS);
      for (const stays of [false, true]) {
        rig.set('NO_AUTO_DOWN', stays);
        const start = bench.mark;
        rig.connect();
        await rig.timesOutOnce(bench.timeoutS, start);
        bench.expect(rig.iface.isAdminUp === stays, `the interface admin-${stays ? 'up' : 'down'}`, rig.state());
      }
    },
  ),
];
