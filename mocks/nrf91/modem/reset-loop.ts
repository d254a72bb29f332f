import type { Clock, Timer } from '../../../src/base/clock.ts';
import type { Flash } from './flash.ts';

// Nordic white paper nwp_042: attaching is restricted for 30 minutes; a minute of life proves there is no loop.
const holdOffMs = 30 * 60_000;
const proofOfLifeMs = 60_000;

/**
 * The modem's protection of the network against devices that reset again and again: resets without `AT+CFUN=0` are
 * counted, and when there were too many the modem does not attach for half an hour of powered time.
 */
export class ResetLoop {
  readonly #flash: Flash;
  readonly #clock: Clock;
  #proof: Timer | undefined;
  #since: number;
  #ended = false;

  /** @param ungraceful the life before ended without `AT+CFUN=0` */
  constructor(flash: Flash, clock: Clock, limit: number | undefined, ungraceful: boolean) {
    this.#flash = flash;
    this.#clock = clock;
    this.#since = clock.now();
    if (flash.holdOffMs === 0 && ungraceful) {
      flash.resets += 1;
      if (limit !== undefined && flash.resets >= limit) flash.holdOffMs = holdOffMs;
    }
    this.restartProof();
  }

  /** How long attaching stays restricted, in milliseconds of powered time. */
  get leftMs(): number {
    if (this.#flash.holdOffMs === 0) return 0;
    const elapsed = this.#ended ? 0 : this.#clock.now() - this.#since;
    return Math.max(0, this.#flash.holdOffMs - elapsed);
  }

  /** Counts the minute of life anew: at a start and at each registration. */
  restartProof(): void {
    this.#proof?.cancel();
    this.#proof = this.#clock.after(proofOfLifeMs, () => this.clear());
  }

  /** `AT+CFUN=0`, or a minute of life: resets are forgotten, a restriction that began is not. */
  clear(): void {
    this.#flash.resets = 0;
  }

  /** The restriction is over. */
  lift(): void {
    this.#flash.holdOffMs = 0;
    this.#flash.resets = 0;
  }

  end(): void {
    if (this.#ended) return;
    this.#flash.holdOffMs = this.leftMs;
    this.#ended = true;
    this.#proof?.cancel();
  }
}
