import type { Scenario } from './scenario.ts';

export const bootToReady: Scenario = {
  name: 'boot-to-ready',
  title: 'A module that gets power becomes ready by itself',
  needs: ['power'],
  limitS: 240,
  run: async (bench) => {
    const { acts, limits } = bench.board;
    await bench.ready();
    const since = bench.events.length;
    await acts.powerCycle?.(bench.signal);
    const back = (): boolean => bench.count('module-ready', since) > 0;
    await bench.timed('boot to ready', 'the module ready again', back, limits.lossMs + limits.readyMs);
    bench.expect(bench.count('module-lost', since) > 0, 'the loss of the module told', 'no module-lost');
  },
};
