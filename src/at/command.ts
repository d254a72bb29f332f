import { attention, type CommandLine } from './command-line.ts';
import type { BlockRule } from './frame.ts';
import type { Params } from './params.ts';

/** Reads one information line. It may decline, with undefined: then the line is no part of this answer. */
export type LineParser = (params: Params, line: string) => unknown;

type Parsers = Readonly<Record<string, LineParser>>;

/** What the parsers made of the lines they took, by prefix, and what came beside them. */
export type Answer<Lines extends Parsers> = {
  readonly lines: { readonly [Prefix in keyof Lines]: readonly Exclude<ReturnType<Lines[Prefix]>, undefined>[] };
  /** Lines without a prefix, where the command takes them. */
  readonly bare: readonly string[];
  /** Counted blocks, where the command takes them. */
  readonly blocks: readonly { readonly header: string; readonly bytes: Uint8Array }[];
};

/** The payload of a command that asks for it with a prompt. */
export interface Payload {
  readonly bytes: Uint8Array;
  /**
   * Asked for the bytes when the module asks for them, which it need not do; `bytes` are then what tells it that none
   * will come, where that can be said.
   */
  readonly ask?: () => Promise<Uint8Array>;
  /** `OK` comes before the prompt and is not the end (ESP-AT). */
  readonly okBeforePrompt?: boolean;
  /** A whole line that asks for it, in place of a `>`: `CONNECT` (Quectel's files), `OK` (Nordic's data mode). */
  readonly promptLine?: string;
  /** Told when the module asks for it. */
  readonly asked?: () => void;
  /**
   * What the module is given when it was not heard to ask within the deadline: it may have asked all the same, and would
   * take whatever comes next for the payload. As long as the payload, and no command, in case it does not wait.
   */
  readonly promised?: Uint8Array;
  /** Lines that refuse the command as long as it was not asked for; behind the prompt they end nothing (`busy p...`). */
  readonly refusals?: readonly string[];
}

/** A command as a value: what is sent, what its answer looks like, how long it may take. */
export interface Command<Result = void> {
  readonly line: CommandLine;
  /** From the command's last byte to its final result code, in milliseconds: the maker's maximum, plus some. */
  readonly timeoutMs: number;
  readonly lines: Parsers;
  /** How many lines without a prefix the answer may have. */
  readonly bareLines: number;
  /** Those lines may begin as a URC would (`+`, `%`, `#`, `^`). */
  readonly prefixedLines: boolean;
  /** Prefixes whose lines are such lines, ahead of any URC that looks alike. */
  readonly ownPrefixes: readonly string[];
  readonly block: BlockRule | undefined;
  readonly payload: Payload | undefined;
  /** Lines that end it well; `OK` unless said otherwise. */
  readonly successes: readonly string[];
  /** Lines that end it badly, beside the usual ones. */
  readonly failures: readonly string[];
  /** Makes the module give it up at once, where it can. */
  readonly abortWith: Uint8Array | undefined;
  /**
   * Lines that stand in no answer to it, and are what is left of bytes whose header was lost: the answer is garbled then,
   * whatever ends it.
   */
  readonly spoiledBy: ((line: string) => boolean) | undefined;
  readonly result: (answer: Answer<Parsers>) => Result;
}

/** How a command is written down; see {@link Command}. */
export interface CommandDeclaration<Lines extends Parsers, Result> {
  readonly line: CommandLine;
  readonly timeoutMs: number;
  /** The information lines it takes, by prefix (what stands before the colon). */
  readonly lines?: Lines;
  readonly bareLines?: number;
  readonly prefixedLines?: boolean;
  readonly ownPrefixes?: readonly string[];
  readonly block?: BlockRule;
  readonly payload?: Payload;
  readonly successes?: readonly string[];
  readonly failures?: readonly string[];
  readonly abortWith?: Uint8Array;
  readonly spoiledBy?: (line: string) => boolean;
  /** Makes the result; an AtError thrown here says that the answer was garbled. */
  readonly result: (answer: Answer<Lines>) => Result;
}

const ok = ['OK'] as const;

/** Declares a command whose answer carries something. */
export function command<Lines extends Parsers, Result>(
  declaration: CommandDeclaration<Lines, Result>,
): Command<Result> {
  return {
    line: declaration.line,
    timeoutMs: declaration.timeoutMs,
    lines: declaration.lines ?? {},
    bareLines: declaration.bareLines ?? 0,
    prefixedLines: declaration.prefixedLines ?? false,
    ownPrefixes: declaration.ownPrefixes ?? [],
    block: declaration.block,
    payload: declaration.payload,
    successes: declaration.successes ?? ok,
    failures: declaration.failures ?? [],
    abortWith: declaration.abortWith,
    spoiledBy: declaration.spoiledBy,
    result: declaration.result as unknown as Command<Result>['result'],
  };
}

/** Declares a command that answers `OK` and nothing else. */
export function order(line: CommandLine, timeoutMs: number): Command {
  return command({ line, timeoutMs, result: () => undefined });
}

/** `AT`: asks for nothing but an answer. */
export const ping = (timeoutMs: number): Command => order(attention, timeoutMs);
