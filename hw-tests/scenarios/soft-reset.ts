import { AtError } from '../../src/at/index.ts';
import { messageOf } from '../../src/base/errors.ts';
import type { Bench } from '../runner/bench.ts';
import type { Scenario } from './scenario.ts';

/** A module that resets may answer, or say nothing any more; one without the command says ERROR. */
async function resetBy(bench: Bench, command: string): Promise<void> {
  try {
    await bench.run(command);
  } catch (thrown) {
    bench.signal.throwIfAborted();
    const refused = thrown instanceof AtError && (thrown.code === 'AT_REFUSED' || thrown.code === 'AT_EQUIPMENT');
    if (refused && bench.isReady) bench.skip(`its firmware does not know ${command} (${messageOf(thrown)})`);
  }
}

export const softReset: Scenario = {
  name: 'soft-reset',
  title: 'A reset by command in the middle of a session is noticed, and the connection comes back',
  needs: [],
  limitS: 600,
  run: async (bench) => {
    const { connectMs, lossMs, readyMs } = bench.board.limits;
    bench.manager.setFlag(bench.iface, 'PERSISTENT', true);
    await bench.connected();
    const since = bench.events.length;
    for (const command of bench.family.reset) await resetBy(bench, command);
    await bench.until('the loss of the module told', () => bench.count('module-lost', since) > 0, lossMs);
    await bench.timed('reset to ready', 'the module ready again', () => bench.isReady, readyMs);
    await bench.until('the connection back', () => bench.isConnected, 2 * connectMs);
    bench.measureRecovery(since);
  },
};
