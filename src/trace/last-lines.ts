import type { TraceEntry } from './trace-entry.ts';

const shownLength = 200;

function textOf(entry: TraceEntry): string | undefined {
  if ('note' in entry) return `! ${entry.note}`;
  const mark = entry.dir === 'in' ? '<' : '>';
  if ('length' in entry) return `${mark} (${entry.length} bytes of payload)`;
  const line = entry.bytes.replaceAll(/^[\r\n]+|[\r\n]+$/g, '');
  if (line === '') return undefined;
  const shown = line.length > shownLength ? `${line.slice(0, shownLength)}... (${line.length} characters)` : line;
  return `${mark} ${shown.replaceAll(/[^\x20-\x7e]/g, escaped)}`;
}

const escaped = (character: string): string => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** The last lines of a trace for a person to read, as an error has them in its `transcript`; oldest first. */
export function lastLines(entries: readonly TraceEntry[], count = 40): readonly string[] {
  const lines = entries.slice(-2 * count).flatMap((entry) => {
    const text = textOf(entry);
    return text === undefined ? [] : [`${(entry.t / 1000).toFixed(3)} ${text}`];
  });
  return lines.slice(-count);
}
