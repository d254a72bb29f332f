import { UsageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import type { Model, Simulation, SimulationOptions } from './suppliers.ts';
import type { RigWorld } from './world.ts';

/**
 * Switches a simulated module on.
 * @throws UsageError when there is no such model, naming the similar ones
 */
export async function startSimulation(
  world: RigWorld,
  name: string,
  options: SimulationOptions,
): Promise<{ readonly simulation: Simulation; readonly model: Model }> {
  const simulator = await world.suppliers.simulator();
  const known = simulator.models.find((model) => model.name === name);
  if (known === undefined) {
    const names = simulator.models.map((model) => model.name);
    throw new UsageError(`there is no model ${JSON.stringify(name)} to simulate`, {
      hint: `${didYouMean(name, names)} "atlink simulate --list" describes them.`,
    });
  }
  return { simulation: simulator.start(name, options), model: known };
}
