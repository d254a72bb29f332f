import type { FoundDevice, PortlessModule } from '../rig/bring-up/suppliers.ts';
import { discover, type FoundPort, findPortless } from '../rig/discover.ts';
import { moduleCandidates } from '../rig/module-candidates.ts';
import { busyHint, deniedHint } from '../transport/serial-hints.ts';
import { knownBoards } from './known-boards.ts';

function usbWords(usb: NonNullable<FoundPort['usb']>): string {
  const { vendorId, productId, interfaceNumber } = usb;
  const place = interfaceNumber === undefined ? '' : ` if${String(interfaceNumber).padStart(2, '0')}`;
  return `${vendorId}:${productId}${place}`;
}

/** What stands in the way of using a port now. */
async function problemOf(port: FoundPort): Promise<string | undefined> {
  if (!port.access.allowed) return await deniedHint(port.path);
  return port.holders.length > 0 ? await busyHint(port.path) : undefined;
}

const driverOf = ({ match }: FoundPort): string | undefined =>
  match?.board.driver === 'auto' ? match.board.id : match?.board.driver;

async function deviceFrom(port: FoundPort, main: boolean): Promise<FoundDevice> {
  const { path, stablePath, match, role, usb, access, holders } = port;
  const driver = driverOf(port);
  const problem = await problemOf(port);
  return {
    path,
    ...(stablePath !== undefined && { stablePath }),
    ...(match !== undefined && { board: match.board.name }),
    ...(driver !== undefined && { driver }),
    role,
    main,
    ...(match?.board.baudRate !== undefined && { baudRate: match.board.baudRate }),
    ...(match?.board.dtr !== undefined && { dtr: match.board.dtr }),
    ...(match?.board.settleMs !== undefined && { settleMs: match.board.settleMs }),
    ...(usb !== undefined && { usb: usbWords(usb) }),
    ...(usb?.serialNumber !== undefined && { serialNumber: usb.serialNumber }),
    ...(usb?.portPath !== undefined && { portPath: usb.portPath }),
    mayOpen: access.allowed,
    holders: holders.map(({ program, pid }) => `${program} (${pid})`),
    ...(problem !== undefined && { problem }),
  };
}

/** The serial ports of this machine and what the boards know of them. */
export async function foundDevices(): Promise<readonly FoundDevice[]> {
  const found = await discover(knownBoards());
  const candidates = moduleCandidates(found).filter(({ onlyWhenNamed }) => !onlyWhenNamed);
  const mains = new Set(candidates.map(({ atPorts }) => atPorts[0]?.path));
  return await Promise.all(found.map((port) => deviceFrom(port, mains.has(port.path))));
}

const noDriver =
  'the system made no serial port of it. On Linux load its driver with "sudo modprobe option" (or run the full ' +
  "kernel, not a minimal one); on Windows install the maker's driver.";

/** Modules on the USB that have no serial port. */
export async function portlessModules(): Promise<readonly PortlessModule[]> {
  const portless = await findPortless(knownBoards(), await discover(knownBoards()));
  return portless.map(({ board, device: { vendorId, productId, portPath } }) => ({
    board: board.name,
    usb: `${vendorId}:${productId}`,
    ...(portPath !== undefined && { portPath }),
    problem: noDriver,
  }));
}
