import type { Check } from '../check.ts';

/** Opening failed for a reason that has no check of its own. */
export const portUnusable: Check = {
  code: 'PORT_UNUSABLE',
  title: 'the port cannot be opened',
  layer: 'port',
  blocks: true,
  look: ({ port }) =>
    port?.failure === undefined
      ? undefined
      : {
          reason: port.failure,
          mend: 'unplug the module and plug it in again; sudo dmesg | tail tells what the kernel saw',
        },
};
