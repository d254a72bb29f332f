import { isModemManager } from '../../../transport/serial-hints.ts';
import type { Check } from '../check.ts';

export const portHeld: Check = {
  code: 'PORT_HELD',
  title: 'another program has the port',
  layer: 'port',
  blocks: true,
  look: ({ port }) => {
    if (port === undefined || port.holders.some(isModemManager)) return undefined;
    const [holder] = port.holders;
    if (holder !== undefined) {
      return {
        reason: `${holder.program} (process ${holder.pid}) has ${port.path} open`,
        mend: `kill ${holder.pid}   (or end it in its own way)`,
      };
    }
    if (!port.isBusy) return undefined;
    return { reason: `a program that you may not see has ${port.path} open`, mend: `sudo fuser -v ${port.path}` };
  },
};
