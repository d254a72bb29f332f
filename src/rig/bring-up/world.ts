import type { Clock } from '../../base/clock.ts';
import type { RigSuppliers } from './suppliers.ts';

/** What bringing a module up takes of the outside world. */
export interface RigWorld {
  readonly clock: Clock;
  readonly suppliers: RigSuppliers;
  /** Something worth knowing for a person, in one line. */
  readonly say: (line: string) => void;
}
