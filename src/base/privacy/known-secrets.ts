import type { Span } from './fields.ts';

// A shorter value is found in everything.
const shortest = 4;

/** How one value may stand in what goes over a line. */
interface Form {
  readonly text: string;
  /** Hexadecimal digits are written in either case: these are compared in capitals. */
  readonly isHex: boolean;
  /** A short number inside a longer one is another number. */
  readonly isNumber: boolean;
}

const bytesOf = (text: string, encoding: BufferEncoding): string => Buffer.from(text, encoding).toString('latin1');

/** UCS-2 in hexadecimal digits, as `AT+CSCS="UCS2"` has it (3GPP TS 27.005). */
const ucs2 = (text: string): string => Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase();

/**
 * What base64 makes of the value wherever it stands in a longer text: at each of the three alignments, the characters
 * that hold bits of the value alone.
 */
function base64Forms(secret: string): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret, 'utf8')]);
    const whole = bytes.toString('base64').slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
    return [whole, whole.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function formsOf(secret: string): readonly Form[] {
  const isNumber = /^[0-9]+$/.test(secret);
  // ESP-AT has a backslash before these inside quotes.
  const escaped = secret.replaceAll(/[\\",]/g, String.raw`\$&`);
  const plain = [secret, escaped].map((text) => bytesOf(text, 'utf8'));
  const hex = [Buffer.from(secret, 'utf8').toString('hex').toUpperCase(), ucs2(secret)];
  return [
    ...[...plain, bytesOf(secret, 'latin1')].map((text) => ({ text, isHex: false, isNumber })),
    ...base64Forms(secret).map((text) => ({ text, isHex: false, isNumber: false })),
    ...hex.map((text) => ({ text, isHex: true, isNumber: false })),
  ];
}

/** A certificate or key goes over the line in pieces of its lines. */
const partsOf = (secret: string): readonly string[] =>
  /[\r\n]/.test(secret) ? secret.split(/[\r\n]+/).filter((line) => !line.startsWith('-----')) : [secret];

// What makes one character of another must not make two of it: `toUpperCase` does with a sharp s.
const hexInCapitals = (text: string): string => text.replaceAll(/[a-f]+/g, (letters) => letters.toUpperCase());

const isDigit = (character: string | undefined): boolean => character !== undefined && /[0-9]/.test(character);

/** Values that are known to be secret, found as they are, in hexadecimal digits, in UCS-2 and in base64. */
export class KnownSecrets {
  #forms: readonly Form[] = [];
  readonly #values = new Set<string>();

  add(secrets: readonly string[]): void {
    const fresh = secrets.flatMap(partsOf).filter((value) => value.length >= shortest && !this.#values.has(value));
    if (fresh.length === 0) return;
    for (const value of fresh) this.#values.add(value);
    const all = new Map([...this.#forms, ...fresh.flatMap(formsOf)].map((form) => [form.text, form]));
    this.#forms = [...all.values()].filter(({ text }) => text.length >= shortest);
  }

  /** Where they stand; one character a byte. */
  spansIn(text: string): readonly Span[] {
    if (this.#forms.length === 0) return [];
    const capitals = hexInCapitals(text);
    return this.#forms.flatMap((form) => found(form.isHex ? capitals : text, form));
  }

  /** How much of the end of a text may be the beginning of one: what comes next decides. */
  begunIn(text: string): number {
    if (this.#forms.length === 0) return 0;
    const capitals = hexInCapitals(text);
    const longest = Math.max(...this.#forms.map((form) => form.text.length)) - 1;
    for (let length = Math.min(longest, text.length); length > 0; length--) {
      const [plain, hex] = [text.slice(-length), capitals.slice(-length)];
      if (this.#forms.some((form) => form.text.length > length && form.text.startsWith(form.isHex ? hex : plain)))
        return length;
    }
    return 0;
  }
}

function found(text: string, { isNumber, text: wanted }: Form): readonly Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) {
    const isPart = isNumber && (isDigit(text[at - 1]) || isDigit(text[at + wanted.length]));
    if (!isPart) spans.push([at, wanted.length]);
  }
  return spans;
}
