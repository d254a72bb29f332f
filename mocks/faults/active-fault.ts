import type { Clock } from '../../src/base/clock.ts';
import { UsageError } from '../../src/base/errors.ts';
import { seededRandom } from '../module/random.ts';
import type { ByteFault, Direction, Fault } from './fault.ts';
import { isByteFault } from './fault.ts';
import { TriggerState } from './trigger-state.ts';

/** A fault that waits for its moment, or is under way. */
export interface ActiveFault {
  /** Its number in the list, for the log. */
  readonly index: number;
  readonly fault: Fault;
  readonly trigger: TriggerState;
  /** Whose bytes are counted. */
  readonly counting: Direction;
  /** Of a byte fault: whose bytes it is about. */
  readonly direction: Direction;
  /** Of a byte fault: how many bytes or pieces it still befalls. */
  armed: number;
  readonly random: () => number;
}

/** One fault a direction; each with its own numbers, so that one fault more leaves the others as they were. */
export function activate(fault: Fault, index: number, seed: number): readonly ActiveFault[] {
  checkTrigger(fault);
  const directions: readonly Direction[] =
    isByteFault(fault) && fault.direction === 'both' ? ['to-host', 'to-module'] : [onlyDirection(fault)];
  return directions.map((direction, part) => {
    const random = seededRandom(Math.imul(seed, 0x9e3779b1) + 2 * index + part);
    const counting = fault.trigger?.counting ?? direction;
    return {
      index,
      fault,
      trigger: new TriggerState(fault.trigger ?? {}, random),
      counting,
      direction,
      armed: 0,
      random,
    };
  });
}

function onlyDirection(fault: Fault): Direction {
  if (!('direction' in fault) || fault.direction === undefined || fault.direction === 'both') return 'to-host';
  return fault.direction;
}

function checkTrigger({ kind, trigger = {} }: Fault): void {
  const { afterBytes, afterMs, atByte, every, probability } = trigger;
  const refuse = (what: string): never => {
    throw new UsageError(`the fault ${JSON.stringify(kind)}: ${what}`);
  };
  if (atByte !== undefined && !(atByte >= 1)) refuse(`atByte is ${atByte}, and bytes are counted from 1`);
  if (every !== undefined && !(Number.isInteger(every) && every >= 1)) refuse(`every is ${every}, not 1 or more`);
  if (probability !== undefined && !(probability >= 0 && probability <= 1)) {
    refuse(`probability is ${probability}, not from 0 to 1`);
  }
  if ((afterBytes ?? 0) < 0 || (afterMs ?? 0) < 0) refuse('afterBytes and afterMs are 0 or more');
}

/** The fault's moment has come. */
export function arm(active: ActiveFault, fault: ByteFault): void {
  const count = fault.count ?? 1;
  const wholePieces = fault.kind === 'delay' || fault.kind === 'glue' || fault.kind === 'split';
  active.armed = wholePieces ? count : active.armed + count;
}

/** Calls `fired` when the time of a fault has come, or at once. */
export function startTrigger(
  active: ActiveFault,
  after: (delayMs: number, fire: () => void) => ReturnType<Clock['after']>,
  fired: (active: ActiveFault) => void,
): void {
  const { afterMs } = active.fault.trigger ?? {};
  if (afterMs === undefined) {
    if (active.trigger.begin()) fired(active);
    return;
  }
  after(afterMs, () => {
    if (active.trigger.timePassed()) fired(active);
  });
}
