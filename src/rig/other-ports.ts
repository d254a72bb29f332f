import type { ListedPort, UsbIdentity } from './listed-port.ts';

/** What the serial bindings list, as far as it is used here. */
export interface NativePortInfo {
  readonly path: string;
  readonly manufacturer?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly pnpId?: string | undefined;
  readonly locationId?: string | undefined;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
}

const hexId = (text: string | undefined): string | undefined =>
  text && /^(0x)?[0-9a-f]{1,4}$/i.test(text) ? text.replace(/^0x/i, '').toLowerCase().padStart(4, '0') : undefined;

/** Windows hides the interface number in the plug-and-play id: `USB\VID_2C7C&PID_0125&MI_02\...`. */
function interfaceNumber(pnpId: string | undefined): number | undefined {
  const digits = /&MI_([0-9a-f]{2})/i.exec(pnpId ?? '')?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

/** Translates one entry of the bindings' list. */
export function listedPort(info: NativePortInfo): ListedPort {
  const vendorId = hexId(info.vendorId);
  const productId = hexId(info.productId);
  if (!vendorId || !productId) return { path: info.path };
  const number = interfaceNumber(info.pnpId);
  const usb: UsbIdentity = {
    vendorId,
    productId,
    ...(info.serialNumber ? { serialNumber: info.serialNumber } : {}),
    ...(info.manufacturer ? { manufacturer: info.manufacturer } : {}),
    ...(info.locationId ? { portPath: info.locationId } : {}),
    ...(number === undefined ? {} : { interfaceNumber: number }),
  };
  return { path: info.path, usb };
}

/** The serial ports as the bindings list them: macOS, Windows and others. */
export async function listOtherPorts(): Promise<ListedPort[]> {
  const { autoDetect } = await import('@serialport/bindings-cpp');
  const infos: readonly NativePortInfo[] = await autoDetect().list();
  return infos.map(listedPort).sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}
