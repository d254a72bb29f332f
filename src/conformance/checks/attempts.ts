import { check } from '../check.ts';

const ends = ['fatal-error', 'connection-timeout', 'iface-down'] as const;

/** One attempt from connect to its end: timeouts, sub-attempts, fatal errors (G19, G20, G22, G23, G24). */
export const attemptChecks = [
  check(
    'G19.1',
    'An attempt that times out says so once, and when the timeout is over',
    { needs: ['loseService'] },
    async (bench, rig) => {
      await rig.settle();
      await rig.act('loseService');
      rig.setTimeout(bench.timeoutS);
      const start = bench.mark;
      rig.connect();
      await rig.timesOutOnce(bench.timeoutS, start);
    },
  ),
  check('G19.2', 'No timeout follows a success', {}, async (bench, rig) => {
    rig.setTimeout(bench.timeoutS);
    await rig.connected();
    await rig.staysUp(bench.timeoutS * 1000 + bench.quietMs);
    bench.expect(rig.count('connection-timeout') === 0, 'no timeout event', rig.state());
  }),
  check('G19.3', 'No timeout follows a disconnect', { needs: ['loseService'] }, async (bench, rig) => {
    await rig.act('loseService');
    rig.setTimeout(bench.timeoutS);
    rig.connect();
    await bench.time.pass(bench.limits.readyMs + bench.limits.retryMs);
    rig.disconnect();
    await rig.staysDown(bench.timeoutS * 1000 + bench.quietMs);
    bench.expect(rig.count('connection-timeout') === 0, 'no timeout event', rig.state());
  }),
  check(
    'G19.4',
    'Each attempt has a timeout of its own',
    { restsOn: ['G19.1'], needs: ['loseService'] },
    async (bench, rig) => {
      await rig.settle();
      await rig.act('loseService');
      rig.setTimeout(bench.timeoutS);
      for (let attempt = 0; attempt < 2; attempt++) {
        const start = bench.mark;
        rig.connect();
        await rig.timesOutOnce(bench.timeoutS, start);
      }
    },
  ),
  check(
    'G20.1',
    'What no retry can cure is raised once, with a reason, and stops all attempts',
    { needs: ['failFatally'] },
    async (bench, rig) => {
      await rig.settle();
      rig.set('PERSISTENT');
      rig.setTimeout(bench.timeoutS);
      await rig.act('failFatally');
      rig.connect();
      await bench.until('a fatal error', () => rig.count('fatal-error') > 0, bench.limits.connectMs, rig.state);
      const fatal = bench.seen.find(({ event }) => event.type === 'fatal-error')?.event;
      const reason = fatal?.type === 'fatal-error' ? fatal.reason : '';
      bench.expect(reason.trim() !== '', 'a reason', 'an empty one');
      await bench.time.pass(bench.limits.releaseMs);
      const { subAttempts } = rig;
      await rig.staysDown(bench.timeoutS * 1000 + bench.quietMs);
      bench.expect(rig.subAttempts === subAttempts, 'no further sub-attempt', `${rig.subAttempts - subAttempts} more`);
      bench.expect(rig.count(['fatal-error', 'connection-timeout']) === 1, 'one event alone', rig.state());
    },
  ),
  check('G22.1', 'A module that gives up is made to try again', { needs: ['failSubAttempts'] }, async (bench, rig) => {
    await rig.settle();
    await rig.failSubAttempts(3);
    rig.connect();
    await rig.comesUp(4 * bench.limits.retryMs + bench.limits.connectMs);
  }),
  check(
    'G22.2',
    'A persistent interface is connected again after a loss',
    { needs: ['loseService', 'restoreService', 'selfReconnect'] },
    async (bench, rig) => {
      await rig.selfReconnect(false);
      rig.set('PERSISTENT');
      await rig.connected();
      await rig.act('loseService');
      await rig.goesDown();
      await rig.act('restoreService');
      await rig.comesUp(bench.reconnectMs);
    },
  ),
  check(
    'G22.3',
    'A persistent interface is connected again after a reboot',
    { needs: ['reboot'] },
    async (bench, rig) => {
      rig.set('PERSISTENT');
      await rig.connected();
      const since = bench.mark;
      await rig.act('reboot');
      await bench.until('iface-down', () => rig.count('iface-down', since) > 0, bench.limits.lossMs, rig.state);
      await rig.comesUp(bench.limits.readyMs + bench.reconnectMs);
    },
  ),
  check('G23.1', 'Failed sub-attempts raise no event', { needs: ['failSubAttempts'] }, async (bench, rig) => {
    await rig.settle();
    await rig.failSubAttempts(3);
    rig.connect();
    await rig.comesUp(4 * bench.limits.retryMs + bench.limits.connectMs);
    bench.expect(rig.count(ends) === 0, 'no loss, timeout or fatal error', rig.state());
    bench.expect(rig.count('iface-up') === 1, 'one iface-up', `${rig.count('iface-up')}`);
  }),
  check(
    'G23.2',
    'The timeout runs over all sub-attempts together',
    { needs: ['failSubAttempts', 'subAttempts'] },
    async (bench, rig) => {
      await rig.settle();
      await rig.failSubAttempts(Number.MAX_SAFE_INTEGER);
      rig.setTimeout(bench.timeoutS);
      const start = bench.mark;
      rig.connect();
      await rig.timesOutOnce(bench.timeoutS, start);
      bench.expect(rig.subAttempts > 1, 'several sub-attempts', `${rig.subAttempts}`);
    },
  ),
  check(
    'G24.1',
    'After a timeout a persistent interface does not try again',
    { restsOn: ['G19.1'], needs: ['loseService', 'restoreService'] },
    async (bench, rig) => {
      await rig.settle();
      rig.set('PERSISTENT');
      rig.setTimeout(bench.timeoutS);
      await rig.act('loseService');
      const start = bench.mark;
      rig.connect();
      await rig.timesOutOnce(bench.timeoutS, start);
      const { subAttempts } = rig;
      await rig.act('restoreService');
      await rig.staysDown();
      bench.expect(rig.subAttempts === subAttempts, 'no further sub-attempt', `${rig.subAttempts - subAttempts} more`);
    },
  ),
  check(
    'G24.2',
    'Persistence, however it is set meanwhile, has no influence on an attempt',
    { needs: ['failSubAttempts', 'subAttempts'] },
    async (bench, rig) => {
      await rig.settle();
      const tries = async (change: (round: number) => void): Promise<number> => {
        const before = rig.subAttempts;
        await rig.failSubAttempts(Number.MAX_SAFE_INTEGER);
        rig.connect();
        for (let round = 0; round < 4; round++) {
          change(round);
          await bench.time.pass(bench.limits.retryMs);
        }
        rig.disconnect();
        await bench.time.pass(bench.limits.releaseMs);
        return rig.subAttempts - before;
      };
      const without = await tries(() => {});
      const switched = await tries((round) => rig.set('PERSISTENT', round % 2 === 0));
      rig.set('PERSISTENT');
      const persistent = await tries(() => {});
      const spread = Math.max(without, switched, persistent) - Math.min(without, switched, persistent);
      const seen = `${without} without, ${switched} switched, ${persistent} persistent`;
      bench.expect(without > 1 && spread <= 1, 'as many sub-attempts whatever the flag says', seen);
    },
  ),
];
