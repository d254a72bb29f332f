import type { Scenario } from './scenario.ts';

export const signal: Scenario = {
  name: 'signal',
  title: 'The signal of a connected module can be read, and is a likely one',
  needs: [],
  limitS: 300,
  run: async (bench) => {
    await bench.connected();
    await bench.readSignal();
    const values = bench.measures.filter(({ name }) => name === 'signal').map(({ value }) => value);
    const last = values.at(-1) ?? Number.NaN;
    bench.expect(values.length > 0, 'a signal in dBm', 'none');
    // From the weakest RSRP that 3GPP TS 36.133 reports to a field as strong as beside the antenna.
    bench.expect(last >= -156 && last <= 0, 'a signal from -156 to 0 dBm', `${last} dBm`);
  },
};
