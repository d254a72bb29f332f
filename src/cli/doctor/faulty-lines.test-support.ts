import type { Port } from '../../transport/transport.ts';

/** The same port with Clear To Send at this level. */
export const withCts =
  (cts: boolean) =>
  (port: Port): Port => ({
    name: port.name,
    open: async (handlers, options) => {
      const transport = await port.open(handlers, options);
      return {
        name: transport.name,
        write: (bytes) => transport.write(bytes),
        close: () => transport.close(),
        controlLines: {
          set: async (lines) => await transport.controlLines?.set(lines),
          get: async () => ({ cts, dsr: true, dcd: false }),
        },
      };
    },
  });
