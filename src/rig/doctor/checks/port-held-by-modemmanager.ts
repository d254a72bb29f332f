import { isModemManager } from '../../../transport/serial-hints.ts';
import type { Check } from '../check.ts';

/** ModemManager opens every modem that it sees, by itself. */
export const portHeldByModemManager: Check = {
  code: 'PORT_HELD_BY_MODEMMANAGER',
  title: 'ModemManager has the port',
  layer: 'port',
  blocks: true,
  look: ({ port }) => {
    const manager = port?.holders.find(isModemManager);
    return (
      manager && {
        reason: `ModemManager (process ${manager.pid}) has ${port?.path} open and talks to the module`,
        mend: 'sudo systemctl stop ModemManager',
      }
    );
  },
};
