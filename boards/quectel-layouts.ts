import type { BoardPort } from './board.ts';

/** The Qualcomm-based layout: 0 diagnostics, 1 NMEA, 2 AT, 3 modem (a second AT port), 4 network. */
export const classicLayout: Readonly<Record<number, BoardPort>> = {
  0: { role: 'diag' },
  1: { role: 'nmea' },
  2: { role: 'at', preferred: true },
  3: { role: 'modem' },
  4: { role: 'net' },
};

/** Where most of the layouts below are written down: the kernel keeps diagnostics and network ports apart by them. */
export const kernelSource = 'Linux kernel, drivers/usb/serial/option.c';

export const modemManagerSource = 'ModemManager, src/plugins/quectel/77-mm-quectel-port-types.rules';

/** Quectel's USB vendor number. */
export const quectel = '2c7c';
