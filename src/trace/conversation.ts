import { type SendRule, sendRules } from './payload-rules.table.ts';

/** How much payload the host is about to send. */
export type Sending =
  | { readonly kind: 'none' }
  | { readonly kind: 'counted'; left: number }
  /** Up to Ctrl-Z or ESC. */
  | { readonly kind: 'marked' }
  /** Raw bytes both ways, until the line is taken back. */
  | { readonly kind: 'raw'; escaped: boolean };

const none: Sending = { kind: 'none' };
const endsSending = /^(?:SEND OK|SEND FAIL|ERROR|\+CM[ES] ERROR:|NO CARRIER|\+QFUPL:)/;

/** What both directions of a line have to know of each other to tell lines from payload. */
export class Conversation {
  sending: Sending = none;
  /** The last command line. */
  command = '';
  readonly #everSent = new Set<RegExp>();
  readonly #noted: readonly RegExp[];
  #pending: SendRule | undefined;
  #count: number | undefined;
  #sent = false;

  /** @param noted commands whose having been sent once is to be remembered */
  constructor(noted: readonly RegExp[]) {
    this.#noted = noted;
  }

  wasSent(command: RegExp): boolean {
    return this.#everSent.has(command);
  }

  /** Whether payload went out and the module may be echoing it. */
  get mayEcho(): boolean {
    return this.#sent;
  }

  /** The host sent a command line. */
  commanded(line: string): void {
    this.command = line;
    this.#sent = false;
    for (const each of this.#noted) if (each.test(line)) this.#everSent.add(each);
    this.#pending = undefined;
    for (const rule of sendRules) {
      const match = rule.command.exec(line);
      if (match === null) continue;
      this.#pending = rule;
      this.#count = match[1] === undefined ? undefined : Number(match[1]);
      return;
    }
  }

  /** The module sent a line, or a bare prompt (`>`). */
  answered(line: string): void {
    if (endsSending.test(line)) {
      this.#sent = false;
      if (this.sending.kind === 'counted' || this.sending.kind === 'marked') this.sending = none;
    }
    const rule = this.#pending;
    if (rule === undefined || !asks(rule, line)) return;
    this.#pending = undefined;
    if (this.#count !== undefined) this.sending = this.#count > 0 ? { kind: 'counted', left: this.#count } : none;
    else this.sending = rule.ends === 'mark' ? { kind: 'marked' } : { kind: 'raw', escaped: false };
  }

  /** The host has sent all of its payload, or the line is no longer raw. */
  sent(): void {
    this.#sent = this.sending.kind !== 'raw';
    this.sending = none;
  }
}

function asks({ asks: what }: SendRule, line: string): boolean {
  if (what === 'prompt') return line === '>';
  return what === 'CONNECT' ? line.startsWith('CONNECT') : line === 'OK';
}
