import type { Board, PortRole } from '../../boards/board.ts';
import { type Holder, holdersByPath } from '../transport/linux-holders.ts';
import { isModemManager } from '../transport/serial-hints.ts';
import { type PortAccess, portAccess } from './access.ts';
import { findPorts } from './find-ports.ts';
import type { ListedPort, UsbIdentity } from './listed-port.ts';
import { type BoardMatch, matchBoard } from './match-board.ts';
import { type SeenUsbDevice, seeUsbDevices, type UsbSight } from './usb-devices.ts';

/** A serial port with all that is known of it without opening it. */
export interface FoundPort extends ListedPort {
  /** The board it belongs to, by its USB ids. */
  readonly match?: BoardMatch;
  /** `unknown` where no board says: such a port is never probed unasked. */
  readonly role: PortRole | 'unknown';
  readonly access: PortAccess;
  /** Who has it open, as far as this user may see (Linux). */
  readonly holders: readonly Holder[];
  readonly heldByModemManager: boolean;
}

/** What is asked of the machine; tests put in answers of their own. */
export interface DiscoverySources {
  readonly ports: () => Promise<readonly ListedPort[]>;
  readonly access: (path: string) => Promise<PortAccess>;
  readonly holders: (paths: readonly string[]) => Promise<ReadonlyMap<string, readonly Holder[]>>;
  readonly usb: () => Promise<UsbSight>;
}

const machine: DiscoverySources = {
  ports: findPorts,
  access: portAccess,
  holders: holdersByPath,
  usb: seeUsbDevices,
};

/** Every serial port of this machine, joined with what `boards` knows of it. Nothing is opened or written. */
export async function discover(
  boards: readonly Board[],
  sources: Pick<DiscoverySources, 'ports' | 'access' | 'holders'> = machine,
): Promise<FoundPort[]> {
  const ports = await sources.ports();
  const holders = await sources.holders(ports.map(({ path }) => path));
  return await Promise.all(
    ports.map(async (port) => {
      const match = port.usb && matchBoard(boards, port.usb);
      const held = holders.get(port.path) ?? [];
      return {
        ...port,
        ...(match ? { match } : {}),
        role: match?.port?.role ?? 'unknown',
        access: await sources.access(port.path),
        holders: held,
        heldByModemManager: held.some(isModemManager),
      };
    }),
  );
}

/** A device that is known to the boards and on the USB, but has no serial port: its driver is missing. */
export interface PortlessDevice {
  readonly device: SeenUsbDevice;
  readonly board: Board;
}

/** By the socket where both sides know it: cheap modules share one serial number. */
function isSameDevice(device: SeenUsbDevice, usb: UsbIdentity): boolean {
  if (device.vendorId !== usb.vendorId || device.productId !== usb.productId) return false;
  if (device.portPath && usb.portPath) return device.portPath === usb.portPath;
  return (device.serialNumber ?? '') === (usb.serialNumber ?? '');
}

/** Modules that are plugged in without any serial port, as after `usbnet` was changed or where `option` is missing. */
export async function findPortless(
  boards: readonly Board[],
  ports: readonly ListedPort[],
  sources: Pick<DiscoverySources, 'usb'> = machine,
): Promise<PortlessDevice[]> {
  const { devices } = await sources.usb();
  const keyed = ports.flatMap(({ usb }) => (usb ? [usb] : []));
  const hasPort = (device: SeenUsbDevice): boolean => keyed.some((usb) => isSameDevice(device, usb));
  return devices.flatMap((device) => {
    const match = matchBoard(boards, device);
    return match && match.confidence !== 'bridge' && !hasPort(device) ? [{ device, board: match.board }] : [];
  });
}
