import type { Check } from '../check.ts';

/** One side uses RTS and CTS, and the other side's wire is not there: CTS never becomes active. */
export const flowControl: Check = {
  code: 'FLOW_CONTROL',
  title: 'RTS and CTS are not wired',
  layer: 'line',
  blocks: false,
  look: ({ line, module, port }) => {
    if (line?.cts !== false) return undefined;
    if (module?.usesFlowControl === true) {
      return {
        reason: 'the module is set to RTS/CTS flow control, but its RTS does not reach CTS of this port',
        mend: 'wire RTS to CTS both ways, or switch flow control off: AT+IFC=0,0 (Quectel), AT+UART_CUR=...,0 (ESP-AT)',
      };
    }
    if (port?.boardHasFlowControl !== true) return undefined;
    return {
      reason: `${port.board ?? 'its board'} has RTS and CTS wired, but CTS is not active`,
      mend: 'connect RTS and CTS, or choose firmware without flow control; long bursts lose bytes meanwhile',
    };
  },
};
