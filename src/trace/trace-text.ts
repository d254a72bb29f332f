import { UsageError } from '../base/errors.ts';
import type { Trace, TraceEntry, TraceHeader } from './trace-entry.ts';

/** Raised when a reader of today could no longer understand a trace. */
const traceVersion = 1;

const base64 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('base64');
// What a person can read in a file of JSON lines without effort.
const isText = /^[\x20-\x7e\r\n\t]*$/;
const millisecond = 1000;
const rounded = (t: number): number => Math.round(t * millisecond) / millisecond;

/** The first line of a trace, with its line end. */
export function headerText(header: TraceHeader): string {
  return `${JSON.stringify({ 'atlink-trace': traceVersion, ...header })}\n`;
}

/** One entry as a line, with its line end. */
export function entryText(entry: TraceEntry): string {
  const t = rounded(entry.t);
  if ('note' in entry) return `${JSON.stringify({ t, note: entry.note })}\n`;
  const { dir } = entry;
  if ('length' in entry) {
    const kept = entry.payload === undefined ? {} : { payload: base64(entry.payload) };
    return `${JSON.stringify({ t, dir, length: entry.length, ...kept })}\n`;
  }
  const bytes = isText.test(entry.bytes) ? { text: entry.bytes } : { base64: base64(entry.bytes) };
  return `${JSON.stringify({ t, dir, ...bytes, ...(entry.hidden && { hidden: entry.hidden }) })}\n`;
}

/** A whole trace, as a file holds it. */
export function traceText({ header, entries }: Trace): string {
  return headerText(header) + entries.map(entryText).join('');
}

/**
 * Reads a trace. Members that are not known are passed over, so that later versions may say more.
 * @param name of the file, for messages
 * @throws UsageError that names the line, for what is no trace or one of a later version
 */
export function parseTrace(text: string, name: string): Trace {
  const lines = text.split('\n');
  const header = headerOf(objectOf(lines[0] ?? '', name, 1), name);
  const entries: TraceEntry[] = [];
  for (const [index, line] of lines.entries()) {
    // A file whose program was killed ends in the middle of a line.
    const isCut = index === lines.length - 1;
    if (index === 0 || line.trim() === '' || isCut) continue;
    entries.push(entryOf(objectOf(line, name, index + 1), name, index + 1));
  }
  return { header, entries };
}

type Members = Readonly<Record<string, unknown>>;

function refuse(name: string, line: number, what: string): never {
  throw new UsageError(`${name}, line ${line}: ${what}`, {
    where: `${name}:${line}`,
    hint: 'A trace is what "atlink record" or "atlink up --trace" wrote.',
  });
}

function objectOf(line: string, name: string, number: number): Members {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    refuse(name, number, 'this is no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(name, number, 'this is no object');
  return value as Members;
}

function headerOf(members: Members, name: string): TraceHeader {
  const version = members['atlink-trace'];
  if (typeof version !== 'number') refuse(name, 1, 'this is no atlink trace');
  if (version > traceVersion) refuse(name, 1, `this trace has version ${version}; this atlink knows ${traceVersion}`);
  const text = (key: string): string | undefined => (typeof members[key] === 'string' ? members[key] : undefined);
  const [by, driver] = [text('by'), text('driver')];
  return {
    source: text('source') ?? '',
    recorded: text('recorded') ?? '',
    ...(by !== undefined && { by }),
    ...(driver !== undefined && { driver }),
    redacted: members.redacted !== false,
    payload: members.payload === true,
  };
}

function entryOf(members: Members, name: string, line: number): TraceEntry {
  const { base64: encoded, dir, hidden, length, note, payload, t, text } = members;
  if (typeof t !== 'number' || !Number.isFinite(t)) return refuse(name, line, 'the time "t" is missing');
  if (typeof note === 'string') return { t, note };
  if (dir !== 'in' && dir !== 'out') return refuse(name, line, '"dir" is neither "in" nor "out"');
  const decoded = (value: unknown): string =>
    typeof value === 'string' ? Buffer.from(value, 'base64').toString('latin1') : '';
  if (typeof length === 'number' && Number.isInteger(length) && length >= 0) {
    return { t, dir, length, ...(typeof payload === 'string' && { payload: decoded(payload) }) };
  }
  if (typeof text !== 'string' && typeof encoded !== 'string') {
    return refuse(name, line, 'it has neither "text", "base64", "length" nor "note"');
  }
  const bytes = typeof text === 'string' ? text : decoded(encoded);
  return { t, dir, bytes, ...(isSpans(hidden) && { hidden }) };
}

function isSpans(value: unknown): value is readonly (readonly [number, number])[] {
  return (
    Array.isArray(value) &&
    value.every((each) => Array.isArray(each) && each.length === 2 && each.every((one) => Number.isInteger(one)))
  );
}
