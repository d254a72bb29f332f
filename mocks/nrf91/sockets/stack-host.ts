import type { Timers } from '../../module/timers.ts';
import type { NetworkTls, StackNetwork } from '../../network/contract.ts';
import type { ModemSocket } from './modem-socket.ts';

/** What the sockets need from the module around them. */
export interface StackHost {
  readonly network: StackNetwork;
  /** The module's time, and the network's, which is not hurried. */
  readonly timers: Timers;
  readonly guards: Timers;
  /** How many sockets there may be. */
  readonly most: number;
  /** What is left of the bearer of a context. */
  bearer(cid: number): 'up' | 'out-of-reach' | 'down';
  /** The settings of a handshake; undefined when a credential that it needs is missing. */
  tls(socket: ModemSocket): NetworkTls | undefined;
  /** Bytes went over the air. */
  traffic(): void;
}
