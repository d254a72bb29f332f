import type { Command } from '../../../src/at/index.ts';
import type { SocketFamily } from '../../../src/driver/index.ts';
import type { Piece } from './pieces.ts';

/** What is opened. */
export interface SocketKind {
  readonly family: SocketFamily;
  readonly type: 'stream' | 'datagram';
  readonly role: 'client' | 'server';
  readonly tls?: {
    /** The security tag under which the modem keeps the credentials. */
    readonly tag: number;
    readonly verify: boolean;
  };
}

/** What a peer that was accepted is known by. */
export interface AcceptedPeer {
  readonly handle: number;
  readonly address: string;
  /** Serial LTE Modem does not tell it. */
  readonly port: number | undefined;
}

export interface ReceivedDatagram {
  readonly bytes: Uint8Array;
  readonly address: string;
  readonly port: number;
}

/** What came of a read: bytes, nothing right now, or the end because the peer has closed. */
export type Read = Uint8Array | 'nothing' | 'end';

/** What a poll tells of a socket. */
export interface PollNotice {
  readonly handle: number;
  readonly bits: number;
}

/** The bits of a poll: data or a peer, an error, closed by the peer, gone. */
export const pollBits = { in: 1, error: 8, hangUp: 16, invalid: 32, over: 8 | 16 | 32 } as const;

/** `#X` commands of one firmware: the same things, said in two ways. */
export interface StackCommands {
  /** Makes a socket the one that commands go to; undefined where each command names its socket. */
  readonly select: ((handle: number) => Command) | undefined;
  /**
   * URCs are held back until the line is idle: what a poll told of a socket may be heard when its number is another's.
   */
  readonly holdsNotices: boolean;
  /** The handle, or a negative errno, or nothing. */
  readonly open: (kind: SocketKind) => Command<number | undefined>;
  /** Whether the module said that it is closed: an `ERROR` alone may be about a command that was spoiled on its way. */
  readonly close: (handle: number) => Command<boolean>;
  /** Handles that are open, whoever opened them. */
  readonly list: Command<readonly number[]>;
  /** The name that is sent and verified in the TLS handshake. */
  readonly hostname: (handle: number, name: string) => Command;
  readonly bind: (handle: number, port: number) => Command;
  /** True when it is connected. */
  readonly connect: (handle: number, address: string, port: number) => Command<boolean>;
  readonly listen: (handle: number) => Command;
  /** Undefined when no peer waits. */
  readonly accept: (handle: number) => Command<AcceptedPeer | undefined>;
  /** Refused when there is nothing. */
  readonly receive: (handle: number, max: number) => Command<Read>;
  readonly receiveFrom: (handle: number) => Command<ReceivedDatagram | undefined>;
  /** How many bytes the module took. */
  readonly send: (handle: number, piece: Piece) => Command<number>;
  readonly sendTo: (handle: number, piece: Piece, address: string, port: number) => Command<number>;
  /** Enters data mode for one datagram that a pause ends. */
  readonly enterTo: (handle: number, address: string, port: number) => Command;
  /** Has polls told as `#XAPOLL` for these sockets; for none it stops. */
  readonly watch: (handles: readonly number[]) => readonly Command[];
  /** Ends that for one that is about to be closed, where that has to be said. */
  readonly unwatch: ((handle: number) => Command) | undefined;
  /** Asks which of them have something; undefined where there is no such command. */
  readonly poll: ((handles: readonly number[]) => Command<readonly PollNotice[]>) | undefined;
  readonly pieces: (bytes: Uint8Array, longest: number) => Iterable<Piece>;
  readonly datagram: (bytes: Uint8Array) => Piece | undefined;
}
