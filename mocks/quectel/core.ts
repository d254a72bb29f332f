import type { Clock } from '../../src/base/clock.ts';
import type { Timers } from '../module/timers.ts';
import type { StackNetwork } from '../network/contract.ts';
import type { Answer } from './answer.ts';
import type { HeldCall } from './held-call.ts';
import type { Memory } from './memory.ts';
import type { Network } from './network.ts';
import type { Misbehaviours } from './options.ts';
import type { PacketData } from './packet-data.ts';
import type { Command } from './parse-command.ts';
import type { Personality } from './personality.ts';
import type { PowerSaving } from './power-saving.ts';
import type { Radio } from './radio.ts';
import type { Settings } from './settings.ts';
import type { SimSlot } from './sim-slot.ts';
import type { SocketStack } from './sockets/stack.ts';

/** One life of the module, from a start to the next, as the commands see it. */
export interface Core {
  readonly personality: Personality;
  readonly faults: Misbehaviours;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly imei: string;
  readonly memory: Memory;
  readonly settings: Settings;
  readonly network: Network;
  /** What is behind the cellular network; undefined: nobody answers there. */
  readonly internet: StackNetwork | undefined;
  readonly slot: SimSlot;
  readonly radio: Radio;
  readonly packet: PacketData;
  readonly saving: PowerSaving;
  readonly sockets: SocketStack;
  /** What `ATO` returns to. */
  readonly held: HeldCall;
  /** It was started by power, not by a restart. */
  readonly coldStart: boolean;
  /** When it said `RDY`, on the clock. */
  readonly startedAt: number;
  /** The slot's detection switch was on when it started. */
  readonly detectsCard: boolean;
  /** An unsolicited result code, to whichever port they are routed. */
  urc(text: string): void;
  /** Says what was parked while `AT+QCFG="urc/cache"` was 1. */
  releaseUrcs(): void;
  /** The late answer to a command: it comes on the port that asked. */
  report(text: string): void;
  /** `+CGEV`, if the host asked for it. */
  event(text: string): void;
  restart(): void;
  /** Says goodbye after `delayMs` and switches off. */
  shutDown(delayMs: number): void;
}

export type Handler = (command: Command) => Answer;

/** The forms in which one command exists. A text stands for an answer that is always the same. */
export interface CommandEntry {
  readonly run?: Handler | string;
  readonly set?: Handler;
  readonly read?: Handler | string;
  readonly test?: Handler | string;
  /** A bad use of it is plain `ERROR`, whatever `AT+CMEE` says: so the TCP/IP commands are. */
  readonly plainError?: boolean;
}

export type CommandTable = Readonly<Record<string, CommandEntry>>;
