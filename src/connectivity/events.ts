import type { IpAddress } from './address.ts';
import type { AttemptPhase } from './attempt.ts';
import type { Cause } from './cause.ts';
import type { NetworkInterface } from './interface.ts';

/** What the module behind an interface is doing. */
export type ModuleState = 'absent' | 'opening' | 'booting' | 'starting-up' | 'ready' | 'lost';

/** Who the module is, as it said itself. */
export interface ModuleIdentity {
  readonly manufacturer?: string;
  readonly model?: string;
  readonly firmware?: string;
  /** IMEI of a cellular module, MAC of a Wi-Fi module. */
  readonly id?: string;
}

/** Something a module reported beside the states: registration, SIM, signal. Values are for people and for JSON. */
export interface Fact {
  readonly name: 'registration' | 'sim' | 'operator' | 'signal' | 'module' | 'notice' | 'recovery';
  readonly value: string;
  readonly data?: Readonly<Record<string, string | number | boolean | undefined>>;
}

interface Plain {
  readonly cause?: Cause;
  /** How long the state that this event ended had lasted, in milliseconds; absent for the first of its kind. */
  readonly previousMs?: number;
}

/** Every event and what it carries beside `type`, `iface` and `time`. The names are Zephyr's where Zephyr has one. */
export interface EventPayloads {
  /** The application or an automation took the interface up. */
  'iface-admin-up': Plain;
  'iface-admin-down': Plain;
  /** The operational state entered `up`. */
  'iface-up': Plain;
  /** The operational state left `up`. */
  'iface-down': Plain;
  'carrier-on': Plain;
  'carrier-off': Plain;
  'dormant-on': Plain;
  'dormant-off': Plain;
  'address-added': Plain & { readonly address: IpAddress };
  'address-removed': Plain & { readonly address: IpAddress };
  /** A connection attempt crossed its timeout: once for each attempt that does (NET_EVENT_CONN_IF_TIMEOUT). */
  'connection-timeout': Plain & { readonly timeoutS: number };
  /** No later attempt can succeed without somebody's help (NET_EVENT_CONN_IF_FATAL_ERROR). */
  'fatal-error': Plain & { readonly reason: string; readonly code?: string };
  /** Nothing used the interface for its idle timeout. */
  'idle-timeout': Plain & { readonly idleTimeoutS: number };
  /** The first interface became ready. `iface` is the one that caused it. */
  'l4-connected': Plain & { readonly resent?: boolean };
  /** The last ready interface ceased to be. */
  'l4-disconnected': Plain & { readonly resent?: boolean };
  'l4-ipv4-connected': Plain & { readonly resent?: boolean };
  'l4-ipv4-disconnected': Plain & { readonly resent?: boolean };
  'l4-ipv6-connected': Plain & { readonly resent?: boolean };
  'l4-ipv6-disconnected': Plain & { readonly resent?: boolean };
  /** The online check succeeded. */
  online: Plain & { readonly probe: string };
  /** The online check stopped holding. */
  offline: Plain & { readonly probe: string; readonly reason: string };
  /** The online check was answered by a captive portal. */
  portal: Plain & { readonly probe: string; readonly location?: string };
  'module-absent': Plain;
  'module-opening': Plain;
  'module-booting': Plain;
  'module-starting-up': Plain;
  'module-ready': Plain & { readonly identity: ModuleIdentity };
  'module-lost': Plain;
  /** The connection attempt went on to another phase. */
  'attempt-phase': Plain & { readonly phase: AttemptPhase; readonly detail?: string };
  /** The module reported something beside the states. */
  fact: Plain & { readonly fact: Fact };
}

export type EventType = keyof EventPayloads;

/** One event, of one type or of any. */
export type ConnectivityEvent<Type extends EventType = EventType> = {
  [T in Type]: { readonly type: T; readonly iface: NetworkInterface; readonly time: Date } & EventPayloads[T];
}[Type];
