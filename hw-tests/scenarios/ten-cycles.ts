import type { Scenario } from './scenario.ts';

const cycles = 10;

export const tenCycles: Scenario = {
  name: 'ten-cycles',
  title: `It connects and disconnects ${cycles} times in a row`,
  needs: [],
  limitS: 1800,
  run: async (bench) => {
    for (let cycle = 1; cycle <= cycles; cycle += 1) {
      await bench.connected();
      await bench.disconnected();
    }
    bench.expect(
      bench.count('module-lost') === 0,
      'the module ready all the time',
      `it was lost ${bench.count('module-lost')} times`,
    );
  },
};
