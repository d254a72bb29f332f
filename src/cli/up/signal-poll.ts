import type { Clock, Timer } from '../../base/clock.ts';
import type { ConnectionManager, NetworkInterface } from '../../connectivity/index.ts';

/** What a driver's context may offer: have the signal read and reported as a fact. */
interface SignalReader {
  readSignal(): Promise<void>;
}

const readsSignal = (context: unknown): context is SignalReader =>
  typeof context === 'object' &&
  context !== null &&
  'readSignal' in context &&
  typeof context.readSignal === 'function';

const everyMs = 10_000;

/**
 * Has the signal read now and then while the interface has a carrier, for a table that shows it. Without a table
 * nothing asks, and so nothing is sent.
 * @param context of the binding
 * @returns a function that stops it
 */
export function pollSignal(
  clock: Clock,
  manager: ConnectionManager,
  iface: NetworkInterface,
  context: unknown,
): () => void {
  if (!readsSignal(context)) return () => undefined;
  let timer: Timer | undefined;
  const read = (): void => {
    timer?.cancel();
    timer = clock.after(everyMs, read);
    // A module that does not know its signal, or goes away meanwhile, leaves the column empty.
    if (iface.hasCarrier) context.readSignal().catch(() => undefined);
  };
  const unlisten = manager.on('carrier-on', read, iface);
  if (iface.hasCarrier) read();
  return () => {
    unlisten();
    timer?.cancel();
  };
}
