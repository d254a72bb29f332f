import { ControlError } from '../../src/base/errors.ts';
import type { Bench } from '../runner/bench.ts';
import type { Scenario } from './scenario.ts';

function refusalOf(bench: Bench, name: string, value: unknown): string {
  try {
    bench.manager.setOption(bench.iface, name, value);
    return 'it was taken';
  } catch (thrown) {
    return thrown instanceof ControlError ? thrown.code : String(thrown);
  }
}

/** Neither an active time, nor a periodic update, nor a switch (3GPP TS 27.007, +CPSMS). */
const wrongPsm = ['maybe', '-1,-1', 'tau=forever', 17];

export const psmRefusal: Scenario = {
  name: 'psm-refusal',
  title: 'A power saving mode that cannot be is refused, and the module connects without it',
  needs: ['cellular'],
  limitS: 300,
  run: async (bench) => {
    await bench.ready();
    for (const value of wrongPsm) {
      const code = refusalOf(bench, 'psm', value);
      bench.expect(code === 'EINVAL', `EINVAL for psm ${JSON.stringify(value)}`, code);
    }
    await bench.connected();
  },
};

export const wrongNetwork: Scenario = {
  name: 'wrong-network',
  title: 'A wrong APN or passphrase ends in a timeout or a fatal error, and the right one still connects',
  needs: ['wrong-options'],
  limitS: 600,
  run: async (bench) => {
    const { limits, plan, wrongOptions = {} } = bench.board;
    await bench.ready();
    for (const [name, value] of Object.entries(wrongOptions)) bench.manager.setOption(bench.iface, name, value);
    bench.manager.setTimeout(bench.iface, Math.ceil(limits.connectMs / 1000));
    bench.connect();
    const ended = (): boolean =>
      bench.isConnected || bench.count('connection-timeout') + bench.count('fatal-error') > 0;
    await bench.timed('refusal', 'a timeout or a fatal error', ended, 2 * limits.connectMs);
    if (bench.isConnected && bench.family.technology === 'cellular') bench.skip('the network takes any APN');
    bench.expect(!bench.isConnected, 'no connection with a wrong passphrase');
    bench.manager.disconnect(bench.iface);
    for (const name of Object.keys(wrongOptions)) bench.manager.setOption(bench.iface, name, plan.options[name] ?? '');
    bench.manager.setTimeout(bench.iface, 0);
    bench.connect();
    await bench.until(
      'a connection with the right options',
      () => bench.isConnected,
      limits.releaseMs + 2 * limits.connectMs,
    );
  },
};
