import type { Clock } from '../../../src/base/clock.ts';
import type { Timers } from '../../module/timers.ts';
import type { Answer } from '../answer.ts';
import type { Command } from '../command.ts';
import type { Network } from '../network.ts';
import type { Misbehaviours } from '../options.ts';
import type { Personality } from '../personality.ts';
import type { Dialect } from './dialect.ts';
import type { Flash, StoredSettings } from './flash.ts';
import type { PacketData } from './packet-data.ts';
import type { Radio } from './radio.ts';
import type { ResetLoop } from './reset-loop.ts';
import type { Uicc } from './uicc.ts';

/** One life of the modem core, from its start to the next, as the commands see it. */
export interface Core {
  readonly personality: Personality;
  readonly dialect: Dialect;
  readonly faults: Misbehaviours;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly imei: string;
  readonly flash: Flash;
  /** What it works with; the flash follows on `AT+CFUN=0`. */
  readonly settings: StoredSettings;
  /** <n> of the commands that subscribe to something, by command name; lost on `AT+CFUN=0`. */
  readonly modes: Map<string, number>;
  /** Values of commands that are never stored, by command name. */
  readonly parameters: Map<string, string>;
  readonly network: Network;
  readonly uicc: Uicc;
  readonly radio: Radio;
  readonly packet: PacketData;
  readonly resetLoop: ResetLoop;
  /** `AT+CMEE`: 0 plain errors, 1 numbers. There is no 2. */
  cmee: 0 | 1;
  /** `AT+CPIN?` fails this many times more. */
  cpinFailures: number;
  /** An unsolicited result code, without line ends. */
  urc(text: string): void;
  /** A URC for those who subscribed to `command` with at least `lowest`. */
  subscribed(command: string, text: string, lowest?: number): void;
}

export type Handler = (command: Command) => Answer;

/** The forms in which one command exists. A text stands for an answer that is always the same. */
export interface CommandEntry {
  readonly run?: Handler | string;
  readonly set?: Handler;
  readonly read?: Handler | string;
  readonly test?: Handler | string;
}

export type CommandTable = Readonly<Record<string, CommandEntry>>;
