import type { Direction } from '../transport/tap.ts';

/** A stretch that was replaced: where it begins and how many bytes it has. */
export type HiddenSpan = readonly [start: number, length: number];

/** Bytes of the line: whole lines with their ends, prompts, or what is left of a line that was not finished. */
export interface BytesEntry {
  /** Monotonic, in milliseconds, of the last of these bytes; only differences mean anything. */
  readonly t: number;
  readonly dir: Direction;
  /** One character a byte (ISO 8859-1). */
  readonly bytes: string;
  /** What of it stands in place of something private; nothing when left out. */
  readonly hidden?: readonly HiddenSpan[];
}

/** Payload: what sockets, files and messages carry. Of most traces only its length is kept. */
export interface PayloadEntry {
  readonly t: number;
  readonly dir: Direction;
  /** In bytes. */
  readonly length: number;
  /** The bytes themselves, where they were asked for. */
  readonly payload?: string;
}

/** Something that is no byte: the port was opened, closed or lost, bytes were dropped. */
export interface NoteEntry {
  readonly t: number;
  readonly note: string;
}

export type TraceEntry = BytesEntry | PayloadEntry | NoteEntry;

/** What a trace says of itself. */
export interface TraceHeader {
  /** Where it was recorded: an interface, a port. */
  readonly source: string;
  /** ISO 8601. */
  readonly recorded: string;
  /** What recorded it: `atlink 0.1.0`. */
  readonly by?: string;
  /** The driver that spoke with the module, where one did. */
  readonly driver?: string;
  /** Whether private values were replaced. */
  readonly redacted: boolean;
  /** Whether payload was kept. */
  readonly payload: boolean;
}

/** A whole trace. */
export interface Trace {
  readonly header: TraceHeader;
  readonly entries: readonly TraceEntry[];
}
