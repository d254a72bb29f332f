// The longest command line, without AT and CR (Quectel AT manuals leave it open; V.250 asks for at least 40).
const longestLine = 2048;
// What the UART's buffer keeps for a port that is busy with a command; the rest is lost.
const backlogBytes = 512;

const backspace = 0x08;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const firstPrintable = 0x20;
const isLetter = (byte: number, letter: string): boolean => String.fromCharCode(byte).toUpperCase() === letter;

/** Who is told of what was typed. */
export interface LineListener {
  /** Returns a byte to the host; called for each byte of a command line, as it came. */
  echo(byte: number): void;
  /** The line is complete; undefined when it was too long to keep. */
  line(body: string | undefined): void;
  /** `A/`: the last line once more. */
  repeat(): void;
  /** A line is being typed, or no longer. */
  typing(active: boolean): void;
}

/**
 * The line discipline of command mode (ITU-T V.250 5.2): hunts for `AT`, takes what follows up to the CR, ignores
 * everything else (a LF behind the CR, Ctrl-Z, flag bytes, half lines). While the port is busy, a little input is kept
 * and the rest is lost. Data mode will take the bytes before they come here.
 */
export class AtLine {
  readonly #listener: LineListener;
  #state: 'hunting' | 'saw-a' | 'line' = 'hunting';
  #body: string[] = [];
  #tooLong = false;
  #busy = false;
  #backlog: number[] = [];

  constructor(listener: LineListener) {
    this.#listener = listener;
  }

  receive(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (!this.#busy) this.#take(byte);
      else if (this.#backlog.length < backlogBytes) this.#backlog.push(byte);
    }
  }

  /** From now on input waits. */
  block(): void {
    this.#busy = true;
  }

  /** Takes up what waited. */
  unblock(): void {
    this.#busy = false;
    const waiting = this.#backlog;
    this.#backlog = [];
    // A command among them blocks the line again: receive() puts the others back.
    this.receive(Uint8Array.from(waiting));
  }

  #take(byte: number): void {
    if (this.#state === 'line') this.#takeInLine(byte);
    else if (this.#state === 'saw-a') this.#takeAfterA(byte);
    else this.#hunt(byte);
  }

  #hunt(byte: number): void {
    if (!isLetter(byte, 'A')) return;
    this.#state = 'saw-a';
    this.#listener.echo(byte);
    this.#listener.typing(true);
  }

  #takeAfterA(byte: number): void {
    if (isLetter(byte, 'T')) {
      this.#state = 'line';
      this.#listener.echo(byte);
      this.#listener.typing(true);
    } else if (byte === 0x2f) {
      this.#listener.echo(byte);
      this.#end();
      this.#listener.repeat();
    } else {
      this.#end();
      this.#hunt(byte);
    }
  }

  #takeInLine(byte: number): void {
    if (byte === carriageReturn) {
      const body = this.#tooLong ? undefined : this.#body.join('');
      this.#listener.echo(byte);
      this.#end();
      this.#listener.line(body);
      return;
    }
    if (byte === lineFeed) return;
    if (byte === backspace) this.#body.pop();
    else if (byte < firstPrintable) return;
    else if (this.#body.length < longestLine) this.#body.push(String.fromCharCode(byte));
    else this.#tooLong = true;
    this.#listener.echo(byte);
    this.#listener.typing(true);
  }

  #end(): void {
    this.#state = 'hunting';
    this.#body = [];
    this.#tooLong = false;
    this.#listener.typing(false);
  }
}
