import { realpathSync } from 'node:fs';
import type { TransportError } from '../../base/errors.ts';
import type { FoundPort } from '../discover.ts';
import { moduleCandidates } from '../module-candidates.ts';
import type { DoctorMachine } from './machine.ts';
import type { MachineObservation, PortObservation } from './observations.ts';

// The program that plays a module at a pseudo-terminal has both of its ends open.
const pseudoTerminal = /^\/dev\/(pts\/|ttys?p)\d*/;
// Roles in which a port is never opened: it would not answer, and it may be in use by another program.
const leftAlone: readonly string[] = ['diag', 'nmea', 'log', 'net'];

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** The port of the list that a path means: by its own name, by its lasting one, or behind a link. */
export function foundAt(found: readonly FoundPort[], path: string): FoundPort | undefined {
  const real = realPath(path);
  return found.find((port) => port.path === path || port.stablePath === path || port.path === real);
}

function atPortBeside(found: readonly FoundPort[], port: FoundPort | undefined): string | undefined {
  const candidate = moduleCandidates(found).find(({ ports }) => ports.some(({ path }) => path === port?.path));
  const best = candidate?.atPorts[0];
  return best?.path === port?.path ? undefined : best?.path;
}

/** What is to be known of how the port is opened. */
export interface PortQuestion {
  readonly path: string;
  /** Opens it; @returns why it could not be. Not called where the port is not to be touched. */
  readonly open: () => Promise<TransportError | undefined>;
}

/** Looks at the modules of the machine that have no port. */
export async function observeMachine(machine: DoctorMachine): Promise<MachineObservation> {
  const portless = await machine.portless();
  return {
    portless: portless.map(({ board, device }) => ({
      board: board.name,
      usb: `${device.vendorId}:${device.productId}`,
    })),
  };
}

/** Looks at a port from outside first, and opens it only when nothing speaks against it. */
export async function observePort(machine: DoctorMachine, { open, path }: PortQuestion): Promise<PortObservation> {
  const real = realPath(path);
  const found = await machine.found();
  const port = foundAt(found, path);
  const isThere = port !== undefined || (await machine.exists(path));
  const access = port?.access ?? (isThere ? await machine.access(path) : { allowed: true as const });
  const holding = isThere && !pseudoTerminal.test(real) ? (port?.holders ?? (await machine.holders(path))) : [];
  const holders = holding.filter(({ pid }) => pid !== process.pid);
  const role = port?.role ?? 'unknown';
  const atPort = atPortBeside(found, port);
  const latencyMs = machine.latencyMs(path);
  const mayOpen = isThere && access.allowed && holders.length === 0 && !leftAlone.includes(role);
  const failed = mayOpen ? await open() : undefined;
  const gone = failed?.code === 'PORT_MISSING';
  return {
    path,
    isThere: isThere && !gone,
    access: failed?.code === 'PORT_DENIED' ? { allowed: false } : access,
    holders,
    isBusy: failed?.code === 'PORT_BUSY',
    ...(failed?.code === 'PORT_FAILED' && { failure: failed.message }),
    role,
    ...(port?.match && { board: port.match.board.name }),
    ...(atPort !== undefined && { atPort }),
    ...(latencyMs !== undefined && { latencyMs }),
    boardHasFlowControl: port?.match?.board.flowControl === 'rtscts',
  };
}
