import { ControlError } from '../../base/errors.ts';
import type { Cause } from '../../connectivity/index.ts';
import type { ReferenceContext } from '../reference/implementation.ts';
import { networkInTheAir } from '../reference/radio.ts';
import { type Mutant, mutant, type ReferenceBinding } from './mutant.ts';

const because: Cause = { kind: 'implementation', text: 'a mistake' };

/** For mutants that do what no implementation may: remember something outside of the context. */
function remembering<Thing>(): { thing: Thing | undefined } {
  return { thing: undefined };
}

function busyWait(binding: ReferenceBinding, ms: number): void {
  const end = binding.clock.now() + ms;
  while (binding.clock.now() < end);
}

/** Wrong dealings with the interface, the binding, the options and the timers. */
export const bindingMutants: readonly Mutant[] = [
  mutant('leaves the interface up in init', 'G5', {
    api: (right) => ({
      ...right,
      init: (binding) => {
        right.init?.(binding);
        binding.setCarrier(true, because);
        binding.setDormant(false, because);
      },
    }),
  }),
  mutant('is up before it is associated', 'G6', {
    host: (right) => ({
      associate: async (signal, number) => {
        right.up();
        try {
          await right.associate(signal, number);
        } finally {
          right.down();
        }
      },
    }),
  }),
  mutant('is up long after it is associated', 'G6', {
    host: (right, binding) => ({
      up: () => {
        binding.clock.after(3_000, () => {
          if (binding.context.runner?.phase === 'connected') right.up();
        });
      },
    }),
  }),
  mutant('stays up for a while after a loss', 'G7', {
    host: (right, binding) => ({
      down: () => {
        binding.clock.after(1_000, () => {
          if (binding.context.runner?.phase !== 'connected') right.down();
        });
      },
    }),
  }),
  mutant('overlooks that the module is gone', 'G7', { hears: (event) => event.type !== 'gone' }),
  mutant('never assigns an address', 'G8', {
    host: (right, binding) => ({
      up: () => binding.setDormant(false, because),
      down: () => right.down(),
    }),
    hears: (event) => event.type !== 'addresses',
  }),
  mutant('keeps the addresses after a loss', 'G8', {
    host: (_, binding) => ({ down: () => binding.setDormant(true, because) }),
  }),
  mutant('overlooks that the addresses changed', 'G8', { hears: (event) => event.type !== 'addresses' }),
  mutant('keeps the old addresses beside the new ones', 'G8', {
    hears: (event, binding) => {
      if (event.type !== 'addresses') return true;
      for (const address of binding.context.radio.addresses) binding.addAddress(address, because);
      return false;
    },
  }),
  mutant('assigns the IPv4 addresses alone', 'G8', {
    host: (right, binding) => ({
      up: () => {
        right.up();
        for (const address of binding.context.addresses) {
          if (address.includes(':')) binding.removeAddress(address, because);
        }
      },
    }),
  }),
  mutant('asks the interface whether it is up', 'G9', {
    api: (right) => ({
      ...right,
      disconnect: (binding) => {
        if (!binding.iface.isDormant || binding.context.runner?.phase !== 'idle') right.disconnect?.(binding);
      },
    }),
  }),
  mutant('breaks when the application associates the module', 'G10', {
    hears: (event, binding) => {
      if (event.type === 'associated' && event.by === 'command' && binding.context.runner?.phase === 'idle') {
        binding.context.runner.close();
      }
      return true;
    },
  }),
  mutant('overlooks that the application disassociates the module', 'G10', {
    hears: (event, { context }) =>
      !(event.type === 'disassociated' && event.by === 'command' && context.runner?.phase === 'connected'),
  }),
  mutant('blocks in connect', 'G11', {
    api: (right) => ({
      ...right,
      connect: (binding) => {
        busyWait(binding, 500);
        right.connect?.(binding);
      },
    }),
  }),
  mutant('returns a promise from disconnect', 'G11', {
    api: (right) => {
      const later = async (binding: ReferenceBinding): Promise<void> => right.disconnect?.(binding);
      return { ...right, disconnect: later as (binding: ReferenceBinding) => void };
    },
  }),
  mutant('blocks in setOption', 'G11', {
    api: (right) => ({
      ...right,
      setOption: (binding, name, value) => {
        busyWait(binding, 100);
        right.setOption?.(binding, name, value);
      },
    }),
  }),
  mutant('shares one context between all bindings', 'G13', {
    createContext: (right) => {
      const shared = remembering<ReferenceContext>();
      return (setup) => {
        shared.thing ??= right(setup);
        return shared.thing;
      };
    },
  }),
  mutant('keeps parameters outside of the context', 'G13', {
    api: (right) => {
      const shared = remembering<unknown>();
      return {
        ...right,
        setOption: (binding, name, value) => {
          right.setOption?.(binding, name, value);
          shared.thing = value;
        },
        connect: (binding) => {
          if (typeof shared.thing === 'string') binding.context.network = shared.thing;
          right.connect?.(binding);
        },
      };
    },
  }),
  mutant('counts one timeout for all bindings', 'G13', () => {
    const first = remembering<ReferenceBinding>();
    return {
      host: (_, binding) => {
        first.thing ??= binding;
        return { timeoutS: () => first.thing?.timeoutS ?? 0 };
      },
    };
  }),
  mutant('writes to the first interface that it ever saw', 'G14', () => {
    const first = remembering<ReferenceBinding>();
    return {
      host: (right, binding) => {
        first.thing ??= binding;
        return {
          up: () => {
            right.up();
            if (first.thing !== binding) first.thing?.setDormant(false, because);
          },
        };
      },
    };
  }),
  mutant('serves the interface that was bound last', 'G16', {
    api: (right) => {
      const last = remembering<ReferenceBinding>();
      return {
        ...right,
        init: (binding) => {
          last.thing = binding;
          right.init?.(binding);
        },
        connect: (binding) => right.connect?.(last.thing ?? binding),
      };
    },
  }),
  mutant('disconnects all when one is disconnected', 'G16', {
    api: (right) => {
      const all = new Set<ReferenceBinding>();
      return {
        ...right,
        init: (binding) => {
          all.add(binding);
          right.init?.(binding);
        },
        disconnect: () => {
          for (const binding of all) right.disconnect?.(binding);
        },
      };
    },
  }),
  mutant('makes one change in two steps', 'G17', {
    host: (right, binding) => ({
      locked: (change) => change(),
      up: () => {
        binding.setDormant(false, because);
        queueMicrotask(() => right.up());
      },
    }),
    hears: (event, { context }) => {
      if (event.type !== 'disassociated') return true;
      context.runner?.lost();
      return false;
    },
  }),
  mutant('switches persistence on', 'G18', {
    api: (right) => ({
      ...right,
      disconnect: (binding) => {
        right.disconnect?.(binding);
        binding.store({ flag: 'PERSISTENT', on: true });
      },
    }),
  }),
  mutant('switches persistence off', 'G18', {
    api: (right) => ({
      ...right,
      disconnect: (binding) => {
        right.disconnect?.(binding);
        binding.store({ flag: 'PERSISTENT', on: false });
      },
    }),
  }),
  mutant('sets a timeout of its own', 'G18', {
    host: (right, binding) => ({
      up: () => {
        right.up();
        binding.store({ timeoutS: 30 });
      },
    }),
  }),
  mutant('opts out of auto-down', 'G18', {
    api: (right) => ({
      ...right,
      connect: (binding) => {
        binding.store({ flag: 'NO_AUTO_DOWN', on: true });
        right.connect?.(binding);
      },
    }),
  }),
  mutant('accepts any option', 'G2', {
    api: (right) => ({
      ...right,
      setOption: (binding, name, value) => {
        if (name === 'network') right.setOption?.(binding, name, value);
      },
    }),
  }),
  mutant('reads any option', 'G2', {
    api: (right) => ({
      ...right,
      getOption: ({ context }, name) => (name === 'network' ? context.network : undefined),
    }),
  }),
  mutant('swallows its errors', 'G2', {
    api: (right) => ({
      ...right,
      setOption: (binding, name, value) => {
        try {
          right.setOption?.(binding, name, value);
        } catch (thrown) {
          if (thrown instanceof ControlError && thrown.code === 'ENOPROTOOPT') throw thrown;
        }
      },
    }),
  }),
  mutant('has one code for all errors', 'G2', {
    api: (right) => ({
      ...right,
      setOption: (binding, name, value) => {
        try {
          right.setOption?.(binding, name, value);
        } catch {
          throw new ControlError('EINVAL', 'this was not good');
        }
      },
    }),
  }),
  mutant('leaves a timer when it is closed', 'G2', {
    api: (right) => ({
      ...right,
      close: async (binding) => {
        binding.clock.after(3_600_000, () => {});
        await right.close?.(binding);
      },
    }),
  }),
  mutant('goes on when it is closed in the middle of an attempt', 'G2', {
    api: (right) => ({
      ...right,
      close: async ({ context }) => context.unlisten(),
    }),
  }),
  mutant('leaves a listener when it is closed', 'G2', {
    api: (right) => ({
      ...right,
      init: (binding) => {
        right.init?.(binding);
        binding.context.radio.on(() => {});
      },
    }),
  }),
  mutant('throws where nobody can catch it', 'G2', {
    api: (right) => ({
      ...right,
      connect: (binding) => {
        const again = binding.context.runner?.phase === 'connected';
        right.connect?.(binding);
        if (again) {
          binding.clock.after(1, () => {
            throw new ControlError('EIO', 'a mistake');
          });
        }
      },
    }),
  }),
  mutant('refuses a disconnect with nothing to end', 'G2', {
    api: (right) => ({
      ...right,
      disconnect: (binding) => {
        if (binding.context.runner?.phase === 'idle') throw new ControlError('EALREADY', 'nothing to disconnect');
        right.disconnect?.(binding);
      },
    }),
  }),
  mutant('forgets parameters that are set before the module is there', 'G3', {
    api: (right) => ({
      ...right,
      setOption: (binding, name, value) => {
        if (binding.context.radio.isReady || name !== 'network') right.setOption?.(binding, name, value);
      },
    }),
  }),
  mutant('takes parameters only while it connects', 'G3', {
    api: (right) => ({
      ...right,
      setOption: (binding, name, value) => {
        const before = binding.context.network;
        right.setOption?.(binding, name, value);
        if (binding.context.runner?.phase === 'idle' && value === networkInTheAir) binding.context.network = before;
      },
    }),
  }),
];
