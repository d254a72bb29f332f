import type { ConnectivityImplementation } from '../../connectivity/index.ts';
import type { ModuleSetup } from '../../driver/index.ts';

/** What of a module's handle the direct use of it needs. */
export interface Direct {
  run(commandLine: string): Promise<readonly string[]>;
}

/**
 * The same implementation, and a way from a setup to the module that was made of it: as an application has one from the
 * binding that `bind` returned.
 */
export function withDirectUse<Context extends Direct>(
  implementation: ConnectivityImplementation<Context, ModuleSetup>,
): {
  readonly implementation: ConnectivityImplementation<Context, ModuleSetup>;
  readonly run: (setup: ModuleSetup, commandLine: string) => Promise<void>;
} {
  const modules = new Map<ModuleSetup, Context>();
  return {
    implementation: {
      ...implementation,
      createContext: (setup) => {
        const context = implementation.createContext(setup);
        modules.set(setup, context);
        return context;
      },
    },
    run: async (setup, commandLine) => {
      await modules.get(setup)?.run(commandLine);
    },
  };
}
