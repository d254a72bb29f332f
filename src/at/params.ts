import { AtError } from './at-error.ts';
import { emptyField, type Field, FieldCutter } from './fields.ts';

/** The characters of a wire text (one a byte) as the text they encode: UTF-8, or ISO 8859-1 where it is none. */
export function decodeText(wire: string): string {
  if (!/[\x80-\xff]/.test(wire)) return wire;
  const bytes = Buffer.from(wire, 'latin1');
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? wire : text;
}

/** The value of a digit in base 16, or NaN. */
function digit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN;
}

/** The number that the digits of `text` from `start` on are; undefined when there are none or others among them. */
function numberIn(text: string, base: 10 | 16, start = 0): number | undefined {
  // By hand: this runs for nearly every field, and a pattern followed by parseInt takes several times as long.
  let value = 0;
  for (let index = start; index < text.length; index++) {
    const next = digit(text.charCodeAt(index));
    if (!(next < base)) return undefined;
    value = value * base + next;
  }
  return text.length > start ? value : undefined;
}

function wholeNumberIn(text: string): number | undefined {
  const sign = text[0];
  if (sign !== '-' && sign !== '+') return numberIn(text, 10);
  const size = numberIn(text, 10, 1);
  return sign === '-' && size !== undefined ? 0 - size : size;
}

/** Reads the values of an information line or a URC, left to right. */
export class Params {
  /** The line that is being read, for messages. */
  readonly line: string;
  readonly #cutter: FieldCutter;
  /** Cut as they are asked for: many lines are known by their prefix alone, or by a few of their fields. */
  readonly #fields: Field[] = [];
  #next = 0;

  /**
   * @param line the whole line
   * @param text what stands behind the colon
   */
  constructor(line: string, text: string) {
    this.line = line;
    this.#cutter = new FieldCutter(text);
  }

  /** Fields in all. */
  get count(): number {
    this.#field(Number.POSITIVE_INFINITY);
    return this.#fields.length;
  }

  /** Fields not read yet. */
  get left(): number {
    return Math.max(0, this.count - this.#next);
  }

  /** Whether field `index` (from 0) is an unquoted whole number. */
  isInt(index: number): boolean {
    const field = this.#field(index);
    return field?.kind === 'bare' && wholeNumberIn(field.text) !== undefined;
  }

  /** Whether field `index` (from 0) is quoted. */
  isString(index: number): boolean {
    return this.#field(index)?.kind === 'string';
  }

  /** The next field as a whole number, quoted or not. */
  int(): number {
    return this.optionalInt() ?? this.#wrong('a whole number');
  }

  /** The same, or undefined where the field is empty, absent or `-`. */
  optionalInt(): number | undefined {
    const { kind, text } = this.#take();
    if (kind === 'empty' || text === '-' || text === '') return undefined;
    return wholeNumberIn(text) ?? this.#wrong('a whole number');
  }

  /** The next field as a hexadecimal number, as cell ids are printed; undefined where it is empty or absent. */
  optionalHex(): number | undefined {
    const { kind, text } = this.#take();
    if (kind === 'empty' || text === '') return undefined;
    return numberIn(text, 16) ?? this.#wrong('a hexadecimal number');
  }

  /** The next field as text, quoted or not. */
  text(): string {
    return this.optionalText() ?? this.#wrong('a text');
  }

  /** The same, or undefined where the field is absent or empty without quotes. */
  optionalText(): string | undefined {
    const { kind, text } = this.#take();
    return kind === 'empty' ? undefined : decodeText(text);
  }

  skip(fields = 1): this {
    this.#next += fields;
    return this;
  }

  #take(): Field {
    return this.#field(this.#next++) ?? emptyField;
  }

  #field(index: number): Field | undefined {
    while (this.#fields.length <= index) {
      const field = this.#cutter.next();
      if (field === undefined) return undefined;
      this.#fields.push(field);
    }
    return this.#fields[index];
  }

  #wrong(wanted: string): never {
    const index = this.#next - 1;
    const found = JSON.stringify(this.#fields[index]?.text.slice(0, 40) ?? 'nothing');
    throw new AtError('AT_GARBLED', `field ${index + 1} should be ${wanted} and is ${found}`, { where: this.line });
  }
}

/** Cuts a line at its first colon: `+CSQ: 20,99` into the prefix `+CSQ` and the values. */
export function splitPrefix(line: string): { readonly prefix: string; readonly values: string } {
  const colon = line.indexOf(':');
  return colon === -1 ? { prefix: line, values: '' } : { prefix: line.slice(0, colon), values: line.slice(colon + 1) };
}
