import type { Clock } from '../../src/base/clock.ts';
import type { LineRoom } from '../module/line-room.ts';
import type { StackNetwork } from '../network/contract.ts';
import type { Memory } from './memory.ts';
import type { Network } from './network.ts';
import type { Misbehaviours } from './options.ts';
import type { Personality } from './personality.ts';
import type { SimCard } from './sim-card.ts';

/** What outlives a restart, and whom a session tells what. */
export interface SessionHost {
  readonly personality: Personality;
  readonly faults: Misbehaviours;
  readonly clock: Clock;
  readonly imei: string;
  readonly memory: Memory;
  readonly network: Network;
  /** What is behind the cellular network; undefined: nobody answers there. */
  readonly internet: StackNetwork | undefined;
  /** From a command to its answer, in milliseconds. */
  readonly answerMs: number;
  /** What it says it verified, it did. */
  readonly verifiesTls: boolean;
  /** Errors with which the next sockets fail to open, in order. */
  readonly openErrors: number[];
  /** The card that is in the slot, or was last. */
  card(): SimCard;
  /** The port on which the host is, as `AT+QURCCFG` calls it; undefined: whichever port the URCs go to. */
  readonly hostPort: string | undefined;
  /** The host's speed, in bits a second. */
  hostBaudRate(): number;
  /** The host holds DTR active. */
  dtr(): boolean;
  transmit(bytes: Uint8Array): void;
  /** Whether the line takes more. */
  readonly room: LineRoom;
  commandSeen(line: string): void;
  restart(): void;
  shutDown(delayMs: number): void;
  /** Falls into the deep sleep of power saving mode. */
  sleep(wakeAfterMs: number | undefined): void;
}
