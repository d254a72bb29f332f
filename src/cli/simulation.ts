import { UsageError } from '../base/errors.ts';
import type { Cli } from './cli.ts';
import { didYouMean } from './nearest.ts';
import type { Simulation, SimulationOptions } from './suppliers.ts';

/**
 * Switches a simulated module on.
 * @throws UsageError when there is no such model, naming the similar ones
 */
export async function startSimulation(
  cli: Cli,
  model: string,
  options: SimulationOptions,
): Promise<{ readonly simulation: Simulation; readonly description: string }> {
  const simulator = await cli.suppliers.simulator();
  const known = simulator.models.find(({ name }) => name === model);
  if (known === undefined) {
    const names = simulator.models.map(({ name }) => name);
    throw new UsageError(`there is no model ${JSON.stringify(model)} to simulate`, {
      hint: `${didYouMean(model, names)} "atlink simulate --list" describes them.`,
    });
  }
  return { simulation: simulator.start(model, options), description: known.description };
}
