import type { Clock } from '../../src/base/clock.ts';
import type { Timers } from '../module/timers.ts';
import type { StackNetwork } from '../network/contract.ts';
import type { SimulatedAir } from './air.ts';
import type { Answer } from './answer.ts';
import type { Links } from './links.ts';
import type { Memory, Stored, UartSettings } from './memory.ts';
import type { Misbehaviours } from './options.ts';
import type { Command } from './parse-command.ts';
import type { Personality } from './personality.ts';
import type { Server } from './server.ts';
import type { Settings } from './settings.ts';
import type { Station } from './station.ts';
import type { TlsSettings } from './tls-settings.ts';

/** One life of the module, from a start to the next, as the commands see it. */
export interface Core {
  readonly personality: Personality;
  readonly faults: Misbehaviours;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly memory: Memory;
  readonly settings: Settings;
  readonly air: SimulatedAir;
  readonly station: Station;
  readonly links: Links;
  readonly network: StackNetwork;
  readonly server: Server;
  readonly tls: TlsSettings;
  /** Changes what is in force, and the flash when `persist` says so. */
  change(patch: Partial<Stored>, persist: boolean): void;
  /** Whether a set command without `_CUR` or `_DEF` is stored: `AT+SYSSTORE`. */
  readonly stores: boolean;
  /** A line without a leading CR LF. */
  urc(text: string): void;
  /** Bytes as they are. */
  write(bytes: Buffer | string): void;
  /** What is still said before the line falls silent, and the restart after it. */
  restart(reason: RestartReason, options?: RestartOptions): void;
  /** The UART changes its speed, once what was said has left. */
  changeUart(settings: UartSettings): void;
  /** Whether this scan is one of those that find nothing. */
  useUpEmptyScan(): boolean;
  /** From now on it does not hear the host: light sleep. */
  sleep(): void;
}

/** Why a module started, as the ROM tells. */
export type RestartReason = 'power' | 'external' | 'software' | 'panic' | 'watchdog' | 'brownout' | 'deep-sleep';

/** How a module restarts. */
export interface RestartOptions {
  /** So much longer than usual, in milliseconds. */
  readonly extraMs?: number;
  /** Into the ROM loader. */
  readonly download?: boolean;
}

export type Handler = (command: Command) => Answer;

/** The forms in which one command exists. A text stands for an answer that is always the same. */
export interface CommandEntry {
  readonly run?: Handler;
  readonly set?: Handler;
  readonly read?: Handler;
  readonly test?: string;
}

export type CommandTable = Readonly<Record<string, CommandEntry>>;
