import type { NetworkAddress } from '../../network/contract.ts';

/** Bits of a poll mask. */
export const poll = { in: 1, out: 4, err: 8, hup: 16, nval: 32 } as const;

/** How to receive: `MSG_PEEK` and `MSG_WAITALL`. */
export interface ReceiveRequest {
  readonly most: number;
  readonly peek?: boolean;
  readonly all?: boolean;
}

/** What a receive brought: bytes, the end of the stream, an error, or nothing yet. */
export type Received =
  | { readonly kind: 'data'; readonly bytes: Uint8Array; readonly from?: NetworkAddress }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly error: number }
  | { readonly kind: 'nothing' };

export const nothing: Received = { kind: 'nothing' };

/** How to send. */
export interface SendRequest {
  readonly bytes: Uint8Array;
  /** The answer waits until the network has it (flag 512). */
  readonly acknowledged?: boolean;
  /** Milliseconds after which a send that found no room fails. */
  readonly timeoutMs: number;
  readonly to?: { readonly address: string; readonly port: number };
  /** The number of bytes sent, or a negative error number. May be called within the call. */
  done(result: number): void;
}

/** What stands behind a socket: a connection, datagrams, a listener. */
export interface Transport {
  /** The poll mask, as it is now. */
  readonly revents: number;
  readonly localPort: number;
  /** Whether it has a peer. */
  readonly connected: boolean;
  send(request: SendRequest): void;
  receive(request: ReceiveRequest): Received;
  /** The bearer went out of reach, or came back: nothing moves meanwhile. */
  reachChanged(): void;
  /** From now on it is dead, and says so with this error and this poll mask. */
  fail(error: number, revents: number): void;
  /** Ends it as `close()` does. */
  close(): void;
  /** Ends it without a farewell. */
  destroy(): void;
}

/** What a transport needs from the stack around it. */
export interface TransportHost {
  /** Runs `fire` after `delayMs` milliseconds of the real network's time. */
  guard(delayMs: number, fire: () => void): { cancel(): void };
  /** Nothing gets through while the module is out of coverage. */
  reachable(): boolean;
  /** Bytes went over the air. */
  traffic(): void;
  /** Something that a poll or a receive might wait for. */
  changed(): void;
}
