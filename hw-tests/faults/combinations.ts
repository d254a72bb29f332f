import { named } from '../campaign/options.ts';
import { type FamilyName, families } from './families.ts';
import { type FaultKindRow, faultRows } from './faults.table.ts';
import { type Phase, phases } from './phases.ts';

export interface Combination {
  readonly family: FamilyName;
  readonly fault: FaultKindRow;
  readonly phase: Phase;
}

/** What a soak is limited to; what is left out: all of them. */
export interface Selection {
  readonly family?: string | undefined;
  readonly fault?: string | undefined;
  readonly phase?: string | undefined;
}

const familyRows = (Object.keys(families) as readonly FamilyName[]).map((name) => ({ name }));

// A module that was never there is waited for without an end.
const canBe = ({ family, fault, phase }: Combination): boolean =>
  (fault.needsSim !== true || families[family].hasSim) && (fault.mustBeFatal !== true || phase.wasReady);

/** Every fault in every family and phase, in an order that stays. @throws UsageError for a name that is not there */
export function combinations(selection: Selection): readonly Combination[] {
  const names = named('family', familyRows, selection.family).map(({ name }) => name);
  const places = named('phase', phases, selection.phase);
  return named('fault', faultRows, selection.fault)
    .flatMap((fault) => names.flatMap((family) => places.map((phase) => ({ family, fault, phase }))))
    .filter(canBe);
}
