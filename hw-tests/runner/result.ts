import type { ModuleIdentity } from '../../src/connectivity/index.ts';
import type { BoardKind } from '../board/board.ts';

/** Something that was measured: `connect 812 ms`. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'dBm' | 'bytes/s';
}

/** What came of one scenario, or of one check of the conformance kit. */
export interface Result {
  readonly name: string;
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped, or what went wrong. */
  readonly reason?: string;
  readonly measures: readonly Measure[];
  /** Of a failure: what happened on the interface, oldest first. */
  readonly timeline?: readonly string[];
  readonly tookMs: number;
}

/** What came of one board. */
export interface BoardReport {
  readonly board: string;
  readonly kind: BoardKind;
  readonly description: string;
  /** Undefined when it was not there. */
  readonly driver?: string;
  readonly port?: string;
  /** As the module said itself. */
  readonly identity?: ModuleIdentity;
  readonly results: readonly Result[];
}

/** What a run was made with. */
export interface Environment {
  readonly atlink: string;
  readonly node: string;
  readonly system: string;
  /** The rig's file, or that it is the simulated one. */
  readonly rig: string;
  readonly startedAt: Date;
}

export interface RunReport {
  readonly environment: Environment;
  readonly boards: readonly BoardReport[];
  readonly tookMs: number;
  /** The signal that ended it before its time. */
  readonly interrupted?: string;
}

/** Of what was under way when the run was ended. */
export const endedMeanwhile = 'the run was ended in the middle of it';

/** Something was not as it has to be. */
export class ScenarioFailure extends Error {
  constructor(expected: string, seen: string) {
    super(`expected ${expected}; saw ${seen}`);
    this.name = 'ScenarioFailure';
  }
}

/** A scenario found that this board, or its network, does not allow it. */
export class ScenarioSkipped extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'ScenarioSkipped';
  }
}

/** The values of a measure over all results of a board, smallest first. */
export function valuesOf(results: readonly Result[], name: string): readonly number[] {
  return results
    .flatMap(({ measures }) => measures.filter((each) => each.name === name).map(({ value }) => value))
    .sort((one, other) => one - other);
}

/** The middle one; undefined of none. */
export function medianOf(sorted: readonly number[]): number | undefined {
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
