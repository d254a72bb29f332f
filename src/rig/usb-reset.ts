import { messageOf, TransportError, type TransportErrorCode } from '../base/errors.ts';
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

// In the words of the native part: "failed to open device: permission denied (errno 13)".
const denied = /permission denied|access denied|not permitted|EACCES|errno 13\b/i;
const vanished = /no such device|not found|disconnected|ENODEV|ENOENT|errno (2|19)\b/i;

function hintFor(code: TransportErrorCode, { productId, vendorId }: UsbIdentity): string | undefined {
  if (code !== 'PORT_DENIED') return undefined;
  const rule = `SUBSYSTEM=="usb", ATTR{idVendor}=="${vendorId}", ATTR{idProduct}=="${productId}", GROUP="dialout", MODE="0660"`;
  return `Put ${rule} into /etc/udev/rules.d/70-atlink.rules, plug it in again, and be in the group dialout.`;
}

function refusal(cause: unknown, identity: UsbIdentity): TransportError {
  const message = messageOf(cause);
  const name = `the USB device ${identity.vendorId}:${identity.productId}`;
  const code = denied.test(message) ? 'PORT_DENIED' : vanished.test(message) ? 'PORT_MISSING' : 'PORT_FAILED';
  const said = { PORT_DENIED: 'may not be reset by you', PORT_MISSING: 'went away', PORT_FAILED: 'cannot be reset' };
  const hint = hintFor(code, identity);
  return new TransportError(code, `${name} ${said[code]}: ${message}`, {
    cause,
    where: identity.portPath ?? name,
    ...(hint !== undefined && { hint }),
  });
}

async function resetOpened(device: ResettableUsbDevice): Promise<void> {
  try {
    await device.reset();
  } catch (thrown) {
    // One that came back as another device, which is what its firmware may do, is gone for whoever reset it.
    if (!vanished.test(messageOf(thrown))) throw thrown;
  } finally {
    // A device that starts over is gone already.
    await device.close().catch(() => undefined);
  }
}

/**
 * Resets the USB device of a module: the one in that socket, with those ids.
 * @throws TransportError `PORT_MISSING` when it is not there, `PORT_DENIED` with the rule that allows it, `PORT_FAILED`
 */
export async function resetUsbDevice(
  identity: UsbIdentity,
  ask: () => Promise<readonly ResettableUsbDevice[]> = askUsbPackage,
): Promise<void> {
  const { portPath, productId, vendorId } = identity;
  const isIt = (each: ResettableUsbDevice): boolean =>
    each.vendorId === Number.parseInt(vendorId, 16) &&
    each.productId === Number.parseInt(productId, 16) &&
    socketOf(each) === portPath;
  const device = (await ask().catch((cause: unknown) => Promise.reject(refusal(cause, identity)))).find(isIt);
  if (device === undefined) {
    const place = portPath ?? 'any socket';
    throw new TransportError('PORT_MISSING', `no USB device ${vendorId}:${productId} is in ${place}`, { where: place });
  }
  try {
    await device.open();
    await resetOpened(device);
  } catch (thrown) {
    throw refusal(thrown, identity);
  }
}
