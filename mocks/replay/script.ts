import type { ReplayEntry } from './trace-entry.ts';

/** What the module says, and how long after what the host sent before it. */
export interface Saying {
  readonly delayMs: number;
  readonly bytes: string;
}

/** A line of the host, or a number of bytes of payload, whatever they are. */
export type Wanted =
  | {
      readonly line: RegExp;
      readonly shown: string;
      /** It has no line end: an escape, an abort byte. */
      readonly isBare: boolean;
    }
  | { readonly payload: number };

/** What the host sent, and what the module said until the host sent something again. */
export interface Step {
  /** The entry of the trace, counted from 1. */
  readonly entry: number;
  readonly wanted: Wanted;
  readonly sayings: readonly Saying[];
}

export interface ReplayScript {
  /** What the module said before the host sent anything. */
  readonly prelude: readonly Saying[];
  readonly steps: readonly Step[];
}

type Bytes = Extract<ReplayEntry, { bytes: string }>;

const special = /[.*+?^${}()|[\]\\/]/g;
const literal = (text: string): string => text.replace(special, String.raw`\$&`);

/** A line end, however it is written; the host's may be another than the one that was recorded. */
const lineEnd = /[\r\n]+$/;

function patternOf({ bytes, hidden = [] }: Bytes): RegExp {
  const line = bytes.replace(lineEnd, '');
  let pattern = '';
  let from = 0;
  for (const [start, length] of hidden) {
    pattern += `${literal(line.slice(from, start))}[^\\x00]*?`;
    from = start + length;
  }
  return new RegExp(`^${pattern}${literal(line.slice(from))}$`, 's');
}

const isBlank = (entry: Bytes): boolean => entry.bytes.replace(lineEnd, '') === '';

/** Filler in place of payload that was not kept. */
function said(entry: Exclude<ReplayEntry, { note: string }>): string {
  if ('bytes' in entry) return entry.bytes;
  return entry.payload ?? '.'.repeat(entry.length);
}

function wantedOf(entry: Exclude<ReplayEntry, { note: string }>): Wanted {
  if (!('bytes' in entry)) return { payload: entry.length };
  return { line: patternOf(entry), shown: entry.bytes.replace(lineEnd, ''), isBare: !lineEnd.test(entry.bytes) };
}

/** Puts a trace into the order of cause and effect: each thing the host sent with what came of it. */
export function scriptOf(entries: readonly ReplayEntry[]): ReplayScript {
  const prelude: Saying[] = [];
  const steps: { readonly entry: number; readonly wanted: Wanted; readonly sayings: Saying[] }[] = [];
  let since = entries[0]?.t ?? 0;
  for (const [index, entry] of entries.entries()) {
    if ('note' in entry) continue;
    const last = steps.at(-1);
    if (entry.dir === 'in') {
      (last?.sayings ?? prelude).push({ delayMs: Math.max(0, entry.t - since), bytes: said(entry) });
      continue;
    }
    // The rest of a line end that came in a write of its own.
    if ('bytes' in entry && isBlank(entry)) continue;
    since = entry.t;
    const before = last?.wanted;
    if ('length' in entry && before !== undefined && 'payload' in before && last?.sayings.length === 0) {
      steps[steps.length - 1] = { ...last, wanted: { payload: before.payload + entry.length } };
    } else steps.push({ entry: index + 1, wanted: wantedOf(entry), sayings: [] });
  }
  return { prelude, steps };
}
