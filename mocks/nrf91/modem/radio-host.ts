import type { Clock } from '../../../src/base/clock.ts';
import type { Network } from '../network.ts';
import type { Misbehaviours } from '../options.ts';
import type { Announcer } from './announcer.ts';
import type { Dialect } from './dialect.ts';
import type { StoredSettings } from './flash.ts';
import type { PacketData } from './packet-data.ts';
import type { ResetLoop } from './reset-loop.ts';

/** What the radio needs from the modem around it. */
export interface RadioHost {
  readonly clock: Clock;
  readonly dialect: Dialect;
  readonly faults: Misbehaviours;
  readonly network: Network;
  readonly settings: StoredSettings;
  readonly packet: PacketData;
  readonly resetLoop: ResetLoop;
  readonly announcer: Announcer;
  cardReady(): boolean;
  cardFailed(): boolean;
  /** It was registered, or lost that: what sockets can do changes. */
  reachChanged(): void;
}
