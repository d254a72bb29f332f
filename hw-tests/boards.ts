import type { Clock } from '../src/base/clock.ts';
import { UsageError } from '../src/base/errors.ts';
import { didYouMean } from '../src/base/nearest.ts';
import { rigFile } from '../src/rig/rig-file.ts';
import { simulatedRig } from '../src/rig/simulated-rig.table.ts';
import { simulatedTwin } from '../src/rig/simulated-twin.ts';
import { readConfig } from '../src/rig-entry.ts';
import type { Arguments } from './arguments.ts';
import type { Board } from './board/board.ts';
import { realBoard } from './board/real-board.ts';
import { simulatedBoard } from './board/simulated-board.ts';

/** The boards of a run, and where they are written down. */
export interface Rig {
  readonly source: string;
  readonly boards: readonly Board[];
}

type Wanted = Pick<Arguments, 'rig' | 'simulated' | 'boards' | 'leaseWaitMs' | 'speed'>;

async function wholeRig(wanted: Wanted, clock: Clock, say: (line: string) => void): Promise<Rig> {
  const { leaseWaitMs, simulated, speed } = wanted;
  if (simulated) {
    const entries = wanted.rig === undefined ? simulatedRig : await simulatedTwin(wanted.rig);
    const source = wanted.rig === undefined ? 'the simulated one' : `${wanted.rig}, with simulated modules`;
    return { source, boards: entries.map((entry) => simulatedBoard({ ...entry, speed, clock })) };
  }
  const file = wanted.rig ?? (await rigFile(process.env));
  if (file === undefined) {
    throw new UsageError('there is no rig: neither ATLINK_RIG nor a file atlink.yaml here', {
      hint: '"atlink init" writes one from what is attached; --simulated needs none.',
    });
  }
  const rig = await readConfig(file);
  const boards = rig.interfaces.map((config) => {
    const { labels, module, name } = config;
    if (module.simulate !== undefined) return simulatedBoard({ name, labels, model: module.simulate, speed, clock });
    return realBoard({ rig, config, clock, leaseWaitMs, say });
  });
  return { source: file, boards };
}

/** The boards that are meant. @throws UsageError, ConfigError */
export async function rigOf(wanted: Wanted, clock: Clock, say: (line: string) => void): Promise<Rig> {
  const rig = await wholeRig(wanted, clock, say);
  const names = rig.boards.map(({ name }) => name);
  for (const asked of wanted.boards) {
    if (names.includes(asked)) continue;
    throw new UsageError(`there is no board ${JSON.stringify(asked)}`, { hint: didYouMean(asked, names) });
  }
  if (wanted.boards.length === 0) return rig;
  return { ...rig, boards: rig.boards.filter(({ name }) => wanted.boards.includes(name)) };
}
