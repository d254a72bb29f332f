import { boards } from '../../boards/index.ts';
import { drivers } from '../../drivers/index.ts';
import { personalities } from '../../mocks/index.ts';
import type { Catalogue } from '../rig/config/checks.ts';

/** The names that a configuration may use in this package. */
export function catalogue(): Catalogue {
  return {
    drivers: drivers.map(({ name }) => name),
    boards: boards.map(({ id }) => id),
    simulated: personalities.map(({ name }) => name),
  };
}
