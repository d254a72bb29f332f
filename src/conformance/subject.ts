import type { Clock } from '../base/clock.ts';
import type { ConnectivityImplementation } from '../connectivity/index.ts';

type MaybeLater = void | Promise<void>;

/** How long things may take with this subject, in milliseconds. Generous is right: a check ends as soon as it can. */
export interface ConformanceLimits {
  /** From arriving, or from a reboot, until the module takes commands. */
  readonly readyMs: number;
  /** From a connect, with the module ready and in service, until the interface is up. */
  readonly connectMs: number;
  /** From a disconnect until the module has left the network. */
  readonly releaseMs: number;
  /** From an interruption until the interface shows it: detection and the documented grace period (G7). */
  readonly lossMs: number;
  /** The longest time from the start of a failing sub-attempt to the start of the next one. */
  readonly retryMs: number;
  /** From closing the manager until everything is released. */
  readonly closeMs: number;
}

/** How a module starts out. */
export interface ModuleStart {
  /** Whether it is plugged in. */
  readonly present: boolean;
  /** Which connection parameters its setup brings along. */
  readonly parameters: 'right' | 'wrong' | 'missing';
}

/** An option with a value that must be refused, and the code with which. */
export interface RefusedOption {
  readonly name: string;
  readonly value: unknown;
  readonly code: 'EINVAL' | 'ENOBUFS';
}

/**
 * A module that can be driven from behind: what happens to it in the field, as functions. Each is optional; a check that
 * needs one that is absent is skipped and says so. They take effect at once or resolve when they have.
 */
export interface SubjectModule<Setup> {
  /** Given to `bind`. */
  readonly setup: Setup;

  /** Plugs it in; it becomes ready within `readyMs`. */
  arrive?(): MaybeLater;
  /** Unplugs it. */
  leave?(): MaybeLater;
  /** It reboots by itself. */
  reboot?(): MaybeLater;
  /** The network goes: associations end, sub-attempts fail. */
  loseService?(): MaybeLater;
  restoreService?(): MaybeLater;
  /** Whether it reconnects by itself after an interruption. */
  selfReconnect?(on: boolean): MaybeLater;
  /** The next so many sub-attempts fail in a way that another one may cure. */
  failSubAttempts?(count: number): MaybeLater;
  /** From now on every sub-attempt meets what no retry can cure. */
  failFatally?(): MaybeLater;
  /** From now on everything it answers takes so much longer. */
  slowAnswers?(ms: number): MaybeLater;
  /** The network gives it other addresses while it is associated. */
  changeAddresses?(): MaybeLater;

  /** An application sends some harmless command of its own. */
  commandDirectly?(): MaybeLater;
  /** An application associates it, past the implementation. */
  associateDirectly?(): MaybeLater;
  /** An application disassociates it, past the implementation. */
  disassociateDirectly?(): MaybeLater;

  /** Whether it is associated in truth. */
  isAssociated?(): boolean;
  /** The addresses that it has in truth. */
  addresses?(): readonly string[];
  /** How many times it was told to associate. */
  subAttempts?(): number;
  /** How many listeners are attached to it. */
  listenerCount?(): number;

  /** Options that make a connection possible, whatever they were before. */
  readonly rightParameters?: Readonly<Record<string, unknown>>;
  /** Options with which every sub-attempt fails until they are set right. */
  readonly wrongParameters?: Readonly<Record<string, unknown>>;
  readonly refusedOptions?: readonly RefusedOption[];
}

/** What one check plays with: one implementation object, and as many modules as it asks for. */
export interface SubjectWorld<Context, Setup> {
  readonly implementation: ConnectivityImplementation<Context, Setup>;
  addModule(start: ModuleStart): SubjectModule<Setup> | Promise<SubjectModule<Setup>>;
  close?(): MaybeLater;
}

/** An implementation, and how to try it out. */
export interface ConformanceSubject<Context = unknown, Setup = unknown> {
  readonly name: string;
  readonly limits: ConformanceLimits;
  /** How many modules a world can have; any number unless given. */
  readonly maxModules?: number;
  /** How a module can start; right parameters and present unless more is said. */
  readonly starts?: { readonly absent?: boolean; readonly wrong?: boolean; readonly missing?: boolean };
  /** Checks that are left out, by id, each with its reason: exceptions that the implementation documents. */
  readonly exceptions?: Readonly<Record<string, string>>;
  /** Makes a fresh world. @param clock what everything in it must wait with */
  open(clock: Clock): SubjectWorld<Context, Setup> | Promise<SubjectWorld<Context, Setup>>;
}

/** What a check may need of a subject: an ability of its modules, or one of the others. */
export type Capability =
  | Exclude<keyof SubjectModule<unknown>, 'setup'>
  | 'start absent'
  | 'start wrong'
  | 'start missing'
  | 'two modules'
  | 'virtual time';
