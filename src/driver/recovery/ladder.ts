import type { Rung, RungName, Trouble } from './rungs.table.ts';

/** A rung that was tried in this trouble. */
export interface Tried {
  readonly rung: RungName;
  /** When it was done, by the monotonic clock in milliseconds. */
  readonly atMs: number;
  /** What came of it, for people. */
  readonly result: string;
}

/** How far the ladder was climbed: a value. */
export interface Climb {
  readonly trouble: Trouble;
  /** What a silence came upon: it is what remains when the silence is over. */
  readonly under?: Trouble;
  /** When all of it began, whatever it turned into since, by the monotonic clock in milliseconds. */
  readonly fromMs: number;
  /** The same, but for the time in which its port was not there. */
  readonly beganMs: number;
  /** Since when it is this trouble. */
  readonly sinceMs: number;
  /** What was seen, for people. */
  readonly what: string;
  readonly tried: readonly Tried[];
  readonly gaveUp: boolean;
}

export interface Surroundings {
  readonly nowMs: number;
  /** The rungs that there are for this module, from the mildest to the harshest. */
  readonly rungs: readonly Rung[];
  /** Why a rung may not be used now: its cap, its back-off; undefined when it may. */
  readonly barred: (rung: Rung) => string | undefined;
  /** A module that was never there is waited for; it is given up only when something was done to it. */
  readonly wasThere: boolean;
  readonly giveUpMs: number;
}

export type Decision =
  /** Ask the module again. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'climb'; readonly rung: Rung }
  /** Nothing is left; `all` says what was tried and what was not, and why. */
  | { readonly kind: 'give-up'; readonly all: string };

export function beginClimb(trouble: Trouble, what: string, sinceMs: number): Climb {
  return { trouble, what, fromMs: sinceMs, beganMs: sinceMs, sinceMs, tried: [], gaveUp: false };
}

export const withTried = (climb: Climb, tried: Tried): Climb => ({
  ...climb,
  tried: [...climb.tried, tried].slice(-20),
});

function settles(climb: Climb, { nowMs, rungs }: Surroundings): boolean {
  const last = climb.tried.at(-1);
  if (last === undefined) return false;
  const settleMs = rungs.find(({ name }) => name === last.rung)?.settleMs ?? 0;
  return nowMs - last.atMs < settleMs;
}

function isSpent(climb: Climb, rung: Rung, nowMs: number): boolean {
  const last = climb.tried.findLast((each) => each.rung === rung.name);
  if (last === undefined) return false;
  return rung.repeatMs === undefined || nowMs - last.atMs < rung.repeatMs;
}

function allOf(climb: Climb, { barred, rungs }: Surroundings): string {
  const words = rungs
    .filter(({ afterMs }) => afterMs[climb.trouble] !== undefined)
    .map((rung) => {
      const last = climb.tried.findLast((each) => each.rung === rung.name);
      return `${rung.title} (${last?.result ?? barred(rung) ?? 'not tried'})`;
    });
  return words.length === 0 ? 'asking again, which is all that can be done here' : words.join(', ');
}

/** What comes next in a trouble. No clock, no I/O: everything that it goes by is given. */
export function decide(climb: Climb, around: Surroundings): Decision {
  if (climb.gaveUp || settles(climb, around)) return { kind: 'wait' };
  const { nowMs, rungs, barred } = around;
  const elapsedMs = nowMs - climb.sinceMs;
  let isMoreToCome = false;
  for (const rung of rungs) {
    const afterMs = rung.afterMs[climb.trouble];
    if (afterMs === undefined || isSpent(climb, rung, nowMs) || barred(rung) !== undefined) continue;
    if (elapsedMs >= afterMs) return { kind: 'climb', rung };
    isMoreToCome = true;
  }
  // A port that is not there may be plugged in at any time: that is waited for without an end.
  if (isMoreToCome || climb.trouble === 'absent' || nowMs - climb.beganMs < around.giveUpMs) return { kind: 'wait' };
  const wasReset = climb.tried.some(({ rung }) => rungs.find(({ name }) => name === rung)?.isReset === true);
  if (!around.wasThere && !wasReset) return { kind: 'wait' };
  return { kind: 'give-up', all: allOf(climb, around) };
}

const dayMs = 86_400_000;

/** A use of a rung that is remembered. */
export interface Attempt {
  readonly rung: RungName;
  /** Wall-clock time, in milliseconds of the epoch: it has to outlive the program. */
  readonly atMs: number;
}

/** Those of the last 24 hours. A clock that was set back leaves some in the future: they count as of now. */
export const ofLastDay = (attempts: readonly Attempt[], nowMs: number): readonly Attempt[] =>
  attempts.map((each) => ({ ...each, atMs: Math.min(each.atMs, nowMs) })).filter(({ atMs }) => nowMs - atMs < dayMs);

export interface DailyLimits {
  readonly resetsPerDay: number;
  readonly longestApartMs: number;
  readonly isReset: (rung: RungName) => boolean;
}

/** Why a rung may not be used now; undefined when it may. */
export function barredBy(
  rung: Rung,
  attempts: readonly Attempt[],
  nowMs: number,
  { isReset, longestApartMs, resetsPerDay }: DailyLimits,
): string | undefined {
  const recent = ofLastDay(attempts, nowMs);
  const own = recent.filter((each) => each.rung === rung.name);
  if (own.length >= rung.perDay) return `${own.length} of ${rung.perDay} in 24 hours are used`;
  const resets = recent.filter((each) => isReset(each.rung)).length;
  if (rung.isReset && resets >= resetsPerDay) return `all ${resetsPerDay} resets of 24 hours are used`;
  if (own.length === 0) return undefined;
  const apartMs = Math.min(rung.apartMs * 2 ** (own.length - 1), longestApartMs);
  const freeAt = Math.max(...own.map(({ atMs }) => atMs)) + apartMs;
  return nowMs < freeAt ? `not again before ${new Date(freeAt).toISOString().slice(0, 19)}Z` : undefined;
}
