import type { Binding, Technology } from '../../connectivity/index.ts';
import { optionChecker } from './option-check.ts';
import { type AskDriver, type DriverSetup, PendingModule } from './pending-module.ts';
import type { Driver } from './suppliers.ts';

/** What its options tell of a module: only drivers that take all of them may speak with it. */
function technologyOf(drivers: readonly Driver[], options: Readonly<Record<string, string>>): Technology {
  const fitting = drivers.filter(({ name }) => {
    const check = optionChecker(drivers);
    try {
      for (const [option, value] of Object.entries(options)) check(name, option, value);
      return true;
    } catch {
      return false;
    }
  });
  const technologies = new Set(fitting.map(({ implementation }) => implementation.technology));
  const [only, ...others] = technologies;
  return only !== undefined && others.length === 0 ? only : 'unknown';
}

/**
 * Stands in for the driver of a module that is not there to be asked: an interface is bound to it at once, and the
 * module's own driver takes over when it came. Its name is that driver's then.
 * @param technology what is known of the module already
 */
export function pendingDriver(
  drivers: readonly Driver[],
  ask: AskDriver,
  { options, technology }: { readonly options: Readonly<Record<string, string>>; readonly technology?: Technology },
): Driver {
  let found: Driver | undefined;
  const check = optionChecker(drivers);
  type Bound = Binding<PendingModule>;
  const implementation = {
    name: 'auto',
    technology: technology ?? technologyOf(drivers, options),
    createContext: (setup: DriverSetup): PendingModule => {
      if (found !== undefined) found.implementation.createContext(setup);
      else for (const [name, value] of Object.entries(setup.options ?? {})) check(undefined, name, String(value));
      return new PendingModule(setup, ask, (driver) => {
        found = driver;
      });
    },
    api: {
      init: (binding: Bound) => binding.context.init(binding as Binding<unknown>),
      connect: ({ context }: Bound) => context.connect(),
      disconnect: ({ context }: Bound) => context.disconnect(),
      setOption: ({ context }: Bound, name: string, value: unknown) => context.setOption(name, value),
      getOption: ({ context }: Bound, name: string) => context.getOption(name),
      optionNames: ({ context }: Bound) => context.optionNames(),
      changed: ({ context }: Bound, what: Parameters<PendingModule['changed']>[0]) => context.changed(what),
      sockets: ({ context }: Bound) => context.sockets,
      line: ({ context }: Bound) => context.line,
      close: ({ context }: Bound) => context.close(),
    },
  };
  return {
    get name() {
      return found?.name ?? 'auto';
    },
    get title() {
      return found?.title ?? 'not known yet';
    },
    // Nothing is recognised by it: it stands for what is not there.
    recognises: /(?!)/,
    implementation,
  };
}
