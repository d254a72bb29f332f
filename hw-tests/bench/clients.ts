import { once } from 'node:events';
import { ReadlineParser } from '@serialport/parser-readline';
import { SerialPort } from 'serialport';
import { AtChannel, ping, type Urc } from '../../src/at/index.ts';
import { systemClock } from '../../src/base/clock.ts';
import { serialPort } from '../../src/transport/serial-port.ts';
import type { Transport } from '../../src/transport/transport.ts';

/** A way to talk to a module over a serial port. */
export interface Client {
  /** Sends `AT` and waits for its `OK`. */
  roundTrip(): Promise<unknown>;
  close(): Promise<void>;
}

/** Opens a client. `heard` is called once for each URC line. */
export type OpenClient = (path: string, heard: () => void) => Promise<Client>;

const baudRate = 115_200;

/** atlink: each line is classified, each URC read into a typed value. */
export function atlink(urcs: readonly Urc<unknown>[]): OpenClient {
  return async (path, heard) => {
    let transport: Transport | undefined;
    const channel = new AtChannel({
      clock: systemClock,
      // Without readers each line is classified all the same, and told of as unknown.
      ...(urcs.length === 0 && { unknownLine: heard }),
      write: (bytes) => transport?.write(bytes) ?? Promise.reject(new Error('not open')),
    });
    for (const urc of urcs) channel.onUrc(urc, heard);
    transport = await serialPort(path, { baudRate }).open({
      onBytes: (bytes) => channel.receive(bytes),
      onClosed: () => undefined,
    });
    const opened = transport;
    return { roundTrip: () => channel.run(ping(1000)), close: () => opened.close() };
  };
}

/** The bytes of a port, as whoever measures it wants them. */
interface Wire {
  write(bytes: string): void;
  close(): Promise<void>;
}

/** Lines without claims, queue, deadline or transcript: who asked waits for the next `OK`. */
export function plainClient(openWire: (path: string, line: (text: string) => void) => Promise<Wire>): OpenClient {
  return async (path, heard) => {
    let answered: ((value: undefined) => void) | undefined;
    const wire = await openWire(path, (line) => {
      if (line === 'OK') answered?.(undefined);
      else if (line !== '') heard();
    });
    const roundTrip = (): Promise<undefined> =>
      new Promise((resolve) => {
        answered = resolve;
        wire.write('AT\r');
      });
    return { roundTrip, close: () => wire.close() };
  };
}

/** Cuts lines by hand, in the shortest way that is right. */
export function splitter(line: (text: string) => void): (chunk: Uint8Array) => void {
  let rest = '';
  return (chunk) => {
    const lines = (rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1')).split(
      '\r\n',
    );
    rest = lines.pop() ?? '';
    for (const text of lines) line(text);
  };
}

async function openSerialPort(path: string): Promise<{ readonly port: SerialPort; readonly wire: Wire }> {
  const port = new SerialPort({ path, baudRate });
  await once(port, 'open');
  const close = (): Promise<void> => new Promise((resolve) => port.close(() => resolve()));
  return { port, wire: { write: (bytes) => port.write(bytes, 'latin1'), close } };
}

/** The stream of npm serialport, split by hand. */
export const serialportBare: OpenClient = plainClient(async (path, line) => {
  const { port, wire } = await openSerialPort(path);
  port.on('data', splitter(line));
  return wire;
});

/** The stream of npm serialport, with its own line parser. */
export const serialportReadline: OpenClient = plainClient(async (path, line) => {
  const { port, wire } = await openSerialPort(path);
  port.pipe(new ReadlineParser({ delimiter: '\r\n', encoding: 'latin1' })).on('data', line);
  return wire;
});

/** Our transport without the AT engine: what the engine costs is the difference. */
export const transportBare: OpenClient = plainClient(async (path, line) => {
  const transport = await serialPort(path, { baudRate }).open({ onBytes: splitter(line), onClosed: () => undefined });
  return {
    write: (bytes) => void transport.write(Buffer.from(bytes, 'latin1')),
    close: () => transport.close(),
  };
});
