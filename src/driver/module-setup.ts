import type { ModuleIdentity } from '../connectivity/index.ts';
import type { Port } from '../transport/transport.ts';
import type { LineSetUp } from './line-set-up.ts';
import type { UserQuirk } from './quirks/quirk.ts';
import type { RescueHooks } from './recovery/family-recovery.ts';

/** What an interface is bound with. */
export interface ModuleSetup extends LineSetUp, RescueHooks {
  /** Where the module is. */
  readonly port: Port;
  /** Options of the driver, by name. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** What its firmware does otherwise than the driver knows; those of other families are passed over. */
  readonly quirks?: readonly UserQuirk[];
  /** Where the module prints its log, on boards that have a port for it: read, never written to. */
  readonly logPort?: Port;
  /**
   * Asked each time that the module has said who it is: why it is not the one that is meant, or undefined when it is. The
   * port is closed then, and opened again.
   */
  readonly verify?: (identity: ModuleIdentity) => string | undefined;
  /** Where to keep what has to be remembered from one run to the next, as hashes; nothing is kept unless given. */
  readonly stateDirectory?: string;
}
