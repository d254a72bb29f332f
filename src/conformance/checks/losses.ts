import { check } from '../check.ts';

/** What follows a loss, a timeout, a disconnect (G1, G21, G25, G26). */
export const lossChecks = [
  check(
    'G1.1',
    'Persistence can be switched off and on',
    { needs: ['loseService', 'restoreService'] },
    async (bench, rig) => {
      for (const persistent of [false, true, false]) {
        rig.set('PERSISTENT', persistent);
        await rig.connected();
        await rig.act('loseService');
        await rig.goesDown();
        await rig.act('restoreService');
        if (persistent) await rig.comesUp(bench.reconnectMs);
        else await rig.staysDown();
      }
    },
  ),
  check(
    'G1.2',
    'Without a timeout an attempt lasts for ever',
    { needs: ['loseService', 'restoreService'] },
    async (bench, rig) => {
      await rig.act('loseService');
      rig.connect();
      await rig.staysDown(20 * bench.quietMs);
      bench.expect(rig.count(['connection-timeout', 'fatal-error']) === 0, 'no end of the attempt', rig.state());
      await rig.act('restoreService');
      await rig.comesUp(bench.reconnectMs);
    },
  ),
  check(
    'G1.3',
    'The timeout can be switched on and off',
    { restsOn: ['G19.1'], needs: ['loseService'] },
    async (bench, rig) => {
      await rig.settle();
      await rig.act('loseService');
      rig.setTimeout(bench.timeoutS);
      const start = bench.mark;
      rig.connect();
      await rig.timesOutOnce(bench.timeoutS, start);
      rig.setTimeout(0);
      const later = bench.mark;
      rig.connect();
      await rig.staysDown(3000 * bench.timeoutS);
      bench.expect(rig.count('connection-timeout', later) === 0, 'no timeout without a timeout', rig.state());
    },
  ),
  check(
    'G21.1',
    'A module that reconnects by itself is stopped after a loss without persistence',
    { needs: ['loseService', 'restoreService', 'selfReconnect'] },
    async (bench, rig) => {
      await rig.selfReconnect(true);
      await rig.connected();
      await rig.act('loseService');
      await rig.goesDown();
      await bench.time.pass(bench.limits.releaseMs);
      await rig.act('restoreService');
      await rig.staysDown();
      await rig.staysReleased();
    },
  ),
  check(
    'G21.2',
    'A module that goes on by itself is stopped after a timeout',
    { restsOn: ['G19.1'], needs: ['loseService', 'restoreService', 'selfReconnect'] },
    async (bench, rig) => {
      await rig.selfReconnect(true);
      await rig.settle();
      await rig.act('loseService');
      rig.setTimeout(bench.timeoutS);
      const start = bench.mark;
      rig.connect();
      await rig.timesOutOnce(bench.timeoutS, start);
      await rig.act('restoreService');
      await rig.staysDown();
      await rig.staysReleased();
    },
  ),
  check(
    'G25.1',
    'A loss starts a new attempt with a new timeout',
    { restsOn: ['G19.1'], needs: ['loseService', 'selfReconnect'] },
    async (bench, rig) => {
      await rig.settle();
      rig.set('PERSISTENT');
      rig.setTimeout(bench.timeoutS);
      await rig.connected();
      // Longer than the first timeout, so that one that still counts from the first connect shows.
      await rig.staysUp(bench.timeoutS * 1000);
      const loss = bench.mark;
      await rig.act('loseService');
      await rig.timesOutOnce(bench.timeoutS, loss, bench.limits.lossMs);
    },
  ),
  check(
    'G25.2',
    'A connection that came back can be lost again',
    { needs: ['loseService', 'restoreService'] },
    async (bench, rig) => {
      rig.set('PERSISTENT');
      await rig.connected();
      for (let loss = 0; loss < 3; loss++) {
        await rig.act('loseService');
        await rig.goesDown();
        await rig.act('restoreService');
        await rig.comesUp(bench.reconnectMs);
      }
      bench.expect(rig.count('connection-timeout') === 0, 'no timeout without a timeout', rig.state());
    },
  ),
  check('G26.1', 'No attempt follows a disconnect, persistent or not', {}, async (bench, rig) => {
    rig.set('PERSISTENT');
    await rig.connected();
    const { subAttempts } = rig;
    rig.disconnect();
    await rig.goesDown(bench.limits.releaseMs);
    await rig.staysReleased();
    await rig.staysDown();
    bench.expect(rig.subAttempts === subAttempts, 'no further sub-attempt', `${rig.subAttempts - subAttempts} more`);
  }),
  check(
    'G26.2',
    'No late answer brings a disconnected interface up',
    { needs: ['slowAnswers'] },
    async (bench, rig) => {
      await rig.settle();
      await rig.slowAnswers(bench.limits.connectMs / 2);
      for (const waitMs of [0, 1, bench.limits.connectMs / 4]) {
        rig.connect();
        await bench.time.pass(waitMs);
        rig.disconnect();
        await rig.staysDown();
        await rig.staysReleased();
      }
    },
  ),
  check(
    'G26.3',
    'A disconnect between two sub-attempts is the end',
    { needs: ['failSubAttempts', 'subAttempts'] },
    async (bench, rig) => {
      await rig.settle();
      rig.set('PERSISTENT');
      await rig.failSubAttempts(Number.MAX_SAFE_INTEGER);
      rig.connect();
      await bench.time.pass(2 * bench.limits.retryMs);
      rig.disconnect();
      await bench.time.pass(bench.limits.releaseMs);
      const { subAttempts } = rig;
      await rig.failSubAttempts(0);
      await rig.staysDown();
      bench.expect(rig.subAttempts === subAttempts, 'no further sub-attempt', `${rig.subAttempts - subAttempts} more`);
    },
  ),
  check('G26.4', 'A connect right after a disconnect counts', {}, async (bench, rig) => {
    await rig.connected();
    rig.disconnect();
    rig.connect();
    const limitMs = bench.limits.releaseMs + bench.limits.connectMs;
    await bench.time.pass(limitMs);
    await rig.comesUp(limitMs);
    await rig.staysUp();
  }),
];
