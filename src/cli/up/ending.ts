import type { ConnectionManager, ConnectivityEvent, NetworkInterface } from '../../connectivity/index.ts';
import type { Cli } from '../cli.ts';
import { whenOutputEnds } from '../io.ts';
import { onStopSignal, type StopSignal } from '../signals.ts';
import type { UpOptions } from './up-options.ts';

/** Why `up` ends. */
export type Ending =
  /** `--until` is fulfilled. */
  | { readonly kind: 'reached' }
  /** `--timeout` passed first. */
  | { readonly kind: 'timeout'; readonly seconds: number }
  | { readonly kind: 'signal'; readonly signal: StopSignal }
  /** The interface was given up: nothing more will happen by itself. */
  | { readonly kind: 'given-up'; readonly event: ConnectivityEvent }
  /** It waits for an option, and nobody is there who could set one now. */
  | { readonly kind: 'needs-option'; readonly reason: string }
  /** Nobody reads what is printed. */
  | { readonly kind: 'unread' };

/**
 * Waits for what ends `up` first. Listen before connecting, so that nothing is missed.
 * @param again a second signal came: no time for an orderly end
 */
export function watchForEnd(
  cli: Cli,
  manager: ConnectionManager,
  iface: NetworkInterface,
  options: Pick<UpOptions, 'until' | 'timeout'>,
  again: (signal: StopSignal) => void,
): Promise<Ending> {
  return new Promise((resolve) => {
    onStopSignal(cli.signals, (signal) => resolve({ kind: 'signal', signal }), again);
    whenOutputEnds(cli.io.stdout, () => resolve({ kind: 'unread' }));
    manager.on(
      'iface-admin-down',
      (event) => {
        if (event.cause?.kind === 'automation') resolve({ kind: 'given-up', event });
      },
      iface,
    );
    manager.on(
      'attempt-phase',
      ({ phase, detail }) => {
        if (phase !== 'waiting-for-parameters') return;
        resolve({ kind: 'needs-option', reason: detail ?? 'an option is missing or wrong' });
      },
      iface,
    );
    if (options.until === undefined) return;
    manager.on('l4-connected', () => resolve({ kind: 'reached' }), iface);
    const { timeout } = options;
    if (timeout !== undefined) {
      const timer = cli.clock.after(timeout * 1000, () => resolve({ kind: 'timeout', seconds: timeout }));
      manager.on('l4-connected', () => timer.cancel(), iface);
    }
  });
}
