import type { BlockRule } from './frame.ts';
import type { Params } from './params.ts';

/** A line that the module sends unasked, as a value: how it is known and what it says. */
export interface Urc<Value = void> {
  /** What stands before the colon, or the whole line when it has none. */
  readonly prefix: string;
  /** For lines that have no fixed beginning (`0,CONNECT`); `prefix` is then only a name. */
  readonly pattern?: RegExp;
  /** Undefined when the line is not this URC after all. */
  readonly parse: (params: Params, line: string) => Value | undefined;
  /** It is told of lines that nobody else claims, and claims none. */
  readonly unclaimed?: boolean;
  /** When raw bytes follow it. */
  readonly block?: BlockRule;
}

/**
 * Hears of a URC. `bytes` are those of its counted block; `spoiled` when that was not what it should be: bytes were lost
 * or added on the line, and none of them is to be believed.
 */
export type UrcHandler<Value> = (value: Value, line: string, bytes?: Uint8Array, spoiled?: boolean) => void;

/** A URC known by its prefix: `urc('+CEREG', ...)`. */
export function urc<Value>(prefix: string, parse: Urc<Value>['parse'], block?: BlockRule): Urc<Value> {
  return block === undefined ? { prefix, parse } : { prefix, parse, block };
}

/** A URC that is one fixed line: `fixedUrc('RDY')`. Its value is the line. */
export function fixedUrc(line: string): Urc<string> {
  return { prefix: line, parse: (_params, text) => (text === line ? text : undefined) };
}

/** A URC known by its shape. Its value is what the pattern's groups caught. */
export function patternUrc(name: string, pattern: RegExp): Urc<RegExpExecArray> {
  // A global or sticky pattern would go on where it ended last: each line is looked at from its beginning.
  const whole = new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, ''));
  return { prefix: name, pattern: whole, parse: (_params, line) => whole.exec(line) ?? undefined };
}
