const longestLine = 16_384;

/** What the host sends, cut into lines and payload as whoever takes it says. */
export class HostInput {
  readonly #line: (line: string) => void;
  #partial = '';
  /** Payload that is still to come, in bytes. */
  payloadLeft = 0;
  /** Told when the payload is complete. */
  payloadDone: () => void = () => undefined;
  /** Whether a text stands for itself without a line end. */
  isBare: (text: string) => boolean = () => false;

  constructor(line: (line: string) => void) {
    this.#line = line;
  }

  push(bytes: Uint8Array): void {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    for (let at = 0; at < text.length; at++) {
      if (this.payloadLeft > 0) at += this.#payload(text.length - at) - 1;
      else this.#character(text.charAt(at));
    }
  }

  #payload(available: number): number {
    const taken = Math.min(available, this.payloadLeft);
    this.payloadLeft -= taken;
    if (this.payloadLeft === 0) this.payloadDone();
    return taken;
  }

  #character(character: string): void {
    const isEnd = character === '\r' || character === '\n';
    // A key in quotes has line feeds in it.
    const inQuotes = character === '\n' && this.#partial.split('"').length % 2 === 0;
    if (!isEnd || inQuotes) this.#partial += character;
    if ((isEnd && !inQuotes) || this.isBare(this.#partial)) this.#end();
    else if (this.#partial.length > longestLine) this.#partial = '';
  }

  #end(): void {
    const line = this.#partial;
    this.#partial = '';
    if (line !== '') this.#line(line);
  }
}
