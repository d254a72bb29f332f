import type { Port, Transport } from '../../transport/transport.ts';

/** The same transport, telling when it is written to for the first time. */
function watched(transport: Transport, written: () => void): Transport {
  const { controlLines, setBaudRate } = transport;
  return {
    name: transport.name,
    write: (bytes) => {
      const done = transport.write(bytes);
      written();
      return done;
    },
    close: () => transport.close(),
    ...(controlLines && { controlLines }),
    ...(setBaudRate && { setBaudRate: (baudRate: number) => setBaudRate.call(transport, baudRate) }),
  };
}

/**
 * A port that tells when the first byte went out on it. What would only delay that byte, such as loading the live
 * table, waits for it.
 */
export function firstByteOf(port: Port): { readonly port: Port; readonly written: Promise<void> } {
  let written = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    written = resolve;
  });
  return {
    written: promise,
    port: {
      name: port.name,
      ...(port.baudRate !== undefined && { baudRate: port.baudRate }),
      ...(port.attached && { attached: (signal: AbortSignal) => port.attached?.(signal) ?? Promise.resolve() }),
      open: async (handlers, options) => watched(await port.open(handlers, options), written),
    },
  };
}
