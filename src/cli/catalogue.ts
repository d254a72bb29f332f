import { drivers } from '../../drivers/index.ts';
import { personalities } from '../../mocks/index.ts';
import type { Catalogue } from '../rig/config/checks.ts';
import { knownBoards, takeOwnBoards } from './known-boards.ts';

/** The names that a configuration may use in this package. */
export function catalogue(): Catalogue {
  return {
    drivers: drivers.map(({ name }) => name),
    boards: knownBoards().map(({ id }) => id),
    takeBoards: takeOwnBoards,
    simulated: personalities.map(({ name }) => name),
    quirkBooks: new Map(drivers.map(({ name, quirks }) => [name, quirks])),
  };
}
