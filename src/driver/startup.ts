import { AtError } from '../at/index.ts';
import { DriverError, messageOf } from '../base/errors.ts';
import type { StartupStep } from './define-driver.ts';
import type { ModuleLine } from './module-line.ts';

/** A refusal says that the module understood and will not; anything else says that it is not well. */
const isRefusal = (thrown: unknown): boolean =>
  thrown instanceof AtError && (thrown.code === 'AT_REFUSED' || thrown.code === 'AT_EQUIPMENT');

/**
 * Runs a start-up table, top to bottom.
 * @throws DriverError `STARTUP_FAILED` naming the step that was refused
 */
export async function runStartup(line: ModuleLine, steps: readonly StartupStep[], signal: AbortSignal): Promise<void> {
  for (const { command, mayFail, unless } of steps) {
    try {
      if (unless !== undefined && (await line.run(unless, signal))) continue;
      await line.run(command, signal);
    } catch (thrown) {
      if (mayFail === true && isRefusal(thrown)) continue;
      if (!isRefusal(thrown)) throw thrown;
      throw new DriverError('STARTUP_FAILED', `start-up stopped at ${command.line.shown}: ${messageOf(thrown)}`, {
        cause: thrown,
        where: command.line.shown,
      });
    }
  }
}
