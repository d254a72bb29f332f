/** The driver kit: the only door for what lives under drivers/. */
export { DriverError, messageOf } from '../base/errors.ts';
export type { AttemptFailure, Cause, Fact, ModuleIdentity } from '../connectivity/index.ts';
export * from './cellular/registration.ts';
export * from './cellular/sim.ts';
export {
  type BootSigns,
  type DriverDefinition,
  defineDriver,
  type LinkReports,
  type ModuleLink,
  type ReadyModule,
  type StartupStep,
} from './define-driver.ts';
export { connectivityOf, type ModuleImplementation } from './implementation.ts';
export { Module, type ModuleSetup } from './module.ts';
export type { ModuleLine } from './module-line.ts';
export {
  choiceOption,
  digitsOption,
  type OptionDefinition,
  OptionRefusal,
  type OptionTable,
  textOption,
} from './options.ts';
