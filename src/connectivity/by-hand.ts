import { ControlError } from '../base/errors.ts';
import { VirtualClock } from '../base/virtual-clock.ts';
import type { Binding } from './binding.ts';
import type { Cause } from './cause.ts';
import { ConnectionManager, type ConnectionManagerOptions } from './connection-manager.ts';
import type { ConnectivityApi, ConnectivityImplementation } from './implementation.ts';
import type { NetworkInterface } from './interface.ts';

/** A cause for what a test does. */
export const byHand: Cause = { kind: 'implementation', text: 'by hand' };

/** What an implementation that is worked by hand was asked. */
export interface HandContext {
  readonly calls: string[];
  readonly options: Map<string, unknown>;
}

type HandApi = { readonly [Key in keyof ConnectivityApi<HandContext>]?: ConnectivityApi<HandContext>[Key] | undefined };

/**
 * An implementation for the tests of the manager: it notes what it is asked and does nothing by itself, so that a test
 * decides when the link comes and goes.
 */
export function handImplementation(api: HandApi = {}): ConnectivityImplementation<HandContext> {
  return {
    name: 'by-hand',
    technology: 'cellular',
    createContext: () => ({ calls: [], options: new Map() }),
    api: {
      init: (binding) => binding.setDormant(true, byHand),
      connect: ({ context }) => void context.calls.push('connect'),
      disconnect: ({ context }) => void context.calls.push('disconnect'),
      setOption: ({ context }, name, value) => {
        if (name !== 'apn') throw new ControlError('ENOPROTOOPT', `no option ${name}`);
        if (typeof value !== 'string') throw new ControlError('EINVAL', 'an APN is text');
        if (value.length > 100) throw new ControlError('ENOBUFS', 'too long for an APN');
        context.options.set(name, value);
      },
      getOption: ({ context }, name) => {
        if (name !== 'apn') throw new ControlError('ENOPROTOOPT', `no option ${name}`);
        return context.options.get(name);
      },
      optionNames: () => ['apn'],
      changed: ({ context }, what) => void context.calls.push(`changed ${what}`),
      ...(api as Partial<ConnectivityApi<HandContext>>),
    },
  };
}

/** Brings the link up, as one change. */
export function linkUp(binding: Binding<HandContext>, ...addresses: readonly string[]): void {
  binding.locked(() => {
    for (const address of addresses.length === 0 ? ['10.0.0.2'] : addresses) binding.addAddress(address, byHand);
    binding.setDormant(false, byHand);
  });
}

/** Takes the link down, as one change. */
export function linkDown(binding: Binding<HandContext>): void {
  binding.locked(() => {
    binding.setDormant(true, byHand);
    for (const { address } of binding.iface.addresses) binding.removeAddress(address, byHand);
  });
}

/** A manager with bound interfaces, and a log of its events. */
export interface HandRig {
  readonly clock: VirtualClock;
  readonly manager: ConnectionManager;
  readonly events: string[];
  readonly lte0: NetworkInterface;
  readonly binding: Binding<HandContext>;
  add(name: string, technology?: string): { readonly iface: NetworkInterface; readonly binding: Binding<HandContext> };
}

/** @param api callbacks in place of the usual ones */
export function handRig(options: Omit<ConnectionManagerOptions, 'clock'> = {}, api: HandApi = {}): HandRig {
  const clock = new VirtualClock();
  const manager = new ConnectionManager({ clock, ...options });
  const events: string[] = [];
  manager.on('*', ({ type, iface }) => events.push(`${iface.name} ${type}`));
  const implementation = handImplementation(api);
  const add: HandRig['add'] = (name, technology = 'cellular') => {
    const iface = manager.addInterface({ name, technology });
    return { iface, binding: manager.bind(iface, implementation) };
  };
  const { iface: lte0, binding } = add('lte0');
  events.length = 0;
  return { clock, manager, events, lte0, binding, add };
}
