import type { Clock } from '../../src/base/clock.ts';

/** What decides whether the UART sleeps. */
export interface UartSleepHost {
  readonly clock: Clock;
  /** `AT+QSCLK`: 0 never, 1 while DTR is high, 2 after some idle seconds. */
  mode(): number;
  /** The host holds DTR active (low on the pin). */
  dtr(): boolean;
}

const idleMs = 5000;
// What comes while the receiver starts up again is lost.
const wakeMs = 20;

/** Light sleep: the module runs on, but its UART does not hear everything (Quectel EC2x AT manual, AT+QSCLK). */
export class UartSleep {
  readonly #host: UartSleepHost;
  #lastHeard: number;
  #deafUntil = 0;

  constructor(host: UartSleepHost) {
    this.#host = host;
    this.#lastHeard = host.clock.now();
  }

  /** Whether bytes that come now are heard. */
  hears(): boolean {
    const now = this.#host.clock.now();
    const idle = now - this.#lastHeard;
    this.#lastHeard = now;
    const mode = this.#host.mode();
    if (mode === 1) return this.#host.dtr();
    if (mode !== 2) return true;
    if (idle >= idleMs) this.#deafUntil = now + wakeMs;
    return now >= this.#deafUntil;
  }
}
