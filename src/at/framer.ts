import { BehindBlock } from './behind-block.ts';
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
  /** Whether a line that stands right behind a block, without a line end between them, is somebody's. */
  readonly knows?: (line: string) => boolean;
}

type InlineRule = BlockRule & Required<Pick<BlockRule, 'headerEnd'>>;
const isInline = (rule: BlockRule): rule is InlineRule => rule.headerEnd !== undefined;
const isMark = (byte: number | undefined): boolean => byte === cr || byte === lf || byte === nul;

/**
 * Cuts a stream of bytes into lines, prompts and counted blocks. It knows no result codes and no commands; however the
 * same bytes are chunked, the same frames come out. What it holds is bounded by the longest line and the longest block.
 */
export class Framer {
  readonly #emit: (frame: Frame) => void;
  readonly #maxLine: number;
  readonly #maxBlock: number;
  readonly #knows: (line: string) => boolean;
  #nextRules: readonly BlockRule[] = [];
  #knownRules = this.#nextRules;
  #lineRules: readonly BlockRule[] = [];
  #inlineRules: readonly InlineRule[] = [];
  /** The line so far, without its end. */
  #partial = '';
  #discarding = false;
  #promptExpected = false;
  /** A prompt was cut; the one blank that some modules put after it is not part of what follows. */
  #afterPrompt = false;
  #block: { readonly header: string; readonly bytes: Uint8Array; readonly rule: BlockRule; filled: number } | undefined;
  /** A complete block, until it is known whether its end stands where the count says. */
  #behind: BehindBlock | undefined;
  #echo: { readonly bytes: Uint8Array; matched: number } | undefined;
  #raw: ((bytes: Uint8Array) => void) | undefined;

  constructor(emit: (frame: Frame) => void, options: FramerOptions = {}) {
    this.#emit = emit;
    this.#maxLine = options.maxLine ?? 8192;
    this.#maxBlock = options.maxBlock ?? 65_536;
    this.#knows = options.knows ?? (() => false);
  }

  /** Which headers announce blocks from the next line on. */
  set blockRules(rules: readonly BlockRule[]) {
    this.#nextRules = rules;
  }

  /** From here on, until one came, `>` at the start of a line is a prompt. Otherwise it begins a line like any other. */
  expectPrompt(expected: boolean): void {
    this.#promptExpected = expected;
  }

  /**
   * The payload that was just written may come back, byte for byte, before anything else: then it is dropped, whatever
   * it holds. At the first byte that differs this is given up, and what was held back is taken as it would have been.
   *
   * A payload that begins with a line end or NUL could be taken for the module's own answer, which begins so too: that
   * is expected back only where the module is known to echo.
   */
  expectEcho(payload: Uint8Array, doesEcho = false): void {
    const isExpected = payload.length > 0 && (doesEcho || !isMark(payload[0]));
    this.#echo = isExpected ? { bytes: payload, matched: 0 } : undefined;
  }

  /** From the next byte on, in the middle of a chunk too, nothing is cut: the bytes go to `raw` until it is undefined. */
  divert(raw: ((bytes: Uint8Array) => void) | undefined): void {
    this.reset();
    this.#raw = raw;
  }

  /** Whether a counted block has begun and is not complete. */
  get isInBlock(): boolean {
    return this.#block !== undefined;
  }

  /** Whether a block is complete, and nothing came behind it so far. */
  get holdsBlock(): boolean {
    return this.#behind?.text === '';
  }

  /** Nothing comes behind the block that is held: its end was the end of what the module said. */
  letGo(): void {
    if (this.holdsBlock) this.#release(true);
  }

  /** Gives up a block that will never be complete, or whose end cannot be told. @returns whether there was one */
  giveUpBlock(): boolean {
    const block = this.#block;
    if (block === undefined && (this.#behind?.text ?? '') === '') return false;
    if (this.#behind !== undefined) this.#release(false);
    this.reset();
    if (block?.rule.strict !== true) return true;
    this.#emit({ kind: 'block', header: block.header, bytes: block.bytes.slice(0, block.filled), spoiled: true });
    return true;
  }

  /** Forgets a half line or a half block: for the moment when the module is known to have started over. */
  reset(): void {
    this.#partial = '';
    this.#discarding = false;
    this.#promptExpected = false;
    this.#afterPrompt = false;
    this.#block = undefined;
    this.#behind = undefined;
    this.#echo = undefined;
  }

  push(chunk: Uint8Array): void {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    // Decoded once for all its lines; one character a byte, so that an index means the same in both.
    let text: string | undefined;
    let at = 0;
    while (at < bytes.length) {
      if (this.#raw !== undefined) {
        this.#raw(bytes.subarray(at));
        return;
      }
      if (this.#block !== undefined || this.#behind !== undefined) {
        at = this.#takeCounted(bytes, at);
      } else if (this.#afterPrompt) {
        this.#afterPrompt = false;
        if (bytes[at] === space) at++;
      } else if (this.#echo !== undefined) {
        at = this.#takeEcho(bytes, at);
      } else {
        text ??= bytes.toString('latin1');
        at = this.#takeText(text, at);
      }
    }
  }

  #takeText(text: string, at: number): number {
    if (this.#discarding) return this.#discard(text, at);
    if (this.#partial === '' && this.#skipsAtLineStart(text.charCodeAt(at))) return at + 1;
    return this.#takeLine(text, at);
  }

  /** Deals with the bytes that mean something only where a line could begin. */
  #skipsAtLineStart(byte: number): boolean {
    // NUL is what a line that floats or a wrong speed leaves behind.
    if (isMark(byte)) return true;
    if (byte !== greaterThan || !this.#promptExpected) return false;
    this.#promptExpected = false;
    this.#afterPrompt = true;
    this.#emit({ kind: 'prompt' });
    return true;
  }

  #takeLine(text: string, at: number): number {
    if (this.#partial === '' && this.#knownRules !== this.#nextRules) this.#sortRules();
    const end = text.indexOf('\n', at);
    const stop = end === -1 ? text.length : end;
    // Beyond the limit nothing is kept, so nothing more need be looked at.
    const room = this.#maxLine + 1 - this.#partial.length;
    const line = this.#partial + text.slice(at, Math.min(stop, at + room));
    const header = this.#inlineRules.length === 0 ? undefined : this.#inlineHeader(line);
    if (header !== undefined) {
      const held = this.#partial.length;
      this.#partial = '';
      this.#begin(header.text, header.count, header.rule);
      // The rule may have needed to see some bytes behind the end; those that came before are given their place.
      if (header.text.length < held) this.push(Buffer.from(line.slice(header.text.length, held), 'latin1'));
      return at + Math.max(0, header.text.length - held);
    }
    if (line.length > this.#maxLine) {
      this.#partial = '';
      this.#discarding = true;
      this.#emit({ kind: 'overlong', text: line.slice(0, this.#maxLine) });
      return at + room;
    }
    if (end === -1) {
      this.#partial = line;
      return text.length;
    }
    this.#partial = '';
    this.#line(line);
    return end + 1;
  }

  #sortRules(): void {
    this.#knownRules = this.#nextRules;
    this.#inlineRules = this.#knownRules.filter(isInline);
    this.#lineRules = this.#knownRules.filter((rule) => !isInline(rule));
  }

  /** A header whose bytes follow in the same line. */
  #inlineHeader(line: string): { readonly text: string; readonly count: number; readonly rule: BlockRule } | undefined {
    for (const rule of this.#inlineRules) {
      if (!line.startsWith(rule.prefix)) continue;
      const end = rule.headerEnd(line);
      if (typeof end !== 'number' || end < rule.prefix.length) continue;
      const text = line.slice(0, end);
      const count = this.#count(rule, text);
      if (count !== undefined) return { text, count, rule };
    }
    return undefined;
  }

  #line(raw: string): void {
    let length = raw.length;
    while (length > 0 && isMark(raw.charCodeAt(length - 1))) length--;
    const text = length === raw.length ? raw : raw.slice(0, length);
    if (text === '') return;
    for (const rule of this.#lineRules) {
      if (!text.startsWith(rule.prefix)) continue;
      const count = this.#count(rule, text);
      if (count !== undefined) {
        this.#begin(text, count, rule);
        return;
      }
    }
    this.#emit({ kind: 'line', text });
  }

  #count(rule: BlockRule, header: string): number | undefined {
    let count: number | undefined;
    try {
      count = rule.length(header);
    } catch {
      // What the rule could not read is no header.
    }
    // A length that no module can mean is not believed: the header passes as a line.
    return count !== undefined && Number.isInteger(count) && count >= 0 && count <= this.#maxBlock ? count : undefined;
  }

  #begin(header: string, count: number, rule: BlockRule): void {
    if (count === 0) this.#emit({ kind: 'block', header, bytes: new Uint8Array(0) });
    else this.#block = { header, bytes: new Uint8Array(count), rule, filled: 0 };
  }

  #takeCounted(bytes: Buffer, at: number): number {
    const block = this.#block;
    if (block === undefined) return this.#behind === undefined ? at : this.#lookBehind(this.#behind, bytes, at);
    const part = bytes.subarray(at, at + block.bytes.length - block.filled);
    block.bytes.set(part, block.filled);
    block.filled += part.length;
    if (block.filled === block.bytes.length) {
      this.#block = undefined;
      const { bytes: whole, header, rule } = block;
      if (rule.strict === true) this.#behind = new BehindBlock(header, whole, rule);
      else this.#emit({ kind: 'block', header, bytes: whole });
    }
    return at + part.length;
  }

  #lookBehind(behind: BehindBlock, bytes: Buffer, at: number): number {
    const next = behind.take(bytes, at);
    const fits = behind.fits({
      knows: this.#knows,
      promptExpected: this.#promptExpected,
      isHeader: (text) => {
        const header = this.#inlineHeader(text);
        return header !== undefined && header.rule.standsAlone !== true;
      },
    });
    if (fits !== undefined) this.#release(fits);
    return next;
  }

  /** Gives the block out, and takes what came behind it as it would have been. */
  #release(fits: boolean): void {
    const behind = this.#behind;
    if (behind === undefined) return;
    this.#behind = undefined;
    const { bytes, header, text } = behind;
    this.#emit(fits ? { kind: 'block', header, bytes } : { kind: 'block', header, bytes, spoiled: true });
    if (text !== '') this.push(Buffer.from(text, 'latin1'));
  }

  #takeEcho(bytes: Buffer, at: number): number {
    const echo = this.#echo;
    if (echo === undefined) return at;
    let index = at;
    while (index < bytes.length && echo.matched < echo.bytes.length && bytes[index] === echo.bytes[echo.matched]) {
      index++;
      echo.matched++;
    }
    if (echo.matched === echo.bytes.length) {
      this.#echo = undefined;
    } else if (index < bytes.length) {
      this.#echo = undefined;
      this.push(echo.bytes.subarray(0, echo.matched));
    }
    return index;
  }

  #discard(text: string, at: number): number {
    const end = text.indexOf('\n', at);
    if (end === -1) return text.length;
    this.#discarding = false;
    return end + 1;
  }
}
