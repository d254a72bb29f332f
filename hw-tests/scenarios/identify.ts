import { isImei } from '../../src/rig/config/schema.ts';
import type { Scenario } from './scenario.ts';

const mac = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;

export const identify: Scenario = {
  name: 'identify',
  title: 'The module says which model, firmware and number it has',
  needs: [],
  limitS: 120,
  run: async (bench) => {
    await bench.timed('start-up', 'the module ready', () => bench.isReady, bench.board.limits.readyMs);
    const { firmware, id = '', model } = bench.identity ?? {};
    bench.expect(Boolean(firmware), 'a firmware version', 'none');
    if (bench.family.technology === 'cellular') {
      bench.expect(Boolean(model), 'a model', 'none');
      // Its digits are nobody's business: a report may go anywhere.
      bench.expect(isImei(id), 'an IMEI with a right check digit', id === '' ? 'none' : 'one without');
    } else bench.expect(mac.test(id), 'a MAC address', id === '' ? 'none' : 'something else');
  },
};
