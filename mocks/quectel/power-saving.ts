import type { Timer } from '../../src/base/clock.ts';
import type { Timers } from '../module/timers.ts';

/** What the network granted, in seconds. */
export interface GrantedTimes {
  /** From the end of the connection to the deep sleep (T3324). */
  readonly activeSeconds: number;
  /** From one tracking area update to the next (T3412); 0 when it never ends. */
  readonly updateSeconds: number;
}

/** What power saving needs from the module around it. */
export interface PowerSavingHost {
  readonly timers: Timers;
  registered(): boolean;
  /** Undefined while power saving is not asked for, or too short to be worth it. */
  granted(): GrantedTimes | undefined;
  /** `AT+QCFG="psm/enter",1`: does not wait for the network to release the connection. */
  releasesAtOnce(): boolean;
  /** `AT+QCFG="psm/urc",1`. */
  tellsTimes(): boolean;
  urc(text: string): void;
  /** Falls asleep, till `wakeAfterMs` from now, or for ever. */
  sleep(wakeAfterMs: number | undefined): void;
}

// A tracking area update takes about this long before the network's times are known.
const updateMs = 800;
// The usual inactivity timer of a network before it releases the connection.
const releaseMs = 10_000;

/**
 * Power saving mode (3GPP TS 23.682 4.5.4): once the connection is released and the active time over, the module is as
 * good as off. Its UART is dead then; only PWRKEY or the next tracking area update bring it back, by a full start.
 */
export class PowerSaving {
  readonly #host: PowerSavingHost;
  #timer: Timer | undefined;

  constructor(host: PowerSavingHost) {
    this.#host = host;
  }

  /** Registration or the wish for power saving changed: the network is asked anew. */
  update(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (!this.#host.registered() || this.#host.granted() === undefined) return;
    this.#timer = this.#host.timers.after(updateMs, () => {
      const granted = this.#host.granted();
      if (granted === undefined) return;
      if (this.#host.tellsTimes()) {
        this.#host.urc(`+QPSMTIMER: ${granted.updateSeconds},${granted.activeSeconds}`);
      }
      this.#wait(granted);
    });
  }

  /** Data went over the air: the connection is up again, and the wait begins anew. */
  activity(): void {
    const granted = this.#host.granted();
    if (this.#timer === undefined || granted === undefined) return;
    this.#timer.cancel();
    this.#wait(granted);
  }

  #wait(granted: GrantedTimes): void {
    const connectedMs = this.#host.releasesAtOnce() ? 0 : releaseMs;
    const awakeMs = connectedMs + granted.activeSeconds * 1000;
    this.#timer = this.#host.timers.after(awakeMs, () => {
      this.#timer = undefined;
      this.#host.urc('PSM POWER DOWN');
      const { updateSeconds } = granted;
      this.#host.sleep(updateSeconds === 0 ? undefined : Math.max(1000, updateSeconds * 1000 - awakeMs));
    });
  }
}
