/** One field of a parameter list, as it stood on the wire. */
export interface Field {
  readonly kind: 'string' | 'bare' | 'list' | 'empty';
  /** Without the quotes, without the parentheses of a list, without blanks around it. */
  readonly text: string;
}

export const emptyField: Field = { kind: 'empty', text: '' };

const tab = 0x09;
const blank = 0x20;
const quote = 0x22;
const opening = 0x28;
const closing = 0x29;

const isBlank = (unit: number): boolean => unit === blank || unit === tab;

/** The index behind the parenthesis that closes the one at `start`, or -1; quotes hold parentheses. */
function listEnd(text: string, start: number): number {
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === quote) {
      index = text.indexOf('"', index + 1);
      if (index === -1) return -1;
    } else if (unit === opening) {
      depth++;
    } else if (unit === closing && --depth === 0) {
      return index + 1;
    }
  }
  return -1;
}

/**
 * Cuts `1,"a,b",(0-3),` into fields, one at a call. Blanks after a comma or a colon mean nothing; quotes and parentheses
 * hold commas.
 */
export class FieldCutter {
  readonly #text: string;
  #at = 0;
  #ended: boolean;
  // What was once looked for in vain is not looked for again: a hostile line would make that quadratic.
  #quotesClose = true;
  #listsClose = true;

  constructor(text: string) {
    this.#text = text;
    this.#skipBlanks();
    // Nothing at all is no field; nothing beside a comma is an empty one.
    this.#ended = this.#at === text.length;
  }

  /** The next field, or undefined when there is none. */
  next(): Field | undefined {
    if (this.#ended) return undefined;
    this.#skipBlanks();
    const text = this.#text;
    const start = this.#at;
    const opener = text.charCodeAt(start);
    const end = opener === quote || opener === opening ? this.#closedAt(opener) : -1;
    // Anything between a closing quote and the comma belongs to nobody.
    const comma = text.indexOf(',', end === -1 ? start : end);
    this.#ended = comma === -1;
    this.#at = comma + 1;
    if (end !== -1) return { kind: opener === quote ? 'string' : 'list', text: text.slice(start + 1, end - 1) };
    let stop = comma === -1 ? text.length : comma;
    while (stop > start && isBlank(text.charCodeAt(stop - 1))) stop--;
    return stop === start ? emptyField : { kind: 'bare', text: text.slice(start, stop) };
  }

  #skipBlanks(): void {
    while (isBlank(this.#text.charCodeAt(this.#at))) this.#at++;
  }

  /** The index behind the quoted text or the list that begins here; -1 when it is never closed. */
  #closedAt(opener: number): number {
    if (opener === opening) {
      const end = this.#listsClose ? listEnd(this.#text, this.#at) : -1;
      this.#listsClose = end !== -1;
      return end;
    }
    const last = this.#quotesClose ? this.#text.indexOf('"', this.#at + 1) : -1;
    this.#quotesClose = last !== -1;
    return last === -1 ? -1 : last + 1;
  }
}
