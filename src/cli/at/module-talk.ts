/** A line of the module that nobody asked for. */
export type UrcListener = (line: string) => void;

/** How a command is sent. */
export interface TalkOptions {
  readonly timeoutMs: number;
  readonly payload?: Uint8Array;
}

/** A module that takes command lines, wherever it is. */
export interface ModuleTalk {
  /** What a person calls it. */
  readonly name: string;
  /** Sends a command line and returns its answer. @throws AtError, and what the way there fails with */
  at(command: string, options: TalkOptions): Promise<readonly string[]>;
  /** Resolves when it can no longer be talked to, with the reason. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
}
