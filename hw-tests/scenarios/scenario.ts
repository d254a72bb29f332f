import type { AttachedBoard } from '../board/board.ts';
import { families } from '../board/family.table.ts';
import type { Bench } from '../runner/bench.ts';

/** What a scenario may need of a board, and why a board may lack it. */
const needs = {
  cellular: ({ plan }: AttachedBoard) =>
    families[plan.driver.name]?.technology === 'cellular' || 'the module has no SIM',
  wifi: ({ plan }: AttachedBoard) =>
    families[plan.driver.name]?.technology === 'wifi' || 'the module is not a Wi-Fi module',
  power: ({ acts }: AttachedBoard) => acts.powerCycle !== undefined || 'the rig has no power commands for this board',
  unplug: ({ acts }: AttachedBoard) =>
    (acts.unplug !== undefined && acts.replug !== undefined) || 'the rig cannot pull the plug of this board',
  'tcp-echo': ({ servers }: AttachedBoard) => servers.tcpEcho !== undefined || 'the rig names no TCP echo server',
  'udp-echo': ({ servers }: AttachedBoard) => servers.udpEcho !== undefined || 'the rig names no UDP echo server',
  name: ({ servers }: AttachedBoard) => servers.name !== undefined || 'the rig names no name to look up',
  'wrong-options': ({ wrongOptions }: AttachedBoard) =>
    wrongOptions !== undefined || 'no options are known with which this network refuses the module',
} as const;

export type Need = keyof typeof needs;

/** One thing that a board and its driver have to do right. */
export interface Scenario {
  /** Kebab-case, for `--scenario`. */
  readonly name: string;
  /** What is expected, as a sentence. */
  readonly title: string;
  readonly needs: readonly Need[];
  /** The longest that it may take in all, in seconds. */
  readonly limitS: number;
  run(bench: Bench): Promise<void>;
}

/** Why a board cannot have the scenario; undefined when it can. */
export function lackOf(board: AttachedBoard, scenario: Pick<Scenario, 'needs'>): string | undefined {
  for (const need of scenario.needs) {
    const lack = needs[need](board);
    if (typeof lack === 'string') return lack;
  }
  return undefined;
}
