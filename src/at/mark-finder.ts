import type { DataModeMark } from './data-mode.ts';

/** What was found at the end of raw text. */
export type Found =
  /** A whole mark, from `at` to `end`; after it nothing, or lines alone. */
  | { readonly kind: 'whole'; readonly mark: DataModeMark; readonly at: number; readonly end: number }
  /** What may become one, from `at` to the end of the text. */
  | { readonly kind: 'part'; readonly at: number };

const longestRest = 64;
const lineEnd = '\r\n';
// Lines as a module sends them, the last of which may not be complete.
const lines = /^(?:\r\n[\x20-\x7e]{1,200}\r\n)*(?:\r(?:\n(?:[\x20-\x7e]{1,200}\r?)?)?)?$/;

/** How much text has to be looked at so that no mark is missed. */
export const reachOf = (marks: readonly DataModeMark[]): number =>
  Math.max(0, ...marks.map(({ text, toLineEnd }) => text.length + (toLineEnd === true ? longestRest + 2 : 0)));

/** Looks for a mark at the end of `text`: of several whole ones the last, of parts alone the one that began first. */
export function findMark(text: string, marks: readonly DataModeMark[]): Found | undefined {
  const found = marks.map((mark) => findOne(text, mark)).filter((each) => each !== undefined);
  const whole = found.filter(({ kind }) => kind === 'whole').toSorted((one, other) => other.at - one.at);
  return whole[0] ?? found.toSorted((one, other) => one.at - other.at)[0];
}

function findOne(text: string, mark: DataModeMark): Found | undefined {
  const at = text.lastIndexOf(mark.text);
  if (at !== -1) {
    const end = endOf(text, at, mark);
    if (end === 'more') return { kind: 'part', at };
    if (end !== 'no' && lines.test(text.slice(end))) return { kind: 'whole', mark, at, end };
  }
  for (let length = Math.min(mark.text.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(mark.text.slice(0, length))) return { kind: 'part', at: text.length - length };
  }
  return undefined;
}

function endOf(text: string, at: number, { text: begin, toLineEnd }: DataModeMark): number | 'more' | 'no' {
  const rest = at + begin.length;
  if (toLineEnd !== true) return rest;
  const stop = text.indexOf(lineEnd, rest);
  if (stop !== -1) return stop - rest <= longestRest ? stop + lineEnd.length : 'no';
  return text.length - rest <= longestRest ? 'more' : 'no';
}
