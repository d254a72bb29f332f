import type { Check } from '../check.ts';

/** A module on the USB without a serial port: the kernel's driver for it is missing or has not taken it. */
export const usbDriverMissing: Check = {
  code: 'USB_DRIVER_MISSING',
  title: 'the kernel driver is missing',
  layer: 'machine',
  blocks: false,
  look: ({ machine }) => {
    const portless = machine?.portless ?? [];
    if (portless.length === 0) return undefined;
    const names = portless.map(({ board, usb }) => `${board} (${usb})`).join(', ');
    return {
      reason: `${names} is on the USB, but the system made no serial port of it`,
      mend: 'sudo modprobe option',
    };
  },
};
