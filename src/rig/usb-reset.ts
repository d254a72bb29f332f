import { TransportError } from '../base/errors.ts';
import type { UsbIdentity } from './listed-port.ts';

/** What is used of a device of the `usb` package (the names are WebUSB's). */
export interface ResettableUsbDevice {
  readonly vendorId: number;
  readonly productId: number;
  readonly bus?: string;
  readonly ports?: readonly number[];
  open(): Promise<void>;
  reset(): Promise<void>;
  close(): Promise<void>;
}

const askUsbPackage = async (): Promise<readonly ResettableUsbDevice[]> =>
  (await (await import('usb')).usb.getDevices()) as unknown as readonly ResettableUsbDevice[];

const socketOf = ({ bus = '', ports = [] }: ResettableUsbDevice): string =>
  `${Number.parseInt(bus, 10)}-${ports.join('.')}`;

/**
 * Resets the USB device of a module: the one in that socket, with those ids.
 * @throws TransportError `PORT_MISSING` when it is not there; what the system refuses
 */
export async function resetUsbDevice(
  { portPath, productId, vendorId }: UsbIdentity,
  ask: () => Promise<readonly ResettableUsbDevice[]> = askUsbPackage,
): Promise<void> {
  const device = (await ask()).find(
    (each) =>
      each.vendorId === Number.parseInt(vendorId, 16) &&
      each.productId === Number.parseInt(productId, 16) &&
      socketOf(each) === portPath,
  );
  if (device === undefined) {
    throw new TransportError(
      'PORT_MISSING',
      `no USB device ${vendorId}:${productId} is in ${portPath ?? 'any socket'}`,
    );
  }
  await device.open();
  try {
    await device.reset();
  } finally {
    // A device that starts over is gone already.
    await device.close().catch(() => undefined);
  }
}
