import { AtError, type Command } from '../../src/at/index.ts';
import type { ModuleLine } from '../../src/driver/index.ts';

/** A plain `ERROR`: the module understood, and will not or cannot. */
export const isRefusal = (thrown: unknown): thrown is AtError =>
  thrown instanceof AtError && thrown.code === 'AT_REFUSED';

/**
 * Runs a command whose refusal changes nothing: leaving a network in which the module is not, for one.
 * @returns whether the module took it
 */
export async function tryOut(line: ModuleLine, command: Command, signal: AbortSignal): Promise<boolean> {
  try {
    await line.run(command, signal);
    return true;
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
    return false;
  }
}
