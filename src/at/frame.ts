/** What the framer cuts the bytes of a module into. Text is one character a byte (ISO 8859-1): no byte is lost. */
export type Frame =
  /** A line without its line end; never empty. */
  | { readonly kind: 'line'; readonly text: string }
  /** The prompt for payload: `>` at the start of a line, with no line end. */
  | { readonly kind: 'prompt' }
  /** A counted block of raw bytes, with the header that announced it. */
  | {
      readonly kind: 'block';
      readonly header: string;
      readonly bytes: Uint8Array;
      /** Its end does not stand where the count says, or never came: bytes were lost or added on the line. */
      readonly spoiled?: boolean;
    }
  /** A line longer than any real one; `text` is its beginning, the rest was dropped up to the line end. */
  | { readonly kind: 'overlong'; readonly text: string };

/** Says which headers announce raw bytes, and how many. Payload is counted, never searched. */
export interface BlockRule {
  /** What the header begins with: `+QIRD:`. */
  readonly prefix: string;
  /**
   * Where the header ends inside its line, as an index, when the bytes follow it directly (`+IPD,0,4:ping`); `more`
   * while that cannot be told yet, `no` when this line is no such header. Without it the header is a whole line.
   *
   * It is asked again as the line grows: what it says of a text has to hold for every longer one (mind open quotes).
   */
  readonly headerEnd?: (text: string) => number | 'more' | 'no';
  /**
   * Behind the last byte stands CR LF, or a line that somebody knows; otherwise bytes were lost or added on the line.
   * The block is held back until that is seen.
   */
  readonly strict?: boolean;
  /** Other lines that may stand right behind it. */
  readonly mayFollow?: RegExp;
  /** The header never follows other bytes directly: CR LF stands before it. */
  readonly standsAlone?: boolean;
  /** How many bytes follow; undefined when this line is no header after all. */
  readonly length: (header: string) => number | undefined;
}
