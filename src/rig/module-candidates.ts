import type { Board } from '../../boards/board.ts';
import type { FoundPort } from './discover.ts';

/** The serial ports of one USB device, taken as one module. */
export interface ModuleCandidate {
  /** Tells it from other devices for as long as it stays plugged in: ids, and serial number or socket. */
  readonly key: string;
  readonly board: Board;
  /** By interface number. */
  readonly ports: readonly FoundPort[];
  /** The ports that may be asked with `AT`, the best first; never a diagnostics, log or NMEA port. */
  readonly atPorts: readonly FoundPort[];
  /** A bare bridge, or a board that looks like others: talk to it only when a person named it. */
  readonly onlyWhenNamed: boolean;
}

/**
 * Which USB device a port belongs to. The socket comes first: cheap modules share one serial number, or all have
 * `0000`. `undefined` off the USB.
 */
function deviceKey({ usb }: Pick<FoundPort, 'usb'>): string | undefined {
  if (!usb) return undefined;
  return `${usb.vendorId}:${usb.productId}@${usb.portPath ?? usb.serialNumber ?? ''}`;
}

const isAmbiguous = ({ kind, ambiguous }: Board): boolean => kind === 'bridge' || ambiguous === true;

function interfaceOf(port: FoundPort): number {
  return port.usb?.interfaceNumber ?? Number.MAX_SAFE_INTEGER;
}

// The order in which ports are asked; what is not named here is not asked at all.
function rank(port: FoundPort): number | undefined {
  if (port.match?.port?.preferred) return 0;
  if (port.role === 'at') return 1;
  if (port.role === 'modem') return 2;
  return undefined;
}

function atPortsOf(ports: readonly FoundPort[]): FoundPort[] {
  return ports
    .filter((port) => rank(port) !== undefined)
    .sort((a, b) => (rank(a) ?? 0) - (rank(b) ?? 0) || interfaceOf(a) - interfaceOf(b));
}

/** Joins the ports of one device. Ports that no board knows are left out: nothing may be assumed of them. */
export function moduleCandidates(found: readonly FoundPort[]): ModuleCandidate[] {
  const groups = new Map<string, FoundPort[]>();
  for (const port of found) {
    const key = deviceKey(port);
    if (key === undefined) continue;
    groups.set(key, [...(groups.get(key) ?? []), port]);
  }
  return [...groups].flatMap(([key, members]) => {
    const board = members.find(({ match }) => match)?.match?.board;
    if (!board) return [];
    const ports = members.sort((a, b) => interfaceOf(a) - interfaceOf(b));
    return [{ key, board, ports, atPorts: atPortsOf(ports), onlyWhenNamed: isAmbiguous(board) }];
  });
}
