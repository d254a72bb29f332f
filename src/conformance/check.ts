import type { AutomationOptions } from '../connectivity/index.ts';
import type { Bench } from './bench.ts';
import type { Rig } from './rig.ts';
import type { Capability, ModuleStart } from './subject.ts';

/** A numbered guideline for implementations, or the control API that every implementation works with. */
export type Guideline = `G${number}` | 'API';

/** One thing that an implementation has to do right. */
export interface Check {
  /** `G19.1`: the guideline and a number. */
  readonly id: `${Guideline}.${number}`;
  readonly guideline: Guideline;
  /** What is expected, as a sentence. */
  readonly title: string;
  readonly needs: readonly Capability[];
  /** How the module starts; present and with the right parameters unless given. */
  readonly start: ModuleStart;
  /** The checks that must not have failed before this one means anything. */
  readonly restsOn: readonly Check['id'][];
  /** Which automations are on; none unless given, so that every state shows. */
  readonly automations: Partial<AutomationOptions>;
  readonly run: (bench: Bench, rig: Rig) => Promise<void>;
}

type CheckDetails = Partial<Pick<Check, 'needs' | 'automations' | 'restsOn'>> & {
  readonly start?: Partial<ModuleStart>;
};

/** On these rest all others: where an interface is up for no reason, or never, nothing else can be said. */
const ground: readonly Check['id'][] = ['G5.1', 'G5.2', 'G6.1', 'G12.1'];

/** Declares a check; its guideline is the part of the id before the dot. */
export function check(id: Check['id'], title: string, details: CheckDetails, run: Check['run']): Check {
  const guideline = id.split('.', 1)[0] as Guideline;
  const start: ModuleStart = { present: true, parameters: 'right', ...details.start };
  const needs: Capability[] = [...(details.needs ?? [])];
  if (!start.present) needs.push('start absent', 'arrive');
  if (start.parameters !== 'right') needs.push(`start ${start.parameters}`);
  const restsOn = ground.includes(id) ? [] : [...ground, ...(details.restsOn ?? [])];
  return { id, guideline, title, needs, start, restsOn, automations: details.automations ?? {}, run };
}

/** A check did not find what it expected. */
export class CheckFailure extends Error {
  readonly expected: string;
  readonly seen: string;

  constructor(expected: string, seen: string) {
    super(`expected ${expected}, saw ${seen}`);
    this.name = 'CheckFailure';
    this.expected = expected;
    this.seen = seen;
  }
}
