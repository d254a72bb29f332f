import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { pause } from '../base/pause.ts';
import type { Transport } from '../transport/transport.ts';
import type { Wiring } from './wiring.ts';

/** What a board wants of the control lines before its module can be talked to. */
export interface LineSetUp {
  /** `assert`: the module is silent without DTR; `clear`: it resets with it. Left out, DTR is left alone. */
  readonly dtr?: 'assert' | 'clear';
  /** Milliseconds from setting DTR to the first command. */
  readonly settleMs?: number;
  /** What DTR and RTS do to the module; nothing unless said otherwise, and then they are left as they are. */
  readonly wiring?: Wiring;
}

/** Sets DTR, where the line has it, and gives the board its time. */
export async function setUpLine(
  transport: Transport,
  { dtr, settleMs = 0 }: LineSetUp,
  clock: Clock,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  if (dtr === undefined || transport.controlLines === undefined) return;
  try {
    await transport.controlLines.set({ dtr: dtr === 'assert' });
  } catch (thrown) {
    // Some adapters have no such line and still work.
    log.warn({ port: transport.name, err: thrown }, `DTR could not be set: ${messageOf(thrown)}`);
  }
  if (settleMs > 0) await pause(clock, settleMs, signal);
}
