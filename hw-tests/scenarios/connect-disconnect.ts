import type { Scenario } from './scenario.ts';

export const connectDisconnect: Scenario = {
  name: 'connect-disconnect',
  title: 'It connects, has an address, and leaves its network when told to',
  needs: [],
  limitS: 300,
  run: async (bench) => {
    await bench.ready();
    bench.expect(!bench.isConnected, 'no connection before connect', bench.state());
    await bench.connected();
    bench.expect(bench.iface.isUp && bench.iface.hasAddress(), 'up, with an address');
    await bench.disconnected();
    bench.expect(bench.count('fatal-error') === 0, 'no fatal error', bench.timeline().at(-1) ?? '');
  },
};
