import { closeSync, constants, openSync } from 'node:fs';
import type { ConnectOpts, SocketConstructorOpts } from 'node:net';
import { platform } from 'node:os';
import { ReadStream } from 'node:tty';
import type { SerialIoHandlers } from './serial-io.ts';

/** Reads a serial line until it is stopped. */
export interface SerialReader {
  stop(): void;
}

const readBufferBytes = 64 * 1024;

/**
 * Reads a serial descriptor by a second one of the same terminal, with Node's own stream. The bindings' poller asks
 * the system three times more for each read, to arm it again: this takes a seventh off a round trip.
 *
 * A second one, because libuv opens a terminal anew under the same number, which drops the lock that keeps another
 * program away; the lock stays with the first. Control lines and speed are the terminal's, not the descriptor's, and a
 * terminal is only really closed, which may take its time, with the last of its descriptors.
 *
 * @returns undefined where that cannot be had: on other systems than Linux, without `/proc`, or when the line has just
 * gone away
 */
export function readTerminal(descriptor: number, handlers: SerialIoHandlers): SerialReader | undefined {
  const stream = platform() === 'linux' ? openStream(descriptor, handlers) : undefined;
  if (stream === undefined) return undefined;
  let ended = false;
  const gone = (cause: unknown): void => {
    if (ended) return;
    ended = true;
    stream.destroy();
    handlers.onGone(cause);
  };
  stream.on('error', gone);
  // A terminal that was hung up reads as 0 bytes.
  stream.on('end', () => gone(undefined));
  stream.on('close', () => gone(undefined));
  stream.read(0);
  return {
    stop: () => {
      ended = true;
      stream.destroy();
    },
  };
}

function openStream(descriptor: number, { onBytes }: SerialIoHandlers): ReadStream | undefined {
  const buffer = new Uint8Array(readBufferBytes);
  const callback = (count: number): boolean => {
    onBytes(Buffer.from(buffer.subarray(0, count)));
    return true;
  };
  const options: SocketConstructorOpts & Pick<ConnectOpts, 'onread'> = { onread: { buffer, callback } };
  let second: number | undefined;
  try {
    second = openSync(`/proc/self/fd/${descriptor}`, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK);
    const stream = new ReadStream(second, options);
    // Where libuv could not open it anew the stream has ours; else that is nobody's any more.
    const used: unknown = Reflect.get(stream, '_handle')?.fd;
    if (typeof used === 'number' && used !== second) closeSync(second);
    return stream;
  } catch {
    if (second !== undefined) closeSync(second);
    return undefined;
  }
}
