import type { Scenario } from './scenario.ts';

export const reconnectMidAttempt: Scenario = {
  name: 'reconnect-mid-attempt',
  title: 'A connect right after a disconnect in the middle of an attempt counts',
  needs: [],
  limitS: 420,
  run: async (bench) => {
    const { connectMs, releaseMs } = bench.board.limits;
    await bench.ready();
    bench.connect();
    const begun = (): boolean =>
      bench.events.some((event) => event.type === 'attempt-phase' && event.phase === 'associating');
    await bench.until('an attempt under way', begun, connectMs);
    bench.manager.disconnect(bench.iface);
    bench.connect();
    const up = (): boolean => bench.isConnected;
    await bench.timed('connect after cancel', 'the interface up with an address', up, releaseMs + connectMs);
    await bench.disconnected();
  },
};
