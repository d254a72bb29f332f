import type { Conversation } from './conversation.ts';
import type { Pieces } from './pieces.ts';

const longestLine = 16_384;
const payloadEnd = /[\x1a\x1b]/;
const oddQuotes = (text: string): boolean => text.split('"').length % 2 === 0;

/** Cuts what the host sends into command lines and payload. */
export class Outgoing {
  readonly #conversation: Conversation;
  readonly #pieces: Pieces;
  #partial = '';

  constructor(conversation: Conversation, pieces: Pieces) {
    this.#conversation = conversation;
    this.#pieces = pieces;
  }

  push(chunk: string): void {
    let rest = chunk;
    while (rest !== '') rest = this.#take(rest);
  }

  /** What was begun will not be finished. */
  flush(): void {
    if (this.#conversation.sending.kind === 'raw') this.#pieces.payload(this.#partial);
    else if (this.#partial !== '') this.#pieces.fragment(this.#partial);
    this.#partial = '';
  }

  #take(text: string): string {
    const { sending } = this.#conversation;
    switch (sending.kind) {
      case 'counted': {
        const part = text.slice(0, sending.left);
        sending.left -= part.length;
        this.#pieces.payload(part);
        if (sending.left === 0) this.#conversation.sent();
        return text.slice(part.length);
      }
      case 'marked':
        return this.#marked(text);
      case 'raw':
        return this.#raw(text, sending);
      case 'none':
        return this.#line(text);
    }
  }

  #marked(text: string): string {
    const end = text.search(payloadEnd);
    if (end === -1) {
      this.#pieces.payload(text);
      return '';
    }
    this.#pieces.payload(text.slice(0, end));
    this.#pieces.plain(text.charAt(end));
    this.#conversation.sent();
    return text.slice(end + 1);
  }

  #raw(text: string, sending: { escaped: boolean }): string {
    // Transparent mode of ESP-AT is left without an answer: the next command tells that it is over.
    if (sending.escaped && /^\s*AT/i.test(text)) {
      this.#conversation.sent();
      return text;
    }
    const all = this.#partial + text;
    this.#partial = '';
    const back = /\+\+\+[\r\n]*$/.exec(all)?.[0];
    if (back === undefined) {
      // The beginning of an escape, perhaps: its rest may come in a write of its own.
      this.#partial = /\+{1,2}$/.exec(all)?.[0] ?? '';
      this.#pieces.payload(all.slice(0, all.length - this.#partial.length));
      return '';
    }
    this.#pieces.payload(all.slice(0, all.length - back.length));
    this.#pieces.plain(back);
    sending.escaped = true;
    return '';
  }

  #line(text: string): string {
    // Nothing is begun: an abort byte or an escape stands alone, and an empty line is shown as it is.
    const alone = this.#partial === '' ? /^(?:[\r\n\x00\x1a\x1b]+|\+\+\+$)/.exec(text)?.[0] : undefined;
    if (alone !== undefined) {
      this.#pieces.plain(alone);
      return text.slice(alone.length);
    }
    const end = this.#endOf(text);
    if (end === -1) {
      this.#partial += text;
      if (this.#partial.length > longestLine) this.flush();
      return '';
    }
    const line = this.#partial + text.slice(0, end);
    this.#partial = '';
    const ending = /^\r?\n?/.exec(text.slice(end))?.[0] ?? '';
    this.#conversation.commanded(line);
    this.#pieces.line(line, ending);
    return text.slice(end + ending.length);
  }

  /** A key or certificate in quotes has line feeds in it, which end nothing. */
  #endOf(text: string): number {
    for (let at = 0; at < text.length; at++) {
      const character = text[at];
      if (character === '\r') return at;
      if (character !== '\n') continue;
      const line = this.#partial + text.slice(0, at);
      if (!(/^AT%CMNG=/i.test(line) && oddQuotes(line))) return at;
    }
    return -1;
  }
}
