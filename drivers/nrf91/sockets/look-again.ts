import type { ModuleLine } from '../../../src/driver/index.ts';

// Link and sockets of a module know nothing of each other but the line.
const looks = new WeakMap<ModuleLine, () => void>();

/** The link offers to look how the network stands. */
export const offerLook = (line: ModuleLine, look: () => void): void => void looks.set(line, look);

/** Has the link of this line look, if it has begun. */
export const lookAgain = (line: ModuleLine): void => looks.get(line)?.();
