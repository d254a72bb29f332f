import { fieldSpans, joined, type Span } from './fields.ts';
import { KnownSecrets } from './known-secrets.ts';
import { type Places, type PrivateRule, privatePatterns, privateRules } from './private-fields.table.ts';
import { Pseudonyms } from './pseudonyms.ts';

/** A line as it may be shown. */
export interface RedactedLine {
  /** As long as the line itself. */
  readonly text: string;
  /** What of it was replaced. */
  readonly hidden: readonly Span[];
}

const rules = new Map<string, PrivateRule>();
for (const rule of privateRules) for (const name of rule.names) rules.set(name, rule);

const commandName = /[+%#^$*][A-Z][A-Z0-9_]*/i;
const answerName = /^([+%#^$*][A-Z][A-Z0-9_]*)\s*:\s*/i;
const finals = /^(?:OK|ERROR|ABORTED|\+CM[ES] ERROR:.*|NO CARRIER|FAIL|SEND OK|SEND FAIL|CONNECT.*|BUSY|busy .*|>)$/;

/** A command of a line, and where its values stand. */
interface Part {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Where the commands of a line end: at semicolons outside quotes, and at its own end. */
function endsOf(line: string): readonly number[] {
  if (!line.includes(';')) return [line.length];
  const ends: number[] = [];
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (quoted && character === '\\') at++;
    else if (character === '"') quoted = !quoted;
    else if (character === ';' && !quoted) ends.push(at);
  }
  return [...ends, line.length];
}

/** The extended commands of a line; basic ones may stand before each: `ATE0+CMEE=1;+CPIN=1234`. */
function partsOf(line: string): readonly Part[] {
  let begin = 0;
  return endsOf(line).flatMap((end) => {
    const command = line.slice(begin, end);
    const match = commandName.exec(command);
    const start = begin;
    begin = end + 1;
    if (match === null || command.slice(0, match.index).includes('"')) return [];
    const behind = start + match.index + match[0].length;
    return [{ name: match[0].toUpperCase(), from: line[behind] === '=' ? behind + 1 : behind, to: end }];
  });
}

function placed(text: string, from: number, to: number, places: Places | undefined): readonly Span[] {
  if (places === undefined || from >= to) return [];
  const spans = fieldSpans(text, from, to);
  return places === 'all' ? spans : spans.filter((_, index) => places.includes(index));
}

function texts(text: string, { from, to }: Part, first: number | undefined): readonly Span[] {
  if (first === undefined) return [];
  return fieldSpans(text, from, to)
    .filter(([start]) => text[start - 1] === '"')
    .slice(first - 1);
}

/**
 * Hides what is private in the lines of one module, in their order: a bare number means something only as the answer to
 * what was asked before it. Lines are given without their ends, one character a byte.
 */
export class LineRedactor {
  readonly #pseudonyms: Pseudonyms;
  readonly #known = new KnownSecrets();
  /** The commands that run: their bare answers may be private. */
  #asked: readonly PrivateRule[] = [];
  #nextIsPrivate = false;
  #inPem = false;

  constructor(pseudonyms: Pseudonyms = new Pseudonyms()) {
    this.#pseudonyms = pseudonyms;
  }

  /** Values that are known to be secret: hidden wherever they stand, however they are written. */
  learn(secrets: readonly string[]): void {
    this.#known.add(secrets);
  }

  /** @param direction `out` to the module, `in` from it */
  redact(direction: 'in' | 'out', line: string): RedactedLine {
    return this.#shown(line, [...this.#own(direction, line), ...this.#everywhere(line)]);
  }

  /** Takes in what a line tells that nobody looks at: what it asks for, and what is to be hidden in later ones. */
  follow(direction: 'in' | 'out', line: string): void {
    const spans = this.#own(direction, line);
    if (spans.length > 0) this.#shown(line, spans);
  }

  /** A text of which nothing may be shown but its length. */
  hide(text: string): RedactedLine {
    return this.#shown(text, this.#whole(text));
  }

  /** Payload, of which only what is known to be secret is hidden. */
  withoutKnown(bytes: string): string {
    return this.#shown(bytes, this.#known.spansIn(bytes)).text;
  }

  /** Where the part of some payload ends of which it is known whether it is secret; the rest may be the beginning of it. */
  knownIn(bytes: string): number {
    const begun = bytes.length - this.#known.begunIn(bytes);
    const across = this.#known.spansIn(bytes).filter(([start, length]) => start < begun && start + length > begun);
    return Math.max(begun, ...across.map(([start, length]) => start + length));
  }

  /** What its place in the exchange makes private. */
  #own(direction: 'in' | 'out', line: string): readonly Span[] {
    if (/^AT/i.test(line)) return this.#command(line);
    return direction === 'in' ? this.#answer(line) : this.#whole(line);
  }

  #whole(line: string): readonly Span[] {
    return [[0, line.length]];
  }

  #command(line: string): readonly Span[] {
    const asked: PrivateRule[] = [];
    const spans: Span[] = [];
    this.#nextIsPrivate = false;
    this.#inPem = false;
    for (const part of partsOf(line)) {
      const rule = rules.get(part.name);
      if (rule === undefined) continue;
      asked.push(rule);
      // `AT+CPIN?` and `AT+CMGS=?` hold no value.
      if (line.slice(part.from, part.to) === '?') continue;
      spans.push(...placed(line, part.from, part.to, rule.sent), ...texts(line, part, rule.sentTexts));
    }
    this.#asked = asked;
    return spans;
  }

  #answer(line: string): readonly Span[] {
    if (this.#inPem || line.includes('-----BEGIN ')) return this.#pem(line);
    if (finals.test(line)) {
      this.#nextIsPrivate = false;
      return [];
    }
    const match = answerName.exec(line);
    const rule = match?.[1] === undefined ? undefined : rules.get(match[1].toUpperCase());
    if (match !== null && rule !== undefined) {
      this.#nextIsPrivate = rule.next === true;
      return placed(line, match[0].length, line.length, rule.answered);
    }
    if (this.#nextIsPrivate && line !== '') {
      this.#nextIsPrivate = false;
      return this.#whole(line);
    }
    const isBare = match === null && this.#asked.some(({ bare }) => bare === true);
    return isBare ? this.#whole(line) : [];
  }

  /** A certificate or key that the module shows, over several lines. */
  #pem(line: string): readonly Span[] {
    this.#inPem = !line.includes('-----END ');
    return this.#whole(line);
  }

  #everywhere(line: string): readonly Span[] {
    const spans: Span[] = [...this.#known.spansIn(line)];
    for (const pattern of privatePatterns) {
      for (const match of line.matchAll(pattern)) spans.push([match.index, match[0].length]);
    }
    for (const secret of this.#pseudonyms.learned) {
      for (let at = line.indexOf(secret); at !== -1; at = line.indexOf(secret, at + secret.length)) {
        spans.push([at, secret.length]);
      }
    }
    return spans;
  }

  #shown(line: string, spans: readonly Span[]): RedactedLine {
    const hidden = joined(spans);
    if (hidden.length === 0) return { text: line, hidden };
    let text = '';
    let from = 0;
    for (const [start, length] of hidden) {
      text += line.slice(from, start) + this.#pseudonyms.of(line.slice(start, start + length));
      from = start + length;
    }
    return { text: text + line.slice(from), hidden };
  }
}
