/** The rungs of the ladder that a module is got back by, after asking it again has not helped. */
export type RungName = 'baud-scan' | 'soft-reset' | 'control-lines' | 'usb-reset' | 'power-cycle';

/** What is wrong with a module. */
export type Trouble =
  /** The port is open, and nothing answers. */
  | 'silent'
  /** It answers, and cannot be set up, or leaves command after command without an answer. */
  | 'unwell'
  /** It starts over again and again. */
  | 'restarting'
  /** Its port is not there. */
  | 'absent';

export interface RungLimits {
  /** How many in 24 hours. */
  readonly perDay: number;
  /** From one to the next at least, in milliseconds; twice as long after each of the last 24 hours. */
  readonly apartMs: number;
}

export interface Rung extends RungLimits {
  readonly name: RungName;
  /** For people. */
  readonly title: string;
  /** Which trouble it is for, and how many milliseconds that has to last before. */
  readonly afterMs: Readonly<Partial<Record<Trouble, number>>>;
  /** How long its effect is waited for, in milliseconds. */
  readonly settleMs: number;
  /** It may be tried again in the same trouble after so many milliseconds. */
  readonly repeatMs?: number;
  /** It makes the module start over: counted against the resets of a day. */
  readonly isReset: boolean;
}

const minuteMs = 60_000;
const unlimited = Number.POSITIVE_INFINITY;

/** The longest that two of a kind are kept apart, in milliseconds. */
export const longestApartMs = 60 * minuteMs;
/** How many resets of every kind a module gets in 24 hours unless its family says otherwise. */
export const resetsPerDay = 20;
/** How long a trouble lasts before the module is given up, at least, in milliseconds. */
export const giveUpMs = 15 * minuteMs;

/** From the mildest to the harshest. */
export const rungs: readonly Rung[] = [
  {
    name: 'baud-scan',
    title: 'baud scan',
    afterMs: { silent: minuteMs / 2 },
    settleMs: 0,
    repeatMs: 5 * minuteMs,
    perDay: unlimited,
    apartMs: 0,
    isReset: false,
  },
  {
    name: 'soft-reset',
    title: 'soft reset',
    afterMs: { silent: minuteMs, unwell: 0 },
    settleMs: 30_000,
    perDay: 8,
    apartMs: minuteMs,
    isReset: true,
  },
  {
    name: 'control-lines',
    title: 'reset by the control lines',
    afterMs: { silent: 1.5 * minuteMs, unwell: 0 },
    settleMs: 20_000,
    perDay: 8,
    apartMs: 2 * minuteMs,
    isReset: true,
  },
  {
    name: 'usb-reset',
    title: 'USB reset',
    afterMs: { silent: 2 * minuteMs, unwell: 0 },
    settleMs: 20_000,
    perDay: 6,
    apartMs: 2 * minuteMs,
    isReset: true,
  },
  {
    name: 'power-cycle',
    title: 'power cycle',
    afterMs: { silent: 2.5 * minuteMs, unwell: 0, restarting: 0, absent: 3 * minuteMs },
    settleMs: 30_000,
    perDay: 6,
    apartMs: 5 * minuteMs,
    isReset: true,
  },
];
