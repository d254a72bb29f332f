import { type Command, set } from '../../../src/at/index.ts';
import type { Service } from './notice-board.ts';
import {
  closeSocket,
  readSendCounters,
  readSocketState,
  readSocketStates,
  readWith,
  type SendCounters,
  type SocketState,
  sendBytes,
  sendWith,
} from './stack-commands.ts';
import { closeTls, readTlsStates } from './tls-commands.ts';

/** What plain connections and TLS connections are told: the same in other words. */
export interface ServiceCommands {
  readonly service: Service;
  readonly send: (id: number, bytes: Uint8Array) => Command;
  readonly read: (id: number, max: number) => Command<Uint8Array>;
  readonly close: (id: number, timeoutS: number) => Command;
  /** A list in which the connection is, if there is one of that number. */
  readonly states: (id: number) => Command<readonly SocketState[]>;
  /** Every connection there is. */
  readonly allStates: Command<readonly SocketState[]>;
  /** Where the module counts what it has sent. */
  readonly counters?: (id: number) => Command<SendCounters | undefined>;
}

export const plainCommands: ServiceCommands = {
  service: 'socket',
  send: sendBytes,
  read: (id, max) => readWith('+QIRD', id, max),
  close: closeSocket,
  states: readSocketState,
  allStates: readSocketStates,
  counters: readSendCounters,
};

export const tlsCommands: ServiceCommands = {
  service: 'tls',
  send: (id, bytes) => sendWith(set('+QSSLSEND', id, bytes.length), bytes),
  read: (id, max) => readWith('+QSSLRECV', id, max),
  close: closeTls,
  states: () => readTlsStates,
  allStates: readTlsStates,
};
