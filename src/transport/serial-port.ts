import { type Clock, systemClock } from '../base/clock.ts';
import { pathAppears } from './path-appears.ts';
import { controlLinesOf } from './serial-control-lines.ts';
import { serialOpenError } from './serial-open-error.ts';
import { checkBaudRate, type OpenSerial, SerialTransport } from './serial-transport.ts';
import type { ControlLines, Port, Transport, TransportHandlers } from './transport.ts';

/** How a serial port is opened. */
export interface SerialOptions {
  /** Bits a second; 115200 unless said otherwise. */
  readonly baudRate?: number;
  /** RTS/CTS hardware flow control; off unless asked for, because on many boards RTS resets the module. */
  readonly rtscts?: boolean;
  /** Drop DTR when the port is closed; off unless asked for, because that ends calls and resets boards. */
  readonly hupcl?: boolean;
  /** Refuse to share the port with another program that locks it too; on unless said otherwise. */
  readonly lock?: boolean;
  readonly dataBits?: 7 | 8;
  readonly parity?: 'none' | 'even' | 'odd';
  readonly stopBits?: 1 | 2;
  readonly clock?: Clock;
}

const usualBaudRate = 115_200;

interface Opened {
  readonly port: OpenSerial;
  readonly lines: ControlLines | undefined;
}

async function openNative(path: string, options: SerialOptions): Promise<Opened> {
  // Loaded when first needed: it is native code, and who talks over TCP or to a simulated module can do without.
  const { autoDetect } = await import('@serialport/bindings-cpp');
  const { baudRate = usualBaudRate, rtscts = false, hupcl = false, lock = true } = options;
  const { dataBits = 8, parity = 'none', stopBits = 1 } = options;
  const port: OpenSerial = await autoDetect().open({
    path,
    baudRate,
    rtscts,
    hupcl,
    lock,
    dataBits,
    parity,
    stopBits,
  });
  return { port, lines: await controlLinesOf(port, path) };
}

/**
 * Opening cannot be called off once it has begun: when `signal` aborts, the caller is let go at once and what was
 * opened in the end is closed again.
 */
function openUnlessAborted(path: string, options: SerialOptions, signal: AbortSignal | undefined): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    openNative(path, options)
      .finally(() => signal?.removeEventListener('abort', onAbort))
      .then(
        (opened) => {
          if (signal?.aborted) opened.port.close().catch(() => undefined);
          else resolve(opened);
        },
        async (cause: unknown) => reject(await serialOpenError(path, cause)),
      );
  });
}

async function openSerial(
  path: string,
  options: SerialOptions,
  handlers: TransportHandlers,
  signal: AbortSignal | undefined,
): Promise<Transport> {
  signal?.throwIfAborted();
  if (options.baudRate !== undefined) checkBaudRate(options.baudRate, path);
  const { port, lines } = await openUnlessAborted(path, options, signal);
  return new SerialTransport(path, port, lines, handlers, options.clock ?? systemClock);
}

/**
 * A serial port of this machine: `/dev/ttyUSB2`, a link of `/dev/serial/by-id`, `COM3`, a pseudo-terminal.
 *
 * Its errors name what to do: the group to join, the program that holds it, the ports that are there.
 */
export function serialPort(path: string, options: SerialOptions = {}): Port {
  return {
    name: path,
    baudRate: options.baudRate ?? usualBaudRate,
    attached: (signal) => pathAppears(path, options.clock ?? systemClock, signal),
    open: (handlers, { signal } = {}) => openSerial(path, options, handlers, signal),
  };
}
