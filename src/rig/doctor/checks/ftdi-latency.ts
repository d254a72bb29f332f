import type { Check } from '../check.ts';

const goodMs = 1;

/** FTDI's bridges gather bytes for 16 ms unless they are told otherwise, and every answer waits for that. */
export const ftdiLatency: Check = {
  code: 'FTDI_LATENCY',
  title: 'the FTDI bridge delays every answer',
  layer: 'port',
  blocks: false,
  look: ({ port }) => {
    if (port?.latencyMs === undefined || port.latencyMs < 16) return undefined;
    const name = port.path.replace(/^\/dev\//, '');
    return {
      reason: `the latency timer of ${port.path} stands at ${port.latencyMs} ms, which is added to each answer`,
      mend: `echo ${goodMs} | sudo tee /sys/class/tty/${name}/device/latency_timer`,
    };
  },
};
