import type { Command } from '../../../src/at/index.ts';
import { isRefusal } from '../failures.ts';

const key = 'ends a send that was cut off';

type Memory = Map<string, unknown>;

/** What a module has to be given that may have been left in the middle of a send; harmless where it has not. */
export function debtOf(memory: ReadonlyMap<string, unknown>): Uint8Array | undefined {
  const bytes = memory.get(key);
  return bytes instanceof Uint8Array ? bytes : undefined;
}

/** The module takes commands: whatever it waited for, it does not wait any more. */
export const forgetDebt = (memory: Memory): void => void memory.delete(key);

/**
 * Runs a send, and remembers, until it is known how it ended, what the module waits for if the line goes silent or away
 * in the middle: before it gets that, it takes all that it is asked for payload.
 */
export async function inDebt<Result>(
  memory: Memory,
  command: Command<Result>,
  run: (command: Command<Result>) => Promise<Result>,
): Promise<Result> {
  const { abortWith, payload } = command;
  if (payload === undefined) return await run(command);
  memory.set(key, payload.promised ?? abortWith);
  // How many of counted bytes have come through cannot be known any more once some are on their way.
  const asked = (): void => {
    if (payload.promised !== undefined) forgetDebt(memory);
  };
  try {
    const result = await run({ ...command, payload: { ...payload, asked } });
    forgetDebt(memory);
    return result;
  } catch (thrown) {
    if (isRefusal(thrown)) forgetDebt(memory);
    throw thrown;
  }
}
