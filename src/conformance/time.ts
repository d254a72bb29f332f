import { type Clock, systemClock } from '../base/clock.ts';
import { VirtualClock } from '../base/virtual-clock.ts';

/** Time as the checks see it: they wait for conditions with a limit, and never for a module's exact timing. */
export interface Time {
  readonly clock: Clock;
  /** Whether time is owned: then a wait of hours costs nothing, and what is left of timers can be counted. */
  readonly isVirtual: boolean;
  /** Waits until `condition` holds; false when `limitMs` passed first. */
  until(condition: () => boolean, limitMs: number): Promise<boolean>;
  /** Lets so much time pass. */
  pass(ms: number): Promise<void>;
  /** How many timers are set; undefined where that cannot be known. */
  readonly timerCount: number | undefined;
}

/** Time that stands still unless a check waits. */
export function virtualTime(clock: VirtualClock = new VirtualClock()): Time {
  return {
    clock,
    isVirtual: true,
    until: (condition, limitMs) => clock.until(condition, limitMs),
    pass: (ms) => clock.advance(ms),
    get timerCount() {
      return clock.timerCount;
    },
  };
}

// How often a condition is looked at in real time: far below what a person or a module notices.
const lookEveryMs = 5;

/** The real time, for subjects that are real hardware. */
export function realTime(clock: Clock = systemClock): Time {
  const pass = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve));
  const until = async (condition: () => boolean, limitMs: number): Promise<boolean> => {
    const end = clock.now() + limitMs;
    while (!condition()) {
      const restMs = end - clock.now();
      if (restMs <= 0) return condition();
      await pass(Math.min(lookEveryMs, restMs));
    }
    return true;
  };
  return { clock, isVirtual: false, until, pass, timerCount: undefined };
}
