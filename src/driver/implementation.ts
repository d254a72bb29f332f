import { ControlError } from '../base/errors.ts';
import type { Binding, ConnectivityImplementation } from '../connectivity/index.ts';
import type { DriverDefinition } from './define-driver.ts';
import { Module } from './module.ts';
import type { ModuleSetup } from './module-setup.ts';

/** A connectivity implementation whose contexts are modules. */
export type ModuleImplementation<Values extends object = object, Dialect = unknown> = ConnectivityImplementation<
  Module<Values, Dialect>,
  ModuleSetup
>;

/** Makes the connectivity implementation of a driver: one object for any number of interfaces (G16). */
export function connectivityOf<Values extends object, Dialect>(
  definition: DriverDefinition<Values, Dialect>,
): ModuleImplementation<Values, Dialect> {
  type Bound = Binding<Module<Values, Dialect>>;
  return {
    name: definition.name,
    technology: definition.technology,
    createContext: (setup) => {
      if (typeof setup?.port?.open !== 'function') {
        throw new ControlError('EINVAL', `${definition.name} needs a port`, {
          hint: "bind(iface, driver, { port: serialPort('/dev/ttyUSB2') }), for example.",
        });
      }
      return new Module(definition, setup);
    },
    api: {
      init: (binding: Bound) => binding.context.init(binding as Binding<unknown>),
      connect: ({ context }: Bound) => context.connect(),
      disconnect: ({ context }: Bound) => context.disconnect(),
      setOption: ({ context }: Bound, name, value) => context.setOption(name, value),
      getOption: ({ context }: Bound, name) => context.options.shown(name),
      optionNames: ({ context }: Bound) => context.options.names,
      changed: ({ context }: Bound, what) => {
        if (what === 'timeout') context.timeoutChanged();
      },
      sockets: ({ context }: Bound) => context.sockets,
      line: ({ context }: Bound) => context.directLine,
      close: ({ context }: Bound) => context.close(),
    },
  };
}
