import type { Port } from '../transport/transport.ts';
import type { LineSetUp } from './line-set-up.ts';

/** What an interface is bound with. */
export interface ModuleSetup extends LineSetUp {
  /** Where the module is. */
  readonly port: Port;
  /** Options of the driver, by name. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Where the module prints its log, on boards that have a port for it: read, never written to. */
  readonly logPort?: Port;
  /** Where to keep what has to be remembered from one run to the next, as hashes; nothing is kept unless given. */
  readonly stateDirectory?: string;
}
