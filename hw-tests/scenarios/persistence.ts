import type { Bench } from '../runner/bench.ts';
import type { Scenario } from './scenario.ts';

/** Connects persistently, has something happen, and expects the interface to go down and to come back by itself. */
async function comesBack(bench: Bench, loss: () => Promise<void>): Promise<void> {
  const { connectMs, lossMs, readyMs } = bench.board.limits;
  bench.manager.setFlag(bench.iface, 'PERSISTENT', true);
  await bench.connected();
  const since = bench.events.length;
  await loss();
  await bench.until('the loss shown', () => bench.count('iface-down', since) > 0, lossMs);
  await bench.until('the connection back', () => bench.isConnected, readyMs + 2 * connectMs);
  bench.measureRecovery(since);
}

export const persistenceAfterPower: Scenario = {
  name: 'persistence-after-power-loss',
  title: 'A persistent interface comes back after its module lost power',
  needs: ['power'],
  limitS: 600,
  run: (bench) => comesBack(bench, async () => bench.board.acts.powerCycle?.(bench.signal)),
};

export const persistenceAfterLeaving: Scenario = {
  name: 'persistence-after-leaving',
  title: 'A persistent interface comes back after a command by hand took it off its network',
  needs: [],
  limitS: 600,
  run: (bench) => comesBack(bench, async () => void (await bench.run(bench.family.leave))),
};

export const unplugged: Scenario = {
  name: 'unplug',
  title: 'A persistent interface comes back after its plug was pulled and put back',
  needs: ['unplug'],
  limitS: 600,
  run: (bench) =>
    comesBack(bench, async () => {
      const { acts, limits } = bench.board;
      await acts.unplug?.();
      await bench.until('the loss of the module', () => !bench.isReady, limits.lossMs);
      await acts.replug?.();
    }),
};
