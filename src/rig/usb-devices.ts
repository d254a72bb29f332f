import { messageOf } from '../base/errors.ts';

/** A device on the USB, whether or not a driver made serial ports of it. */
export interface SeenUsbDevice {
  readonly vendorId: string;
  readonly productId: string;
  readonly serialNumber?: string;
  readonly manufacturer?: string;
  readonly product?: string;
  /** Bus and ports as Linux writes them, `1-1.4`; there where the platform tells them. */
  readonly portPath?: string;
}

/** What the USB gave; `reason` says why it gave nothing where it could not be asked. */
export interface UsbSight {
  readonly devices: readonly SeenUsbDevice[];
  readonly reason?: string;
}

/** What is read of a device of the `usb` package (the names are WebUSB's). */
export interface RawUsbDevice {
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber?: string | null | undefined;
  readonly manufacturerName?: string | null | undefined;
  readonly productName?: string | null | undefined;
  readonly bus?: string;
  readonly ports?: readonly number[];
}

const hexId = (id: number): string => id.toString(16).padStart(4, '0');

function portPath({ bus, ports }: RawUsbDevice): string | undefined {
  if (bus === undefined || !ports || ports.length === 0) return undefined;
  // The bus is named "1", "001" or, on some platforms, by something that is no number.
  const number = Number.parseInt(bus, 10);
  return Number.isNaN(number) ? undefined : `${number}-${ports.join('.')}`;
}

function seen(device: RawUsbDevice): SeenUsbDevice {
  const path = portPath(device);
  return {
    vendorId: hexId(device.vendorId),
    productId: hexId(device.productId),
    ...(device.serialNumber ? { serialNumber: device.serialNumber } : {}),
    ...(device.manufacturerName ? { manufacturer: device.manufacturerName } : {}),
    ...(device.productName ? { product: device.productName } : {}),
    ...(path ? { portPath: path } : {}),
  };
}

async function askUsbPackage(): Promise<readonly RawUsbDevice[]> {
  const { usb } = await import('usb');
  return await usb.getDevices();
}

/** All devices on the USB. Never rejects: a machine without USB, or without the native part, is an empty list. */
export async function seeUsbDevices(ask: () => Promise<readonly RawUsbDevice[]> = askUsbPackage): Promise<UsbSight> {
  try {
    return { devices: (await ask()).map(seen) };
  } catch (thrown) {
    return { devices: [], reason: messageOf(thrown) };
  }
}
