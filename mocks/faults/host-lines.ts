const longest = 1024;

/** The command lines of the host, put together from its bytes. */
export class HostCommandLines {
  readonly #seen: (line: string) => void;
  #line = '';

  constructor(seen: (line: string) => void) {
    this.#seen = seen;
  }

  /** `seen` is called at the line end, before that byte goes anywhere. */
  take(byte: number): void {
    if (byte !== 0x0d && byte !== 0x0a) {
      if (this.#line.length < longest) this.#line += String.fromCharCode(byte);
      return;
    }
    const line = this.#line;
    this.#line = '';
    if (line !== '') this.#seen(line);
  }
}
