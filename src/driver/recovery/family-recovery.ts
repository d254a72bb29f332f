import type { Command } from '../../at/index.ts';
import type { RungLimits, RungName } from './rungs.table.ts';

/** What a family tells of getting one of its modules back; all of it may be left out. */
export interface FamilyRecovery {
  /** Ends what the module may be waiting for: written before a module that fell silent is asked anything. */
  readonly abort?: Uint8Array;
  /** Leaves data mode; for families without a procedure of their own for waking. Silence stands on both sides of it. */
  readonly escape?: { readonly bytes: Uint8Array; readonly guardMs: number };
  /** Speeds at which a module may be found, the likeliest first, in bits a second. */
  readonly baudRates?: readonly number[];
  /** Has the module talk at that speed; it answers at the old one. */
  readonly setBaudRate?: (baudRate: number) => Command<unknown>;
  /**
   * What starts the module over. A module that answers is told all of it, in order, and what is refused is passed over;
   * one that is silent is told the last alone.
   */
  readonly softReset?: readonly Command<unknown>[];
  /** What a module that can be heard is told before its power or its reset line is touched. */
  readonly beforeCut?: readonly Command<unknown>[];
  /** Whether what the start-up set is still so: false says that the module started over without a word. */
  readonly settingsHold?: Command<boolean>;
  /** Whether the last words that were heard say that the module sleeps: then it is left alone. */
  readonly isAsleep?: (lastWords: string | undefined) => boolean;
  /** What differs from the usual limits. */
  readonly limits?: Readonly<Partial<Record<RungName, Partial<RungLimits>>>>;
  /** How many resets of every kind there may be in 24 hours. */
  readonly resetsPerDay?: number;
  /** From a reset to the first answer, in milliseconds, and some. */
  readonly bootMs?: number;
}

/** What a rig can do to a module from outside. Both resolve when it is done, and reject with why it could not be. */
export interface RescueHooks {
  /** Takes the power of the module away and gives it back. */
  readonly power?: { cycle(signal: AbortSignal): Promise<void> };
  /** Resets the USB device of the module. */
  readonly usbReset?: (signal: AbortSignal) => Promise<void>;
}
