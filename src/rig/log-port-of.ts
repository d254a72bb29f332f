import { TransportError } from '../base/errors.ts';
import type { Port } from '../transport/transport.ts';
import { discover } from './discover.ts';
import type { LocatedPort, LocatedPortOptions } from './located-port.ts';
import { moduleCandidates } from './module-candidates.ts';

type Options = Pick<LocatedPortOptions, 'boards' | 'portAt' | 'sources'>;

/**
 * The port on which the same USB device prints its log, as its board's description has it. It is looked for each time
 * that it is opened, beside the port that the module has open, so it may come back under any path.
 */
export function logPortOf(module: Pick<LocatedPort, 'current' | 'name'>, { boards, portAt, sources }: Options): Port {
  const name = `the log port of ${module.name}`;
  return {
    name,
    open: async (handlers, options) => {
      const missing = (why: string): TransportError =>
        new TransportError('PORT_MISSING', `${name}: ${why}`, { where: name });
      const main = module.current;
      if (main === undefined) throw missing('the module was not found yet');
      const found = sources === undefined ? await discover(boards) : await discover(boards, sources);
      options?.signal?.throwIfAborted();
      const device = moduleCandidates(found).find(({ ports }) => ports.some(({ path }) => path === main.path));
      if (device === undefined) throw missing(`${main.path} is not attached`);
      const logs = device.ports.filter(({ role }) => role === 'log');
      // Trace data may be called a log as well: what the board says goes first.
      const log = logs.find(({ usb }) => usb?.interfaceNumber === device.board.logPort) ?? logs[0];
      if (log === undefined) throw missing(`${device.board.name} at ${main.path} has none`);
      return await portAt(log.stablePath ?? log.path).open(handlers, options);
    },
  };
}
