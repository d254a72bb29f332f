import type { Conversation } from './conversation.ts';
import { type ReceiveRule, receiveRules } from './payload-rules.table.ts';
import type { Pieces } from './pieces.ts';

const longestLine = 16_384;
/** Raw bytes may end in words that say so; what may be the beginning of such is held back. */
const endOfRaw = /(?:^|\r\n)(?:OK|NO CARRIER|CLOSED|#XDATAMODE: ?-?\d+)\r\n$/;
const mayEndRaw = /\r(?:\n(?:[-A-Z0-9#: ]{0,20}\r?)?)?$/;
/** What a module says while its payload echo may be coming; anything else is taken for the echo. */
const noEcho = /^(?:[+%#^$*][A-Z]|OK$|ERROR$|SEND |Recv |busy |RDY$|CONNECT|NO CARRIER|\d,(?:CLOSED|CONNECT))/;

/** Cuts what the module sends into lines, prompts and payload. */
export class Incoming {
  readonly #conversation: Conversation;
  readonly #pieces: Pieces;
  #partial = '';
  #left = 0;
  #afterPrompt = false;

  constructor(conversation: Conversation, pieces: Pieces) {
    this.#conversation = conversation;
    this.#pieces = pieces;
  }

  push(chunk: string): void {
    let rest = chunk;
    while (rest !== '') rest = this.#take(rest);
  }

  flush(): void {
    if (this.#conversation.sending.kind === 'raw') this.#pieces.payload(this.#partial);
    else if (this.#partial !== '') this.#pieces.fragment(this.#partial);
    this.#partial = '';
    this.#left = 0;
  }

  #take(text: string): string {
    if (this.#left > 0) {
      const part = text.slice(0, this.#left);
      this.#left -= part.length;
      this.#pieces.payload(part);
      return text.slice(part.length);
    }
    if (this.#conversation.sending.kind === 'raw') return this.#raw(text, this.#conversation.sending.escaped);
    return this.#partial === '' ? this.#begin(text) : this.#line(text);
  }

  /** At the start of a line there may be the end of the last one, or a prompt. */
  #begin(text: string): string {
    const plain = (this.#afterPrompt ? /^ / : /^(?:[\r\n\x00]+|> ?)/).exec(text)?.[0];
    this.#afterPrompt = plain === '>';
    if (plain === undefined) return this.#line(text);
    this.#pieces.plain(plain);
    if (plain.startsWith('>')) this.#conversation.answered('>');
    return text.slice(plain.length);
  }

  #line(text: string): string {
    const all = this.#partial + text;
    this.#partial = '';
    const end = all.search(/[\r\n]/);
    const line = end === -1 ? all : all.slice(0, end);
    const inline = this.#counted(line, true);
    if (inline !== undefined) {
      this.#pieces.line(inline.header, '');
      this.#left = inline.bytes;
      return all.slice(inline.header.length);
    }
    const counted = end === -1 ? undefined : this.#counted(line, false);
    // Some firmware ends a line in CR CR LF; of a header exactly one line end belongs to it.
    const ending = (counted === undefined ? /^(?:\r*\n|\r+(?!\r|$))/ : /^(?:\r?\n|\r(?!$))/).exec(
      all.slice(line.length),
    );
    if (ending === null) {
      // A line end that is cut in two is waited for.
      this.#partial = all;
      if (all.length > longestLine) this.flush();
      return '';
    }
    this.#whole(line, ending[0]);
    if (counted !== undefined) this.#left = counted.bytes;
    return all.slice(line.length + ending[0].length);
  }

  #whole(line: string, ending: string): void {
    if (this.#conversation.mayEcho && !noEcho.test(line)) {
      this.#pieces.payload(line);
      this.#pieces.plain(ending);
    } else this.#pieces.line(line, ending);
    this.#conversation.answered(line);
  }

  #raw(text: string, escaped: boolean): string {
    const all = this.#partial + text;
    this.#partial = '';
    const end = endOfRaw.exec(all);
    if (end !== null && (escaped || !end[0].includes('OK'))) {
      this.#pieces.payload(all.slice(0, end.index));
      this.#pieces.plain(end[0]);
      this.#conversation.sent();
      return '';
    }
    const held = mayEndRaw.exec(all)?.index ?? all.length;
    this.#pieces.payload(all.slice(0, held));
    this.#partial = all.slice(held);
    return '';
  }

  #counted(line: string, inline: boolean): { readonly header: string; readonly bytes: number } | undefined {
    for (const rule of receiveRules) {
      if (rule.inline !== inline || !this.#applies(rule)) continue;
      const match = rule.header.exec(line);
      if (match?.[1] !== undefined) return { header: match[0], bytes: Number(match[1]) * (rule.unit ?? 1) };
    }
    return undefined;
  }

  #applies({ after, command }: ReceiveRule): boolean {
    if (after !== undefined && !this.#conversation.wasSent(after)) return false;
    return command === undefined || command.test(this.#conversation.command);
  }
}
