import type { ObservedLine } from '../../connectivity/index.ts';
import type { UrcListener } from './module-talk.ts';

const final = /^(?:OK|ERROR|ABORTED|SEND OK|SEND FAIL|NO CARRIER|\+CM[ES] ERROR:.*)$/;
const mostLines = 2000;
/** Commands that were answered and whose callers do not know yet. */
const mostExchanges = 8;

const prefixOf = (line: string): string | undefined => /^([+%#^$*][A-Z][A-Z0-9_]*):/i.exec(line)?.[1]?.toUpperCase();
const namesIn = (command: string): readonly string[] =>
  [...command.replaceAll(/"[^"]*"?/g, '""').matchAll(/[+%#^$*&][A-Z][A-Z0-9_]*/gi)].map(([name]) => name.toUpperCase());
/** As a direct command is shown to observers. */
const shownOf = (command: string): string => command.trim().replace(/=(?!\?).*$/, '=...');

/** A command and what came while it ran; private values are hidden in all of it. */
interface Exchange {
  readonly command: string;
  readonly names: readonly string[];
  /** Told as unasked already, because they have the name of another command. */
  readonly told: string[];
  /** Lines of the answer, as far as can be seen. */
  readonly held: string[];
}

/** Private values were replaced by others as long. */
const mayBe = (shown: string, line: string): boolean => shown === line || shown.length === line.length;

/**
 * Finds what a module says by itself among the lines of a running program: what comes while no command runs, and what
 * comes in between and has another name than the command. Of the rest an answer tells whether it belongs to it.
 */
export class UnaskedLines {
  readonly #urc: UrcListener;
  #running: Exchange | undefined;
  readonly #ended: Exchange[] = [];

  constructor(urc: UrcListener) {
    this.#urc = urc;
  }

  observe({ direction, text }: ObservedLine): void {
    if (direction === 'note' || final.test(text)) this.#end();
    else if (direction === 'out') this.#begin(text);
    else this.#line(text);
  }

  /** @returns what of the answer was not told as unasked already */
  answered(command: string, answer: readonly string[]): readonly string[] {
    const index = this.#ended.findLastIndex((each) => each.command === shownOf(command));
    const [exchange] = index === -1 ? [] : this.#ended.splice(index, 1);
    if (exchange === undefined) return answer;
    const rest = [...answer];
    for (const line of exchange.told) {
      const at = rest.findIndex((each) => prefixOf(each) === prefixOf(line) && mayBe(line, each));
      if (at !== -1) rest.splice(at, 1);
    }
    let next = 0;
    for (const line of exchange.held) {
      const at = rest.findIndex((each, place) => place >= next && mayBe(line, each));
      if (at === -1) this.#urc(line);
      else next = at + 1;
    }
    return rest;
  }

  #begin(text: string): void {
    // Payload, as it is shown: the command goes on.
    if (text.startsWith('(')) return;
    this.#end();
    this.#running = { command: shownOf(text), names: namesIn(text), told: [], held: [] };
  }

  #end(): void {
    if (this.#running === undefined) return;
    this.#ended.push(this.#running);
    if (this.#ended.length > mostExchanges) this.#ended.shift();
    this.#running = undefined;
  }

  #line(text: string): void {
    const running = this.#running;
    if (running === undefined) {
      this.#urc(text);
      return;
    }
    if (text === '>' || /^at/i.test(text)) return;
    const prefix = prefixOf(text);
    const isOther = prefix !== undefined && !running.names.includes(prefix);
    const lines = isOther ? running.told : running.held;
    if (lines.length < mostLines) lines.push(text);
    if (isOther) this.#urc(text);
  }
}
