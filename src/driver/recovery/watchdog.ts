import { AtError, type Command } from '../../at/index.ts';
import type { Clock, Timer } from '../../base/clock.ts';
import type { ModuleLine } from '../module-line.ts';

/** Silence for so long, and the module is asked whether it is there. */
export const quietMs = 5 * 60_000;
// A module that keeps echoing would have its settings asked after again and again.
const echoChecksApartMs = 60_000;

export interface WatchdogOptions {
  readonly line: ModuleLine;
  readonly clock: Clock;
  /** Asked when nothing else tells whether the module is well. */
  readonly probe: Command<unknown>;
  /** Whether the settings are still those of the start-up. */
  readonly settingsHold: Command<boolean> | undefined;
  /** When the module was heard last, by the monotonic clock in milliseconds. */
  readonly heardAt: () => number;
  /** The module started over without a word that was heard. */
  readonly startedOver: (what: string) => void;
  /** The echo is on, and nothing else is amiss: it is switched off again. */
  readonly echoOff: () => Promise<void>;
  /** Ends it. */
  readonly over: AbortSignal;
}

/**
 * Watches a module that is ready. While bytes come nothing is asked; after a long silence one short question is, and
 * its failure is found by the channel, as for any other command.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #timer: Timer | undefined;
  #checkedEchoAt = Number.NEGATIVE_INFINITY;

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#arm(quietMs);
  }

  close(): void {
    this.#timer?.cancel();
  }

  /** The module echoes although it was told not to. */
  echoed(): void {
    const { clock, over, settingsHold } = this.#options;
    const now = clock.now();
    if (settingsHold === undefined || over.aborted || now - this.#checkedEchoAt < echoChecksApartMs) return;
    this.#checkedEchoAt = now;
    void this.#check(settingsHold, 'the module echoes again and has lost its settings: it has started over')
      .then(async (holds) => {
        if (holds) await this.#options.echoOff();
      })
      .catch(() => undefined);
  }

  #arm(ms: number): void {
    this.#timer = this.#options.clock.after(ms, () => void this.#look());
  }

  async #look(): Promise<void> {
    const { clock, heardAt, line, over, probe, settingsHold } = this.#options;
    const restMs = heardAt() + quietMs - clock.now();
    if (restMs <= 0) {
      if (settingsHold !== undefined)
        await this.#check(settingsHold, 'the module has lost its settings: it has started over');
      else await line.run(probe, over).catch(() => undefined);
    }
    if (!over.aborted) this.#arm(restMs > 0 ? restMs : quietMs);
  }

  /** @returns whether the settings hold, as far as can be told */
  async #check(settingsHold: Command<boolean>, otherwise: string): Promise<boolean> {
    const { line, over, startedOver } = this.#options;
    try {
      if (await line.run(settingsHold, over)) return true;
      startedOver(otherwise);
      return false;
    } catch (thrown) {
      // Refused, or in data mode: the module is there. What was not answered is the channel's to find out.
      return thrown instanceof AtError && thrown.code !== 'AT_TIMEOUT' && thrown.code !== 'AT_OUT_OF_STEP';
    }
  }
}
