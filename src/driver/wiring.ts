import type { AtChannel, Urc } from '../at/index.ts';
import type { Clock } from '../base/clock.ts';
import { DriverError } from '../base/errors.ts';
import { pause } from '../base/pause.ts';
import type { ControlLines, Transport } from '../transport/transport.ts';

/**
 * What DTR and RTS do on a board. `esp-auto-reset`: two transistors, so that RTS alone holds the module in reset and
 * DTR alone has its next reset end in the boot loader; with both the same it runs. ESP32-DevKitC, schematic.
 */
export type Wiring = 'none' | 'esp-auto-reset';

const resetHoldMs = 100;
// A module that the opening of its port reset needs so long to say so.
const bootMs = 1500;

const cleared = { dtr: false, rts: false } as const;

/**
 * Leaves the lines so that the module runs. Both in one step: with one after the other there is a moment in which RTS
 * alone is asserted, and that is a reset.
 */
export async function clearLines(
  { controlLines }: Pick<Transport, 'controlLines'>,
  wiring: Wiring = 'none',
): Promise<boolean> {
  if (wiring === 'none' || controlLines === undefined) return false;
  await controlLines.set(cleared);
  return true;
}

/** Gives a module that may have been reset the time to boot: until it says so, or `ms` milliseconds. */
export async function awaitBoot(
  channel: AtChannel,
  announces: readonly Urc<unknown>[],
  clock: Clock,
  signal: AbortSignal,
  ms = bootMs,
): Promise<void> {
  const announced = new AbortController();
  const removals = announces.map((sign) => channel.onUrc(sign, () => announced.abort()));
  try {
    await pause(clock, ms, AbortSignal.any([signal, announced.signal]));
  } catch (thrown) {
    if (signal.aborted) throw thrown;
  } finally {
    for (const remove of removals) remove();
  }
}

/**
 * Resets the module through the lines. However it ends, the lines end cleared.
 * @throws DriverError `FEATURE_MISSING` where there are no lines that reset it
 */
export async function pulseReset(
  lines: ControlLines | undefined,
  wiring: Wiring,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  if (wiring === 'none' || lines === undefined) {
    throw new DriverError('FEATURE_MISSING', 'no control lines reset this module', {
      hint: "Bind it with wiring: 'esp-auto-reset' on a port that has DTR and RTS.",
    });
  }
  try {
    await lines.set({ dtr: false, rts: true });
    await pause(clock, resetHoldMs, signal);
  } finally {
    await lines.set(cleared);
  }
}
