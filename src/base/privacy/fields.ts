/** A stretch of a text: where it begins and how many characters it has. */
export type Span = readonly [start: number, length: number];

/**
 * Where the comma-separated values of a text stand, those in quotes without their quotes. A comma in quotes parts
 * nothing; a backslash inside quotes takes the next character with it (ESP-AT).
 */
export function fieldSpans(text: string, from: number, to: number): readonly Span[] {
  const spans: Span[] = [];
  let start = from;
  let quoted = false;
  for (let at = from; at < to; at++) {
    const character = text[at];
    if (character === '\\' && quoted) at++;
    else if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted) {
      spans.push(bare(text, start, at));
      start = at + 1;
    }
  }
  spans.push(bare(text, start, to));
  return spans;
}

/** Without blanks around it, and without its quotes. An unclosed quote still opens a value. */
function bare(text: string, from: number, to: number): Span {
  let start = from;
  let end = to;
  while (start < end && text[start] === ' ') start++;
  while (end > start && text[end - 1] === ' ') end--;
  if (text[start] === '"') {
    start++;
    if (end > start && text[end - 1] === '"') end--;
  }
  return [start, end - start];
}

/** Spans in order, none overlapping another, none empty. */
export function joined(spans: readonly Span[]): readonly Span[] {
  const sorted = spans.filter(([, length]) => length > 0).sort(([one], [other]) => one - other);
  const result: Span[] = [];
  for (const [start, length] of sorted) {
    const last = result.at(-1);
    const end = last === undefined ? -1 : last[0] + last[1];
    if (last === undefined || start >= end) result.push([start, length]);
    else result[result.length - 1] = [last[0], Math.max(end, start + length) - last[0]];
  }
  return result;
}
