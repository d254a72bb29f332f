import { quectel } from '../../drivers/index.ts';
import { InProcessPort, SimulatedQuectel, VirtualClock } from '../../mocks/index.ts';
import { ConnectionManager } from '../../src/index.ts';
import { heapBytes } from './heap.ts';
import { type Bench, Rounds, type Sized } from './section.ts';

const sizes: Sized<{ readonly days: number }> = { smallest: { days: 2 }, quick: { days: 6 }, full: { days: 30 } };
const hourMs = 3_600_000;
const longestWaitMs = hourMs;
const used = 'kB in use';

/** One day: out of coverage, the bearer taken away, a reboot, hours of nothing between them. */
async function day(clock: VirtualClock, module: SimulatedQuectel, isReady: () => boolean): Promise<void> {
  const losses = [
    async () => {
      module.loseCoverage();
      await clock.advance(600_000);
      module.restoreCoverage();
    },
    async () => module.deactivatePdp(1),
    async () => module.reboot(),
  ];
  for (const lose of losses) {
    await clock.advance(8 * hourMs - 1_200_000);
    await lose();
    if (!(await clock.until(isReady, longestWaitMs))) throw new Error('the interface did not come back in an hour');
  }
}

/** A month of one interface in virtual time, with three losses a day; memory has to stay where it was. */
export const benchLongRun: Bench = async (size) => {
  const { days } = sizes[size];
  const clock = new VirtualClock();
  const module = new SimulatedQuectel({ personality: 'quectel-bg95', clock });
  const manager = new ConnectionManager({ clock });
  const lte0 = manager.addInterface({ name: 'lte0', technology: 'cellular' });
  manager.bind(lte0, quectel, { port: new InProcessPort(module, { clock }), options: { apn: 'internet' } });
  manager.setFlag(lte0, 'PERSISTENT', true);
  let events = 0;
  manager.on('*', () => events++);
  manager.connect(lte0);
  module.powerOn();
  const found = new Rounds();
  const inUse: number[] = [];
  const since = performance.now();
  try {
    for (let past = 1; past <= days; past++) {
      await day(clock, module, () => manager.isReady(lte0));
      inUse.push(heapBytes());
      if (past % Math.ceil(days / 6) === 0) {
        const seconds = (performance.now() - since) / 1000;
        found.add(`after ${past} days`, { [used]: (inUse.at(-1) ?? 0) / 1000, events, 's of real time': seconds });
      }
    }
  } finally {
    await manager.close();
    module.close();
  }
  // By the middle everything that is bounded is full.
  const grown = ((inUse.at(-1) ?? 0) - (inUse[Math.floor(days / 2)] ?? 0)) / 1000;
  return [
    {
      title: `${days} days of one interface in virtual time, three losses a day`,
      rows: found.rows,
      aims: [{ text: 'kB grown in the second half', value: grown, sense: 'at most', limit: 200 }],
      notes: [],
    },
  ];
};
