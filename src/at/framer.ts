import type { BlockRule, Frame } from './frame.ts';

const cr = 0x0d;
const lf = 0x0a;
const nul = 0x00;
const space = 0x20;
const greaterThan = 0x3e;

export interface FramerOptions {
  /** The longest line that is taken whole, in bytes. */
  readonly maxLine?: number;
  /** The longest block that a module may announce, in bytes. */
  readonly maxBlock?: number;
}

/**
 * Cuts a stream of bytes into lines, prompts and counted blocks. It knows no result codes and no commands; however the
 * same bytes are chunked, the same frames come out. What it holds is bounded by the longest line and the longest block.
 */
export class Framer {
  readonly #emit: (frame: Frame) => void;
  readonly #maxLine: number;
  readonly #maxBlock: number;
  #rules: readonly BlockRule[] = [];
  /** The line so far, without its end. */
  #partial = '';
  #discarding = false;
  #promptExpected = false;
  /** A prompt was cut; the one blank that some modules put after it is not part of what follows. */
  #afterPrompt = false;
  #block: { readonly header: string; readonly bytes: Uint8Array; filled: number } | undefined;

  constructor(emit: (frame: Frame) => void, options: FramerOptions = {}) {
    this.#emit = emit;
    this.#maxLine = options.maxLine ?? 8192;
    this.#maxBlock = options.maxBlock ?? 65_536;
  }

  /** Which headers announce blocks from the next line on. */
  set blockRules(rules: readonly BlockRule[]) {
    this.#rules = rules;
  }

  /** From here on, until one came, `>` at the start of a line is a prompt. Otherwise it begins a line like any other. */
  expectPrompt(expected: boolean): void {
    this.#promptExpected = expected;
  }

  /** Whether a counted block has begun and is not complete. */
  get isInBlock(): boolean {
    return this.#block !== undefined;
  }

  /** Forgets a half line or a half block: for the moment when the module is known to have started over. */
  reset(): void {
    this.#partial = '';
    this.#discarding = false;
    this.#promptExpected = false;
    this.#afterPrompt = false;
    this.#block = undefined;
  }

  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let at = 0;
    while (at < bytes.length) {
      if (this.#block !== undefined) at = this.#takeBlock(bytes, at);
      else if (this.#discarding) at = this.#discard(bytes, at);
      else if (this.#partial === '' && this.#skipsAtLineStart(bytes[at] ?? nul)) at++;
      else at = this.#takeLine(bytes, at);
    }
  }

  /** Deals with the bytes that mean something only where a line could begin. */
  #skipsAtLineStart(byte: number): boolean {
    if (this.#afterPrompt) {
      this.#afterPrompt = false;
      if (byte === space) return true;
    }
    // NUL is what a line that floats or a wrong speed leaves behind.
    if (byte === cr || byte === lf || byte === nul) return true;
    if (byte !== greaterThan || !this.#promptExpected) return false;
    this.#promptExpected = false;
    this.#afterPrompt = true;
    this.#emit({ kind: 'prompt' });
    return true;
  }

  #takeLine(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(lf, at);
    const stop = end === -1 ? bytes.length : end;
    // Beyond the limit nothing is kept, so nothing more need be looked at.
    const room = this.#maxLine + 1 - this.#partial.length;
    const text = this.#partial + bytes.toString('latin1', at, Math.min(stop, at + room));
    const header = this.#inlineHeader(text);
    if (header !== undefined) {
      const consumed = at + header.length - this.#partial.length;
      this.#partial = '';
      this.#begin(header.text, header.count);
      return consumed;
    }
    if (text.length > this.#maxLine) {
      this.#partial = '';
      this.#discarding = true;
      this.#emit({ kind: 'overlong', text: text.slice(0, this.#maxLine) });
      return at + room;
    }
    if (end === -1) {
      this.#partial = text;
      return bytes.length;
    }
    this.#partial = '';
    this.#line(text);
    return end + 1;
  }

  /** A header whose bytes follow in the same line. */
  #inlineHeader(text: string): { readonly text: string; readonly length: number; readonly count: number } | undefined {
    for (const rule of this.#rules) {
      if (rule.headerEnd === undefined || !text.startsWith(rule.prefix)) continue;
      const end = rule.headerEnd(text);
      if (typeof end !== 'number') continue;
      const header = text.slice(0, end);
      const count = this.#count(rule, header);
      if (count !== undefined) return { text: header, length: end, count };
    }
    return undefined;
  }

  #line(raw: string): void {
    const text = raw.replace(/[\r\0]+$/, '');
    if (text === '') return;
    for (const rule of this.#rules) {
      if (rule.headerEnd !== undefined || !text.startsWith(rule.prefix)) continue;
      const count = this.#count(rule, text);
      if (count !== undefined) {
        this.#begin(text, count);
        return;
      }
    }
    this.#emit({ kind: 'line', text });
  }

  #count(rule: BlockRule, header: string): number | undefined {
    const count = rule.length(header);
    // A length that no module can mean is not believed: the header passes as a line.
    return count !== undefined && Number.isInteger(count) && count >= 0 && count <= this.#maxBlock ? count : undefined;
  }

  #begin(header: string, count: number): void {
    if (count === 0) this.#emit({ kind: 'block', header, bytes: new Uint8Array(0) });
    else this.#block = { header, bytes: new Uint8Array(count), filled: 0 };
  }

  #takeBlock(bytes: Buffer, at: number): number {
    const block = this.#block;
    if (block === undefined) return at;
    const part = bytes.subarray(at, at + block.bytes.length - block.filled);
    block.bytes.set(part, block.filled);
    block.filled += part.length;
    if (block.filled === block.bytes.length) {
      this.#block = undefined;
      this.#emit({ kind: 'block', header: block.header, bytes: block.bytes });
    }
    return at + part.length;
  }

  #discard(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(lf, at);
    if (end === -1) return bytes.length;
    this.#discarding = false;
    return end + 1;
  }
}
