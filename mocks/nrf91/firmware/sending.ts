import { errno } from '../sockets/errno.ts';
import type { ModemSocket } from '../sockets/modem-socket.ts';
import type { PayloadHandler } from './data-mode.ts';
import type { SocketKit } from './socket-kit.ts';
import { flag, sendTimeoutMs } from './socket-kit.ts';

/** Where a datagram goes. */
export interface Destination {
  readonly host: string;
  readonly port: number;
}

/** Sends on a socket; `done` is told the number of bytes, or a negative error number. */
export function sendOn(
  kit: SocketKit,
  socket: ModemSocket,
  bytes: Uint8Array,
  flags: number,
  done: (result: number) => void,
  to?: { readonly address: string; readonly port: number },
): void {
  const { transport } = socket.peer ?? socket;
  if (transport === undefined) {
    done(socket.error === 0 ? -errno.ENOTCONN : -socket.error);
    return;
  }
  kit.stack.ensureBound(socket, (error) => {
    if (error !== 0) done(-error);
    else {
      transport.send({
        bytes,
        acknowledged: (flags & flag.waitForAcknowledgement) !== 0,
        timeoutMs: sendTimeoutMs(socket),
        done,
        ...(to !== undefined && { to }),
      });
    }
  });
}

/** Looks the destination up and sends a datagram to it. */
export function sendTo(
  kit: SocketKit,
  socket: ModemSocket,
  destination: Destination,
  send: { readonly bytes: Uint8Array; readonly flags: number },
  done: (result: number) => void,
): void {
  kit.stack.resolve(destination.host, socket.ipFamily, socket.cid, (addresses, status) => {
    const address = addresses[0];
    if (address === undefined) done(status > 0 ? -status : status);
    else sendOn(kit, socket, send.bytes, send.flags, done, { address, port: destination.port });
  });
}

/** Data mode on a socket: a failed send ends it. */
export function payloadHandler(
  kit: SocketKit,
  socket: ModemSocket,
  flags: number,
  destination: Destination | undefined,
  sentBytes: (count: number) => void = () => {},
): PayloadHandler {
  return {
    send: (bytes, sent) => {
      const done = (result: number): void => {
        if (result < 0) kit.dataMode.breakOff(result);
        else {
          sentBytes(result);
          sent();
        }
      };
      if (destination === undefined) sendOn(kit, socket, bytes, flags, done);
      else sendTo(kit, socket, destination, { bytes, flags }, done);
    },
    exit: () => kit.poll.sent(socket),
  };
}
