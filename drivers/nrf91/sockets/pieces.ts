/** How a piece of payload goes over the line. */
export interface Piece {
  /**
   * `text`: in quotes; `hex`: in quotes, two digits a byte; `data`: raw, in data mode; `held`: the same, with a pause
   * behind it that has it sent.
   */
  readonly how: 'text' | 'hex' | 'data' | 'held';
  readonly bytes: Uint8Array;
}

/** What one command takes in quotes. */
const longestText = 1024;
/** Above so many bytes the second digit costs more time than a command more. */
const longestHex = 448;
const longestHexDatagram = 1400;

const plus = 0x2b;
const quote = 0x22;
const comma = 0x2c;

/** Whether it can stand in quotes as it is: there is no escape, and a comma ends a text on some firmware. */
function isPlain(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 && byte < 0x7f && byte !== quote && byte !== comma);
}

const fitsInQuotes = (bytes: Uint8Array): boolean => bytes.length <= longestText && isPlain(bytes);

/** Where the plus signs that end at `end` begin. */
function plusesBefore(bytes: Uint8Array, end: number): number {
  let start = end;
  while (start > 0 && bytes[start - 1] === plus) start--;
  return start;
}

/** Where three plus signs begin, or -1. */
function escapeIn(bytes: Uint8Array): number {
  for (let index = 0; index + 2 < bytes.length; index++) {
    if (bytes[index] === plus && bytes[index + 1] === plus && bytes[index + 2] === plus) return index;
  }
  return -1;
}

/**
 * The longest beginning that goes through the data mode of Serial LTE Modem, which ends at the first `+++` of the
 * stream: it may hold none, and may not end in a plus sign either, for that and the `+++` that is to end it would be
 * taken for another. Nothing when plus signs stand there that have to go in quotes.
 */
function forDataMode(bytes: Uint8Array, longest: number): Uint8Array {
  const part = bytes.subarray(0, longest);
  const run = escapeIn(part);
  return part.subarray(0, plusesBefore(part, run === -1 ? part.length : run));
}

/** The plus signs at the beginning. */
function leadingPluses(bytes: Uint8Array): Uint8Array {
  const end = bytes.findIndex((byte) => byte !== plus);
  return bytes.subarray(0, Math.min(end === -1 ? bytes.length : end, longestText));
}

/** Cuts a stream for Serial LTE Modem: quotes where that does, data mode else, and runs of plus signs in quotes. */
export function* piecesForSlm(bytes: Uint8Array, longest: number): Generator<Piece> {
  let rest = bytes;
  while (rest.length > 0) {
    if (fitsInQuotes(rest)) {
      yield { how: 'text', bytes: rest };
      return;
    }
    const data = forDataMode(rest, longest);
    const piece: Piece = data.length > 0 ? { how: 'data', bytes: data } : { how: 'text', bytes: leadingPluses(rest) };
    yield piece;
    rest = rest.subarray(piece.bytes.length);
  }
}

/** Cuts a stream for Serial Modem, whose data mode may be counted: then any byte goes. */
export function* piecesForSerialModem(bytes: Uint8Array, longest: number): Generator<Piece> {
  for (let rest = bytes; rest.length > 0; ) {
    const piece = pieceForSerialModem(rest, longestHex, longest);
    yield piece;
    rest = rest.subarray(piece.bytes.length);
  }
}

function pieceForSerialModem(bytes: Uint8Array, hex: number, longest: number): Piece {
  if (fitsInQuotes(bytes)) return { how: 'text', bytes };
  return bytes.length <= hex ? { how: 'hex', bytes } : { how: 'data', bytes: bytes.subarray(0, longest) };
}

/** A datagram is never cut. Undefined where Serial LTE Modem has no way to send this one. */
export function datagramForSlm(bytes: Uint8Array): Piece | undefined {
  if (fitsInQuotes(bytes)) return { how: 'text', bytes };
  if (escapeIn(bytes) !== -1) return undefined;
  return { how: bytes.at(-1) === plus ? 'held' : 'data', bytes };
}

/** In hex, so that its length is checked at the other end. */
export const datagramForSerialModem = (bytes: Uint8Array): Piece =>
  pieceForSerialModem(bytes, longestHexDatagram, bytes.length);
