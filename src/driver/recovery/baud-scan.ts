import type { AtChannel } from '../../at/index.ts';
import type { Clock } from '../../base/clock.ts';
import { messageOf } from '../../base/errors.ts';
import { pause } from '../../base/pause.ts';
import type { Transport } from '../../transport/transport.ts';
import type { WakingAnswer } from '../waking.ts';
import type { FamilyRecovery } from './family-recovery.ts';

/** What reaches a module that does not answer. */
export interface RescueLine {
  readonly channel: AtChannel;
  readonly transport: Transport;
  readonly clock: Clock;
  /** The speed that the port was opened with; undefined where that means nothing. */
  readonly baudRate: number | undefined;
  /** Asks `AT` at once, in step or not. */
  hail(timeoutMs: number, signal: AbortSignal): Promise<WakingAnswer>;
}

const hailMs = 600;
const hails = 2;
// From the answer to the change of the speed until the module listens again (Quectel: AT+IPR).
const switchMs = 500;

async function isHeard(line: RescueLine, signal: AbortSignal): Promise<boolean> {
  // The first characters at a new speed may be garbled.
  for (let asked = 0; asked < hails; asked++) {
    const answer = await line.hail(hailMs, signal);
    if (answer === 'answered' || answer === 'refused') return true;
  }
  return false;
}

/** Has the module come back to the speed that was asked for. @returns what came of it, for people */
async function setBack(
  line: RescueLine,
  found: number,
  { setBaudRate }: FamilyRecovery,
  signal: AbortSignal,
): Promise<string> {
  const { baudRate, channel, clock, transport } = line;
  if (baudRate === undefined || setBaudRate === undefined) return `found at ${found} Bd, and talked to so`;
  try {
    await channel.run(setBaudRate(baudRate), { signal });
    await pause(clock, switchMs, signal);
    await transport.setBaudRate?.(baudRate);
    if (await isHeard(line, signal)) return `found at ${found} Bd and set back to ${baudRate}`;
    await transport.setBaudRate?.(found);
    return `found at ${found} Bd; did not come back to ${baudRate}`;
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    return `found at ${found} Bd; could not be set back to ${baudRate}: ${messageOf(thrown)}`;
  }
}

/**
 * Looks for a module at other speeds, and has it come back to the one that was asked for.
 * @returns what came of it, for people; `found` tells whether it answers now
 * @throws TransportError; the reason of `signal`
 */
export async function scanBaudRates(
  line: RescueLine,
  family: FamilyRecovery,
  signal: AbortSignal,
): Promise<{ readonly found: boolean; readonly result: string }> {
  const { baudRate, transport } = line;
  const others = (family.baudRates ?? []).filter((each) => each !== baudRate);
  for (const each of others) {
    await transport.setBaudRate?.(each);
    if (!(await isHeard(line, signal))) continue;
    return { found: true, result: await setBack(line, each, family, signal) };
  }
  if (baudRate !== undefined) await transport.setBaudRate?.(baudRate);
  return { found: false, result: `nothing answers at ${others.join(', ')} Bd` };
}
