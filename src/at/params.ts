import { AtError } from './at-error.ts';
import { emptyField, type Field, fieldsOf } from './fields.ts';

/** The characters of a wire text (one a byte) as the text they encode: UTF-8, or ISO 8859-1 where it is none. */
export function decodeText(wire: string): string {
  if (!/[\x80-\xff]/.test(wire)) return wire;
  const bytes = Buffer.from(wire, 'latin1');
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? wire : text;
}

/** Reads the values of an information line or a URC, left to right. */
export class Params {
  /** The line that is being read, for messages. */
  readonly line: string;
  readonly #values: string;
  /** Cut when first asked for: many lines are known by their prefix alone. */
  #cut: readonly Field[] | undefined;
  #next = 0;

  /**
   * @param line the whole line
   * @param text what stands behind the colon
   */
  constructor(line: string, text: string) {
    this.line = line;
    this.#values = text;
  }

  get #fields(): readonly Field[] {
    this.#cut ??= /^[ \t]*$/.test(this.#values) ? [] : fieldsOf(this.#values);
    return this.#cut;
  }

  /** Fields in all. */
  get count(): number {
    return this.#fields.length;
  }

  /** Fields not read yet. */
  get left(): number {
    return Math.max(0, this.#fields.length - this.#next);
  }

  /** Whether field `index` (from 0) is an unquoted whole number. */
  isInt(index: number): boolean {
    const field = this.#fields[index];
    return field?.kind === 'bare' && /^[+-]?\d+$/.test(field.text);
  }

  /** Whether field `index` (from 0) is quoted. */
  isString(index: number): boolean {
    return this.#fields[index]?.kind === 'string';
  }

  /** The next field as a whole number, quoted or not. */
  int(): number {
    const value = this.optionalInt();
    if (value === undefined) throw this.#wrong('a whole number');
    return value;
  }

  /** The same, or undefined where the field is empty, absent or `-`. */
  optionalInt(): number | undefined {
    const { kind, text } = this.#take();
    if (kind === 'empty' || text === '-' || text === '') return undefined;
    if (!/^[+-]?\d+$/.test(text)) throw this.#wrong('a whole number');
    return Number(text);
  }

  /** The next field as a hexadecimal number, as cell ids are printed; undefined where it is empty or absent. */
  optionalHex(): number | undefined {
    const { kind, text } = this.#take();
    if (kind === 'empty' || text === '') return undefined;
    if (!/^[0-9a-f]+$/i.test(text)) throw this.#wrong('a hexadecimal number');
    return Number.parseInt(text, 16);
  }

  /** The next field as text, quoted or not. */
  text(): string {
    const value = this.optionalText();
    if (value === undefined) throw this.#wrong('a text');
    return value;
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
    return this.#fields[this.#next++] ?? emptyField;
  }

  #wrong(wanted: string): AtError {
    const index = this.#next - 1;
    const found = JSON.stringify(this.#fields[index]?.text.slice(0, 40) ?? 'nothing');
    return new AtError('AT_GARBLED', `field ${index + 1} should be ${wanted} and is ${found}`, { where: this.line });
  }
}

/** Cuts a line at its first colon: `+CSQ: 20,99` into the prefix `+CSQ` and the values. */
export function splitPrefix(line: string): { readonly prefix: string; readonly values: string } {
  const colon = line.indexOf(':');
  return colon === -1 ? { prefix: line, values: '' } : { prefix: line.slice(0, colon), values: line.slice(colon + 1) };
}
