/** The drivers that come with the package. */
import type { ModuleImplementation } from '../src/driver/index.ts';
import { quectel } from './quectel/quectel.ts';

/** A driver as it is offered by name. */
export interface DriverEntry {
  readonly name: string;
  readonly title: string;
  readonly implementation: ModuleImplementation<object, unknown>;
}

export { quectel };

/** All drivers, by the name that chooses them. */
export const drivers: readonly DriverEntry[] = [
  {
    name: 'quectel',
    title: 'Quectel cellular modules: BG95, BG96, EC21, EC25, EG25-G, EG91',
    implementation: quectel as unknown as ModuleImplementation<object, unknown>,
  },
];
