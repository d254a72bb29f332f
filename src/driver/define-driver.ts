import type { Command, Urc } from '../at/index.ts';
import type { AttemptFailure, Cause, Fact, ModuleIdentity, SocketProvider, Technology } from '../connectivity/index.ts';
import type { ModuleLine } from './module-line.ts';
import type { OptionTable } from './options.ts';
import type { QuirkBook } from './quirks/quirk.ts';
import type { FamilyRecovery } from './recovery/family-recovery.ts';
import type { WakingLine } from './waking.ts';
import type { AccessPoint } from './wifi/access-point.ts';

/** One line of a start-up table. */
export interface StartupStep {
  readonly command: Command<unknown>;
  /** Asked first: when it says true the step is not needed, and a setting that wears the flash is left alone. */
  readonly unless?: Command<boolean>;
  /** The module may refuse it: some models do not know it, some refuse it on a warm start. */
  readonly mayFail?: boolean;
}

/** What a module says when it starts or goes, by itself. */
export interface BootSigns {
  /** The first word of a boot: whatever was set is gone. */
  readonly announces: readonly Urc<unknown>[];
  /** What follows it in the same boot; a second time, it means another boot. */
  readonly follows: readonly Urc<unknown>[];
  /** The last words before silence. */
  readonly farewells: readonly Urc<unknown>[];
}

/** What a link tells of the module's standing. */
export interface LinkReports {
  /** The radio link came or went. With `flicker` it may come back by itself within the grace period. */
  carrier(on: boolean, cause: Cause, flicker?: boolean): void;
  /** The bearer is gone. */
  lost(cause: Cause): void;
  /** The application brought the bearer up behind our back. */
  gained(addresses: readonly string[], cause: Cause): void;
  /** The module associated by itself, unasked (G21). */
  strayed(cause: Cause): void;
  /** The addresses are these from here on: each that came is added, each that went is removed (G8). */
  addresses(addresses: readonly string[], cause: Cause): void;
  /** No retry can cure it (G20). */
  fatal(reason: string, cause: Cause): void;
  /** What an attempt may be waiting for has come (another SIM): one that pauses goes on at once. */
  resume(): void;
  fact(fact: Fact, cause?: Cause): void;
}

/** A module that is ready, as its family's driver sees it. */
export interface ReadyModule<Options, Dialect> {
  readonly line: ModuleLine;
  readonly identity: ModuleIdentity;
  readonly dialect: Dialect;
  /** The options as they are now. */
  readonly options: () => Partial<Options>;
  readonly reports: LinkReports;
  /** What outlives a reboot of the module: a PIN that was refused, for one. */
  readonly memory: Map<string, unknown>;
}

/** How a family associates, how it lets go, and what it sees. Made anew each time the module becomes ready. */
export interface ModuleLink {
  /** Looks at how things stand and subscribes to what will change them. Called once, before anything else. */
  watch(signal: AbortSignal): Promise<void>;
  /** One sub-attempt. Resolves with the addresses when connectivity is ready; rejects when it failed. */
  associate(
    signal: AbortSignal,
    subAttempt: number,
  ): Promise<{ readonly addresses: readonly string[]; readonly cause: Cause }>;
  /** Leaves the network and keeps the module from coming back by itself. */
  release(signal: AbortSignal): Promise<void>;
  /** Looks again, after the application used the module directly (G10). */
  recheck(signal: AbortSignal): Promise<void>;
  /** Reads the signal and reports it as a fact; only ever called while somebody looks. */
  readSignal?(signal: AbortSignal): Promise<void>;
  /** Looks for access points, where the module has a radio for that. */
  scan?(signal: AbortSignal): Promise<readonly AccessPoint[]>;
  /** The application is about to send a command line of its own (G10). */
  directUse?(text: string): void;
  /** The binding is being closed while the module is ready: the last thing that is done to it. */
  farewell?(signal: AbortSignal): Promise<void>;
}

/** A family of modules, declared: nearly all of it is data. */
export interface DriverDefinition<Options extends object, Dialect> {
  /** The name by which it is chosen: `quectel`. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly technology: Technology;
  readonly terminator: string;
  /** What a module needs between a final result code and the next command, in milliseconds. */
  readonly cooldownMs?: number;
  /** The same once the model is known, where some need less. */
  readonly cooldownOf?: (dialect: Dialect) => number;
  /**
   * Names of two settings, as `+CMEE`, that every model of the family can be asked for and tells at no other time. After
   * a time-out their answers show which ones were late.
   */
  readonly landmarks?: readonly string[];
  readonly options: OptionTable<Options>;
  /** Asked until it is answered: how a module that is awake is told from one that is not. */
  readonly probe: Command<unknown>;
  /**
   * One round of waking, in place of the plain probe, where a module may want another line end or has to be freed from
   * another mode: true when it answers. A DriverError says that whatever is there is not for this driver.
   */
  readonly awaken?: (line: WakingLine, signal: AbortSignal, memory: Map<string, unknown>) => Promise<boolean>;
  readonly boot: BootSigns;
  /** What every model of the family is told first. */
  readonly preamble: readonly StartupStep[];
  /** Who it is. */
  readonly identify: (line: ModuleLine, signal: AbortSignal) => Promise<ModuleIdentity>;
  /** What is particular to the model. */
  readonly dialectOf: (identity: ModuleIdentity) => Dialect;
  /** What some models or some firmware do otherwise, as data; a user may add to it. */
  readonly quirks?: QuirkBook<Dialect>;
  readonly startup: (dialect: Dialect) => readonly StartupStep[];
  readonly link: (module: ReadyModule<Options, Dialect>) => ModuleLink;
  /**
   * The sockets of the module's own IP stack; made anew each time the module becomes ready, and over with `life`. A text
   * says why this module has none.
   */
  readonly sockets?: (module: ReadyModule<Options, Dialect>, life: AbortSignal) => SocketProvider | string;
  readonly classify: (thrown: unknown) => AttemptFailure;
  /** Wraps the line of a module that has manners of its own: one that says `busy`, for one. Called once a life. */
  readonly line?: (line: ModuleLine) => ModuleLine;
  /** What a line on the module's log port tells, if it is worth telling. */
  readonly logFact?: (line: string) => Fact | undefined;
  /** How a module of the family is got back. */
  readonly recovery?: FamilyRecovery;
  /** How long service may flicker before it counts as interrupted, in milliseconds (G7). */
  readonly graceMs: number;
}

/** Declares a driver. It adds nothing but the types: a driver is what it says. */
export function defineDriver<Options extends object, Dialect>(
  definition: DriverDefinition<Options, Dialect>,
): DriverDefinition<Options, Dialect> {
  return Object.freeze(definition);
}
