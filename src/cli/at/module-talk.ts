/** A line of the module that nobody asked for. */
export type UrcListener = (line: string) => void;

/** Gives the data that a command asks for with `>`. @throws where there is none: the module is told so if it can be */
export type AskForData = () => Promise<Uint8Array>;

/** How a command is sent. */
export interface TalkOptions {
  /** For the answer; who is asked for data has as long again. */
  readonly timeoutMs: number;
  /** What is sent when the module asks for data, or who is asked for it then. */
  readonly payload: Uint8Array | AskForData;
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
