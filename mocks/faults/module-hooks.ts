import type { SimulatedModule } from '../simulated-module.ts';

/** What simulated modules can be made to do beyond the contract, where their family has it. */
export interface ModuleHooks {
  reboot(): void;
  removeSim(): void;
  insertSim(): void;
  injectUrc(text: string): void;
  readonly echo: boolean;
  /** `held`: its control lines hold it in reset. */
  readonly state: string;
}

/** What of that this module has. Each keeps its own names: they are the same in every family. */
export function hooksOf(module: SimulatedModule): Partial<ModuleHooks> {
  return module as SimulatedModule & Partial<ModuleHooks>;
}
