// The longest command line, without AT and CR (Quectel AT manuals leave it open; V.250 asks for at least 40).
const longestLine = 2048;
// What the UART's buffer keeps for a port that is busy with a command; the rest is lost.
const backlogBytes = 512;

const backspace = 0x08;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const firstPrintable = 0x20;
const nothing = new Uint8Array();
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
 * and the rest is lost. Payload and data take their bytes before they come here.
 */
export class AtLine {
  readonly #listener: LineListener;
  #state: 'hunting' | 'saw-a' | 'line' = 'hunting';
  #body: string[] = [];
  #tooLong = false;
  #busy = false;
  #diverted = false;
  #lineEnded = false;
  readonly #backlog: number[] = [];
  readonly #keepsLineFeed: boolean;

  /** @param keepsLineFeed a LF behind a CR waits with the rest while the port is busy. */
  constructor(listener: LineListener, keepsLineFeed = false) {
    this.#listener = listener;
    this.#keepsLineFeed = keepsLineFeed;
  }

  /** Takes bytes; returns those behind a line that was answered by a prompt or by data mode. */
  receive(bytes: Uint8Array): Uint8Array {
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      const behindLine = this.#lineEnded && byte === lineFeed && !this.#keepsLineFeed;
      this.#lineEnded = false;
      if (behindLine) continue;
      if (this.#busy) {
        this.#backlog.push(...bytes.subarray(at, at + backlogBytes - this.#backlog.length));
        break;
      }
      this.#take(byte);
      if (this.#diverted) return this.#behindDiversion(bytes.subarray(at + 1));
    }
    return nothing;
  }

  /** From now on input waits. */
  block(): void {
    this.#busy = true;
    this.#diverted = false;
  }

  /** Input belongs to someone else: returns what waited. */
  divert(): Uint8Array {
    this.#diverted = true;
    return this.#takeBacklog();
  }

  /** Lines are read again: returns what waited. */
  unblock(): Uint8Array {
    this.#busy = false;
    this.#diverted = false;
    return this.#takeBacklog();
  }

  #takeBacklog(): Uint8Array {
    return Uint8Array.from(this.#backlog.splice(0));
  }

  // The LF of a host that ends its lines with CR LF is no payload, unless the module is known to take it for that.
  #behindDiversion(rest: Uint8Array): Uint8Array {
    this.#lineEnded = false;
    return rest[0] === lineFeed && !this.#keepsLineFeed ? rest.subarray(1) : rest;
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
      this.#lineEnded = true;
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
