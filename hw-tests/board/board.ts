import type { Plan } from '../../src/rig/bring-up/plan.ts';

/** How long things may take on a board, in milliseconds. Generous: a step ends as soon as it can. */
export interface BoardLimits {
  /** From power, or a reset, until the module takes commands. */
  readonly readyMs: number;
  readonly connectMs: number;
  readonly releaseMs: number;
  /** From a loss until the interface shows it. */
  readonly lossMs: number;
}

/** Where something answers beyond the module. */
export interface Server {
  readonly host: string;
  readonly port: number;
}

/** What the socket scenarios talk to; what is left out is not tried. */
export interface TestServers {
  /** Sends back what it gets. */
  readonly tcpEcho?: Server;
  readonly udpEcho?: Server;
  /** A name that the module's resolver knows. */
  readonly name?: string;
}

/** What can be done to a board from outside; what is left out cannot. */
export interface BoardActs {
  /** Takes the power away and gives it back; resolves when it is back. */
  powerCycle?(signal: AbortSignal): Promise<void>;
  /** Pulls the plug, and puts it back. */
  unplug?(): Promise<void>;
  replug?(): Promise<void>;
}

/** A board that is there, held for this run alone. */
export interface AttachedBoard {
  readonly plan: Plan;
  /** Where is kept what has to outlive a run, such as PINs that a card refused. */
  readonly stateDirectory?: string;
  readonly acts: BoardActs;
  readonly servers: TestServers;
  readonly limits: BoardLimits;
  /** Those of the conformance checks, which wait them out to see that nothing more happens; `limits` unless given. */
  readonly quietLimits?: BoardLimits;
  /** Options with which its network cannot be joined, where such are known. */
  readonly wrongOptions?: Readonly<Record<string, string>>;
  /** Ends what was started for it and gives it back. */
  close(): Promise<void>;
}

/** `remote` is behind a socket: whether it is hardware cannot be told from here, and so it is not claimed. */
export type BoardKind = 'real' | 'remote' | 'simulated';

/** A board of the rig. */
export interface Board {
  readonly name: string;
  readonly kind: BoardKind;
  /** What it is, as far as the rig knows. */
  readonly description: string;
  readonly labels: readonly string[];
  /**
   * Takes the board and finds out how to talk to it.
   * @throws BoardAbsent when it is not plugged in; ModuleTakenError; whatever else stands in the way
   */
  attach(signal: AbortSignal): Promise<AttachedBoard>;
}

/** The board is not there: its scenarios are skipped. */
export class BoardAbsent extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'BoardAbsent';
  }
}
