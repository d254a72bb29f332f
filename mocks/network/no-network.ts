import { isIP } from 'node:net';
import type { StackNetwork } from './contract.ts';

const nothing = (): void => undefined;

/** A network in which nobody is there: connections are refused, names unknown, datagrams lost, pings unanswered. */
export const noNetwork: StackNetwork = {
  connect: (_to, events) => {
    let heard = true;
    queueMicrotask(() => {
      if (heard) events.failed('ECONNREFUSED');
    });
    return {
      send: nothing,
      pause: nothing,
      resume: nothing,
      end: nothing,
      destroy: () => {
        heard = false;
      },
    };
  },
  bind: ({ family, port }, events) => {
    let open = true;
    queueMicrotask(() => {
      if (open) events.bound({ address: family === 4 ? '0.0.0.0' : '::', port: port === 0 ? 49_152 : port, family });
    });
    return {
      send: nothing,
      close: () => {
        open = false;
      },
    };
  },
  listen: ({ family, port }, events) => {
    let open = true;
    queueMicrotask(() => {
      if (open) events.listening({ address: family === 4 ? '0.0.0.0' : '::', port, family });
    });
    return {
      close: () => {
        open = false;
      },
    };
  },
  resolve: (name, told) => queueMicrotask(() => told(isIP(name) === 0 ? [] : [name])),
  ping: (_address, told) => queueMicrotask(() => told(undefined)),
};
