import type { ConnectionManager, ConnectivityEvent, NetworkInterface } from '../../connectivity/index.ts';
import type { Cli } from '../cli.ts';
import { whenOutputEnds } from '../io.ts';
import { onStopSignal, type StopSignal } from '../signals.ts';
import type { UpOptions } from './up-options.ts';

/** Why `up` ends. */
export type Ending =
  /** `--until` is fulfilled. */
  | { readonly kind: 'reached' }
  /** `--timeout` passed first; `iface` is one that was late. */
  | { readonly kind: 'timeout'; readonly iface: NetworkInterface; readonly seconds: number }
  | { readonly kind: 'signal'; readonly signal: StopSignal }
  /** The interface was given up: nothing more will happen by itself. */
  | { readonly kind: 'given-up'; readonly iface: NetworkInterface; readonly event: ConnectivityEvent }
  /** It waits for an option, and nobody is there who could set one now. */
  | { readonly kind: 'needs-option'; readonly iface: NetworkInterface; readonly reason: string }
  /** Nobody reads what is printed. */
  | { readonly kind: 'unread' };

const isConnected = (iface: NetworkInterface): boolean => iface.isUp && iface.hasAddress();

/**
 * Waits for what ends `up` first. Listen before connecting, so that nothing is missed. One of several interfaces that
 * fails ends it only with `--until`: otherwise the others go on, and it may be mended from another terminal.
 * @param again a second signal came: no time for an orderly end
 */
export function watchForEnd(
  cli: Pick<Cli, 'clock' | 'io' | 'signals'>,
  manager: ConnectionManager,
  ifaces: readonly NetworkInterface[],
  options: Pick<UpOptions, 'until' | 'timeout'>,
  again: (signal: StopSignal) => void,
): Promise<Ending> {
  const { timeout, until } = options;
  const [first] = ifaces;
  return new Promise((resolve) => {
    onStopSignal(cli.signals, (signal) => resolve({ kind: 'signal', signal }), again);
    whenOutputEnds(cli.io.stdout, () => resolve({ kind: 'unread' }));
    if (first === undefined) return;
    if (ifaces.length === 1 || until !== undefined)
      for (const iface of ifaces) watchForFailure(manager, iface, resolve);
    if (until === undefined) return;
    const timer =
      timeout === undefined
        ? undefined
        : cli.clock.after(timeout * 1000, () => {
            const iface = ifaces.find((each) => !isConnected(each)) ?? first;
            resolve({ kind: 'timeout', iface, seconds: timeout });
          });
    // Told by the event that comes last of a connection; by any, where others were connected before.
    manager.on(ifaces.length === 1 ? 'l4-connected' : '*', () => {
      if (!ifaces.every(isConnected)) return;
      timer?.cancel();
      resolve({ kind: 'reached' });
    });
  });
}

function watchForFailure(manager: ConnectionManager, iface: NetworkInterface, resolve: (ending: Ending) => void): void {
  manager.on(
    'iface-admin-down',
    (event) => {
      // Who disconnects it by a key or from another terminal may well connect it again.
      const wasAsked = event.cause?.text === 'auto-down after disconnect';
      if (event.cause?.kind === 'automation' && !wasAsked) resolve({ kind: 'given-up', iface, event });
    },
    iface,
  );
  manager.on(
    'attempt-phase',
    ({ phase, detail }) => {
      if (phase !== 'waiting-for-parameters') return;
      resolve({ kind: 'needs-option', iface, reason: detail ?? 'an option is missing or wrong' });
    },
    iface,
  );
}
