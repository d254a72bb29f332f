import type { Timers } from '../../module/timers.ts';
import type { NetworkAddress, StackNetwork } from '../../network/contract.ts';

const unreachableMs = 40;
const local = (port: number): NetworkAddress => ({ address: '0.0.0.0', port, family: 4 });
const nothing = (): void => undefined;

/** A network behind which nobody is: connections fail, datagrams vanish, nobody comes. */
export function nowhere(timers: Timers): StackNetwork {
  const soon = (tell: () => void): void => void timers.after(unreachableMs, tell);
  return {
    connect: (_to, events) => {
      soon(() => events.failed('ENETUNREACH'));
      return { send: nothing, pause: nothing, resume: nothing, end: nothing, destroy: nothing };
    },
    bind: ({ port }, events) => {
      soon(() => events.bound(local(port)));
      return { send: nothing, close: nothing };
    },
    listen: ({ port }, events) => {
      soon(() => events.listening(local(port)));
      return { close: nothing };
    },
    resolve: (_name, told) => soon(() => told([])),
    ping: (_address, told) => soon(() => told(undefined)),
  };
}
