import { mulberry } from './random.ts';

/** What has tripped hosts and modules up: result codes, prompts, escapes, notices, in the middle of data. */
const awkward = [
  '\r\nOK\r\n',
  '\r\nERROR\r\n',
  '> ',
  '+++',
  '\0\0',
  '\xff\xff',
  '\x1a\x1b',
  '\r\n+QIURC: "closed",0\r\n',
  '\r\n+IPD,0,4:',
  '\r\nRDY\r\n',
  '\r\nready\r\n',
  '0,CLOSED\r\n',
  'SEND OK\r\n',
  '"',
  '\\,',
].map((text) => Buffer.from(text, 'latin1'));

const pieceBytes = 16_384;

/** A stream of bytes that both ends make out of the same seed, in pieces. */
export class SeededStream {
  readonly #random: () => number;
  #left: number;

  constructor(seed: number, length: number) {
    this.#random = mulberry(seed);
    this.#left = length;
  }

  /** The next piece; undefined at the end. */
  next(): Buffer | undefined {
    if (this.#left === 0) return undefined;
    const piece = Buffer.alloc(Math.min(pieceBytes, this.#left));
    for (let at = 0; at + 4 <= piece.length; at += 4) piece.writeUInt32LE((this.#random() * 2 ** 32) >>> 0, at);
    for (let count = 0; count < 4; count++) {
      const text = awkward[Math.floor(this.#random() * awkward.length)];
      text?.copy(piece, Math.floor(this.#random() * piece.length));
    }
    this.#left -= piece.length;
    return piece;
  }
}

/** Compares what arrives with what was sent, byte for byte, and keeps nothing. */
export class StreamCheck {
  readonly #wanted: SeededStream;
  #piece: Buffer = Buffer.alloc(0);
  #at = 0;
  received = 0;
  /** Where the first wrong byte stands; undefined while all is right. */
  wrongAt: number | undefined;

  constructor(seed: number, length: number) {
    this.#wanted = new SeededStream(seed, length);
  }

  take(bytes: Uint8Array): void {
    let index = 0;
    while (index < bytes.length && this.wrongAt === undefined) {
      if (this.#at === this.#piece.length) {
        this.#piece = this.#wanted.next() ?? Buffer.alloc(0);
        this.#at = 0;
        if (this.#piece.length === 0) this.wrongAt = this.received;
      }
      const count = Math.min(bytes.length - index, this.#piece.length - this.#at);
      const got = bytes.subarray(index, index + count);
      const wanted = this.#piece.subarray(this.#at, this.#at + count);
      if (Buffer.compare(got, wanted) !== 0) {
        this.wrongAt = this.received + got.findIndex((byte, place) => byte !== wanted[place]);
      }
      index += count;
      this.#at += count;
      this.received += count;
    }
  }
}
