import type { CommandEntry, CommandTable, Core } from '../core.ts';
import type { Stored } from '../memory.ts';

/** One spelling of a command whose value can be stored. */
export interface Variant {
  /** How answers begin: `+CWMODE_CUR`. */
  readonly name: string;
  /** Changes what is in force, and the flash if this spelling does. */
  change(patch: Partial<Stored>): void;
  /** What this spelling reads. */
  readonly view: Stored;
}

/**
 * NONOS AT has three spellings: `_CUR` is not stored, `_DEF` and the plain one are. ESP-AT has the plain one, stored
 * while `AT+SYSSTORE` says so; 1.x always stores.
 */
export function storable(core: Core, name: string, make: (variant: Variant) => CommandEntry): CommandTable {
  const variant = (spelling: string, stores: () => boolean, view: () => Stored): Variant => ({
    name: spelling,
    change: (patch) => core.change(patch, stores()),
    get view() {
      return view();
    },
  });
  const current = (): Stored => core.settings.current;
  if (core.personality.family === 'esp-at') {
    return { [name]: make(variant(name, () => core.stores, current)) };
  }
  const always = (): boolean => true;
  const never = (): boolean => false;
  return {
    [name]: make(variant(name, always, current)),
    [`${name}_CUR`]: make(variant(`${name}_CUR`, never, current)),
    [`${name}_DEF`]: make(variant(`${name}_DEF`, always, () => core.memory.state)),
  };
}
