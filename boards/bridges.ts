import type { Board, UsbMatch } from './board.ts';

const source =
  'Linux kernel, drivers/usb/serial (cp210x.c, ch341.c, ftdi_sio.c, pl2303.c) and drivers/usb/class/cdc-acm.c';

interface Chip {
  readonly id: string;
  readonly name: string;
  readonly usb: readonly UsbMatch[];
  /** How many UARTs it has; each is an interface, from 0 on. */
  readonly uarts?: number;
  readonly notes?: readonly string[];
}

function bridge({ id, name, usb, uarts = 1, notes }: Chip): Board {
  const interfaces = Object.fromEntries(Array.from({ length: uarts }, (_, at) => [at, { role: 'uart' } as const]));
  const board: Board = { id, name, kind: 'bridge', usb, interfaces, certainty: 'documented', source };
  return notes ? { ...board, notes } : board;
}

/**
 * Bare USB-to-UART bridges. Their ids say nothing of what is wired to them - a modem, a motor, a reset line - so they
 * carry no driver, and nothing is sent to them unless a person named the port.
 */
export const bridges: readonly Board[] = [
  bridge({
    id: 'bridge-cp210x',
    name: 'Silicon Labs CP2102, CP2102N, CP2104',
    usb: [{ vendorId: '10c4', productId: 'ea60' }],
    notes: ['On development boards DTR and RTS reset the chip: do not use RTS/CTS flow control there.'],
  }),
  bridge({
    id: 'bridge-cp2105',
    name: 'Silicon Labs CP2105',
    usb: [{ vendorId: '10c4', productId: 'ea70' }],
    uarts: 2,
  }),
  bridge({ id: 'bridge-ch340', name: 'WCH CH340', usb: [{ vendorId: '1a86', productId: '7523' }] }),
  bridge({
    id: 'bridge-ch343',
    name: 'WCH CH343, CH9102',
    usb: [
      { vendorId: '1a86', productId: '55d3' },
      { vendorId: '1a86', productId: '55d4' },
    ],
  }),
  bridge({ id: 'bridge-ft232', name: 'FTDI FT232R', usb: [{ vendorId: '0403', productId: '6001' }] }),
  bridge({ id: 'bridge-ft2232', name: 'FTDI FT2232', usb: [{ vendorId: '0403', productId: '6010' }], uarts: 2 }),
  bridge({ id: 'bridge-ft4232', name: 'FTDI FT4232', usb: [{ vendorId: '0403', productId: '6011' }], uarts: 4 }),
  bridge({ id: 'bridge-pl2303', name: 'Prolific PL2303', usb: [{ vendorId: '067b', productId: '2303' }] }),
  bridge({
    id: 'bridge-espressif-usb-jtag',
    name: 'Espressif USB-Serial-JTAG',
    usb: [{ vendorId: '303a', productId: '1001' }],
    notes: ['This is the log and flash port of an ESP32-C3, -C6 or -S3: ESP-AT answers on a UART, not here.'],
  }),
];
