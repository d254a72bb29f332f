import type { Command } from './command.ts';

/** A text by which a module says, amid raw bytes, that data mode is over. Payload could hold it: see `endings`. */
export interface DataModeMark {
  /** Line ends and all: `\r\nNO CARRIER\r\n`. */
  readonly text: string;
  /** The text goes on up to the next CR LF, 64 characters at most: `\r\n#XDATAMODE: ` and a number. */
  readonly toLineEnd?: boolean;
}

/** How a module is brought back from data mode. */
export interface DataModeEscape {
  /** `+++`, for nearly every module. */
  readonly bytes: string;
  /** How long nothing is written ahead of it, in milliseconds. */
  readonly guardBeforeMs: number;
  /** How long nothing is written after it, in milliseconds; where there is no answer, it is over then. */
  readonly guardAfterMs: number;
  /** Its answer: `\r\nOK\r\n`. Undefined where the module says nothing. */
  readonly answer?: DataModeMark;
  /** From the escape's last byte to the answer, in milliseconds. */
  readonly timeoutMs?: number;
  /** How often it is tried; once unless said otherwise. */
  readonly attempts?: number;
}

/** How data mode ended. */
export type DataModeEnd =
  /** `leave` was called and went well. */
  | { readonly kind: 'left' }
  /** The module ended it, and said so with `line` (one of the `endings`). */
  | { readonly kind: 'ended'; readonly line: string }
  /** The module started over, the line went away, or the escape was not answered. */
  | { readonly kind: 'lost'; readonly error: Error };

export interface DataModeHandlers {
  /** Bytes from the module, in order. The first may come before `enterDataMode` has resolved. */
  onBytes(bytes: Uint8Array): void;
  /** Called once; nothing follows it. */
  onEnd(end: DataModeEnd): void;
}

export interface DataModeRequest {
  /**
   * What turns the line raw: from the byte after its success line (`CONNECT`), or, when it has a payload (an empty one
   * will do), after its prompt.
   */
  readonly command: Command<unknown>;
  /** One blank after the prompt is the prompt's own (ESP8266). */
  readonly blankAfterPrompt?: boolean;
  readonly escape: DataModeEscape;
  /**
   * What says, unasked, that data mode is over: `NO CARRIER`, a boot message. It counts when the line is quiet after
   * it, or when nothing but other lines follow; the text, and what follows, is then read as lines.
   */
  readonly endings?: readonly DataModeMark[];
  readonly handlers: DataModeHandlers;
}

/** A line while it carries raw bytes. */
export interface DataMode {
  /** Resolves when the bytes were handed to the line. @throws AtError `AT_DATA_MODE` when the mode is over or is ending */
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Back to commands; may be repeated. Bytes that come meanwhile are still handed on.
   * @returns the module's answer, where it has one
   * @throws AtError `AT_TIMEOUT` when the module stays in data mode: the line is out of step then; the reason of
   * `signal`, and then the leaving goes on
   */
  leave(signal?: AbortSignal): Promise<string | undefined>;
}
