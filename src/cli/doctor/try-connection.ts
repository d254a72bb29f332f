import type { Clock } from '../../base/clock.ts';
import { within } from '../../base/within.ts';
import { ConnectionManager, type NetworkInterface } from '../../connectivity/index.ts';
import type { Driver } from '../../rig/bring-up/suppliers.ts';
import type { NetworkObservation } from '../../rig/doctor/observations.ts';
import type { Port } from '../../transport/transport.ts';

const releaseMs = 10_000;

export interface ConnectionTrial {
  readonly name: string;
  readonly driver: Driver;
  readonly port: Port;
  readonly line: { readonly dtr?: 'assert' | 'clear'; readonly settleMs?: number };
  readonly options: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** Resolves with why it failed, or with nothing once it is connected. A failure that is retried is a failure here. */
function outcome(manager: ConnectionManager, iface: NetworkInterface): Promise<string | undefined> {
  return new Promise((resolve) => {
    manager.on('l4-connected', () => resolve(undefined), iface);
    manager.on('fatal-error', ({ reason }) => resolve(reason), iface);
    manager.on(
      'attempt-phase',
      ({ detail, phase }) => {
        if (detail !== undefined && (phase === 'waiting-for-parameters' || phase === 'pausing')) resolve(detail);
      },
      iface,
    );
  });
}

/** The same promise; @throws the reason of `signal` as soon as it is aborted */
function unlessAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => reject(signal.reason);
    if (signal.aborted) return aborted();
    signal.addEventListener('abort', aborted, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}

/** Connects as `atlink up` would, tells what came of it, and leaves the network again. */
export async function tryConnection(trial: ConnectionTrial): Promise<NetworkObservation> {
  const { clock, driver, limitMs, line, name, options, port, signal } = trial;
  const manager = new ConnectionManager({ clock });
  const iface = manager.addInterface({ name, technology: driver.implementation.technology });
  try {
    const decided = outcome(manager, iface);
    manager.bind(iface, driver.implementation, { port, options, ...line });
    manager.connect(iface);
    const failure = await failureWithin(decided, clock, limitMs, signal, () => manager.explain(iface));
    const apn = options.apn === undefined ? {} : { apn: options.apn };
    return { isConnected: failure === undefined, ...(failure !== undefined && { failure }), ...apn };
  } finally {
    await leave(manager, iface, clock);
    await within(clock, releaseMs, manager.close());
  }
}

async function failureWithin(
  decided: Promise<string | undefined>,
  clock: Clock,
  limitMs: number,
  signal: AbortSignal,
  explain: () => string,
): Promise<string | undefined> {
  let failure: string | undefined;
  const waited = decided.then((reason) => {
    failure = reason;
  });
  if (await within(clock, limitMs, unlessAborted(waited, signal))) return failure;
  return `not connected within ${Math.round(limitMs / 1000)} s: ${explain()}`;
}

async function leave(manager: ConnectionManager, iface: NetworkInterface, clock: Clock): Promise<void> {
  if (!iface.isAdminUp) return;
  const idle = new Promise<void>((resolve) => {
    manager.on('attempt-phase', ({ phase }) => phase === 'idle' && resolve(), iface);
  });
  manager.disconnect(iface);
  await within(clock, releaseMs, idle);
}
