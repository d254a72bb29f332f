import { messageOf, TransportError } from '../base/errors.ts';
import type { ControlLines } from './transport.ts';

/** The part of the bindings' port that is used here. */
export interface LinePort {
  get(): Promise<{ cts: boolean; dsr: boolean; dcd: boolean; lowLatency?: boolean }>;
  set(options: { dtr: boolean; rts: boolean; brk: boolean; lowLatency?: boolean }): Promise<void>;
}

/**
 * The control lines of an open port, or `undefined` where there are none: asking a pseudo-terminal is refused (ENOTTY).
 * Only reading is tried, because setting a line may reset a board.
 */
export async function controlLinesOf(port: LinePort, name: string): Promise<ControlLines | undefined> {
  let lowLatency: boolean;
  try {
    lowLatency = (await port.get()).lowLatency ?? false;
  } catch {
    return undefined;
  }
  const failed = (cause: unknown): never => {
    throw new TransportError('PORT_FAILED', `the control lines of ${name} failed: ${messageOf(cause)}`, {
      cause,
      where: name,
    });
  };
  // The platform asserts both when it opens a port, and cannot be asked; the bindings clear what they are not told.
  const now = { dtr: true, rts: true };
  return {
    async set(lines) {
      const wanted = { dtr: lines.dtr ?? now.dtr, rts: lines.rts ?? now.rts };
      await port.set({ ...wanted, brk: false, lowLatency }).catch(failed);
      Object.assign(now, wanted);
    },
    async get() {
      const { cts, dsr, dcd } = await port.get().catch(failed);
      return { cts, dsr, dcd };
    },
  };
}
