import type { LineRoom } from '../../module/line-room.ts';
import type { Timers } from '../../module/timers.ts';
import type { AsyncPoll } from '../sockets/async-poll.ts';
import type { ModemSocket } from '../sockets/modem-socket.ts';
import type { SocketStack } from '../sockets/socket-stack.ts';
import type { DataMode } from './data-mode.ts';

/** What the socket commands of both applications work with. */
export interface SocketKit {
  readonly stack: SocketStack;
  readonly poll: AsyncPoll;
  readonly dataMode: DataMode;
  readonly timers: Timers;
  /** Whether the line takes more: payload that nobody asked for waits for it, and the network with it. */
  readonly room: LineRoom;
  /** The shortest idle time of data mode at the present speed, in milliseconds. */
  shortestIdleMs(): number;
  /** A URC of the application. */
  announce(text: string): void;
  /** Bytes as they are. */
  say(item: string | Uint8Array): void;
  /** The line can take what nobody asked for. */
  listening(): boolean;
  /** Something waits for a host that let the line sleep. */
  indicate(): void;
  /** Between the header of payload and the payload: where other things may slip in. */
  betweenHeaderAndPayload(): void;
  /** The connection of a context is up. */
  bearerIsUp(cid: number): boolean;
  /** Milliseconds of a round trip to an address, or undefined when nobody answered in time. */
  ping(address: string, timeoutMs: number, told: (roundTripMs: number | undefined) => void): void;
}

const sendTimeoutOption = 21;
const defaultSendTimeoutS = 30;

/** How long a send may wait for room, in milliseconds. */
export function sendTimeoutMs(socket: ModemSocket): number {
  return (socket.options.get(sendTimeoutOption) ?? defaultSendTimeoutS) * 1000;
}

/** Flags of sending and receiving (`#XSEND`, `#XRECV`). */
export const flag = { peek: 2, dontWait: 64, waitAll: 256, waitForAcknowledgement: 512, notify: 8192 } as const;

/** The longest single receive. */
export const longestReceive = 2048;
export const longestHostName = 128;
/** The longest payload within a command. */
export const longestInline = 1024;
