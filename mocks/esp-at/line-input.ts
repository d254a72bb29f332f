import type { DataConsumer } from './answer.ts';

// A command line with its CR LF (ESP-AT user guide, "AT Command Types": at most 256 bytes).
const longestLine = 256;
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** Who is told of what the host sent. */
export interface LineListener {
  /** Whether bytes of a line are returned to the host now. */
  readonly echoes: boolean;
  /** Whether the line that just ended has its CR LF echoed as CR CR LF. */
  doublesCr(line: string): boolean;
  /** Returns bytes to the host: all that came in one piece and were part of one line. */
  echo(bytes: Buffer): void;
  /** A line with its CR LF, which is left out; Latin-1. */
  line(text: string): void;
  /** 256 bytes without CR LF. */
  overlong(): void;
}

/**
 * The line discipline: a line ends with CR LF and with nothing else. CR or LF alone is part of the line. Bytes of a
 * send are counted and go elsewhere.
 */
export class LineInput {
  readonly #listener: LineListener;
  #line: number[] = [];
  #echo: number[] = [];
  #wanted = 0;
  #payload: Uint8Array[] = [];
  #deliver: ((bytes: Uint8Array) => void) | undefined;
  #consumer: DataConsumer | undefined;

  constructor(listener: LineListener) {
    this.#listener = listener;
  }

  receive(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#deliver !== undefined) at += this.#collect(bytes.subarray(at));
      else if (this.#consumer !== undefined) at += this.#consume(this.#consumer, bytes.subarray(at));
      else this.#take(bytes[at++] ?? 0);
    }
    this.#flushEcho();
  }

  /** The next `count` bytes are no line; `deliver` gets them when they are all there. */
  expectPayload(count: number, deliver: (bytes: Uint8Array) => void): void {
    this.#wanted = count;
    this.#payload = [];
    this.#deliver = deliver;
  }

  /** What follows is no line, until `undefined` is given. */
  expectData(consumer: DataConsumer | undefined): void {
    this.#consumer = consumer;
  }

  /** Whether what comes now is payload. */
  get collects(): boolean {
    return this.#deliver !== undefined || this.#consumer !== undefined;
  }

  #consume(consumer: DataConsumer, bytes: Uint8Array): number {
    const taken = consumer.receive(bytes);
    // A consumer that takes nothing and stays would be asked for ever.
    return taken === 0 && this.#consumer === consumer ? bytes.length : taken;
  }

  #collect(bytes: Uint8Array): number {
    const part = bytes.slice(0, this.#wanted);
    this.#payload.push(part);
    this.#wanted -= part.length;
    const deliver = this.#deliver;
    if (this.#wanted === 0 && deliver !== undefined) {
      this.#deliver = undefined;
      deliver(Buffer.concat(this.#payload.splice(0)));
    }
    return part.length;
  }

  #take(byte: number): void {
    const ended = byte === lineFeed && this.#line.at(-1) === carriageReturn;
    this.#line.push(byte);
    if (this.#listener.echoes) {
      if (ended && this.#listener.doublesCr(this.#text(2))) this.#echo.push(carriageReturn);
      this.#echo.push(byte);
    }
    if (!ended && this.#line.length < longestLine) return;
    const text = this.#text(2);
    this.#line = [];
    this.#flushEcho();
    if (ended) this.#listener.line(text);
    else this.#listener.overlong();
  }

  #text(without: number): string {
    return Buffer.from(this.#line.slice(0, this.#line.length - without)).toString('latin1');
  }

  #flushEcho(): void {
    if (this.#echo.length === 0) return;
    const bytes = Buffer.from(this.#echo);
    this.#echo = [];
    this.#listener.echo(bytes);
  }
}
