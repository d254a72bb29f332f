import type { Timer } from '../../src/base/clock.ts';
import type { Timers } from '../module/timers.ts';
import type { ContextDefinition, Memory } from './memory.ts';
import type { Network } from './network.ts';
import type { Personality } from './personality.ts';

/** What packet data needs from the module around it. */
export interface PacketHost {
  readonly personality: Personality;
  readonly memory: Memory;
  readonly timers: Timers;
  readonly network: Network;
  attached(): boolean;
  urc(text: string): void;
  /** A `+CGEV` event, said only when the host asked for events. */
  event(text: string): void;
}

/** A context of the internal TCP/IP stack (`AT+QICSGP`). */
export interface StackContext {
  /** 1 IPv4, 2 IPv6, 3 both. */
  readonly type: number;
  readonly apn: string;
  readonly user: string;
  readonly password: string;
  readonly authentication: number;
}

/** Why an activation fails, as the TCP/IP stack numbers it. */
export interface ActivationFailure {
  readonly error: number;
  /** The network's cause (3GPP TS 24.301 9.9.4.4), when it was the network. */
  readonly cause?: number;
}

const defaultBearer = 1;

/**
 * Bearers and the contexts of the internal TCP/IP stack. On LTE, attaching brings up the default bearer (cid 1) by
 * itself; the stack uses it, or another, after `AT+QIACT` only.
 */
export class PacketData {
  readonly #host: PacketHost;
  /** Addresses of the bearers that are up, by cid. */
  readonly #bearers = new Map<number, string>();
  /** Contexts of the stack that are active. */
  readonly #active = new Set<number>();
  /** Contexts that the network took away and that the host did not deactivate since. */
  readonly #dropped = new Set<number>();
  readonly #stack = new Map<number, StackContext>();
  #loss: Timer | undefined;

  constructor(host: PacketHost) {
    this.#host = host;
  }

  get activeContexts(): readonly number[] {
    return [...this.#active].sort((a, b) => a - b);
  }

  address(cid: number): string | undefined {
    return this.#bearers.get(cid);
  }

  isDropped(cid: number): boolean {
    return this.#dropped.has(cid);
  }

  stackContext(cid: number): StackContext {
    return this.#stack.get(cid) ?? { type: 1, apn: '', user: '', password: '', authentication: 0 };
  }

  configureStack(cid: number, context: StackContext): void {
    this.#stack.set(cid, context);
  }

  definition(cid: number): ContextDefinition | undefined {
    return this.#host.memory.contexts.get(cid);
  }

  /** The APN that counts: the stack's own configuration goes before `AT+CGDCONT`. */
  apn(cid: number): string {
    return this.#stack.get(cid)?.apn ?? this.definition(cid)?.apn ?? '';
  }

  /** Why `cid` cannot be activated now; undefined when it can. */
  refusal(cid: number): ActivationFailure | undefined {
    if (this.#dropped.has(cid)) return { error: 570 };
    if (!this.#host.attached()) return { error: 561 };
    if (!this.#host.network.knowsApn(this.apn(cid))) {
      // 33 requested service option not subscribed, 27 missing or unknown APN: networks differ, so do families here.
      return { error: 561, cause: this.#host.personality.family === 'lte' ? 33 : 27 };
    }
    const full = !this.#active.has(cid) && this.#active.size >= this.#host.personality.contexts.active;
    return full ? { error: 553 } : undefined;
  }

  /** Brings up the bearer of `cid` if it is not up. */
  bearerUp(cid: number): void {
    if (this.#bearers.has(cid)) return;
    this.#bearers.set(cid, this.#host.network.assignAddress());
    this.#host.event(`ME PDN ACT ${cid}`);
  }

  activate(cid: number): void {
    this.bearerUp(cid);
    this.#active.add(cid);
  }

  /** `AT+QIDEACT` and `AT+CGACT=0`. The default bearer stays up as long as the module is attached. */
  deactivate(cid: number): void {
    this.#active.delete(cid);
    this.#dropped.delete(cid);
    if (cid === defaultBearer && this.#host.attached()) return;
    if (this.#bearers.delete(cid)) this.#host.event(`ME PDN DEACT ${cid}`);
  }

  /** The network takes the bearer of `cid` away. */
  drop(cid: number): void {
    const wasActive = this.#active.delete(cid);
    const hadBearer = this.#bearers.delete(cid);
    if (hadBearer) this.#host.event(`NW PDN DEACT ${cid}`);
    if (!wasActive) return;
    this.#dropped.add(cid);
    this.#host.urc(`+QIURC: "pdpdeact",${cid}`);
  }

  /** The network gives a bearer that is up another address, without a word. */
  changeAddress(cid: number, address?: string): string | undefined {
    if (!this.#bearers.has(cid)) return undefined;
    const fresh = address ?? this.#host.network.assignAddress();
    this.#bearers.set(cid, fresh);
    return fresh;
  }

  /** The module registered, or lost its registration; `kept` when bearers outlive that for a while. */
  registrationChanged(registered: boolean, kept: boolean): void {
    this.#loss?.cancel();
    this.#loss = undefined;
    if (registered) {
      if (this.#host.attached()) this.bearerUp(defaultBearer);
    } else if (kept) {
      this.#loss = this.#host.timers.after(this.#host.network.bearerLossMs, () => this.detach('NW'));
    } else {
      this.detach('ME');
    }
  }

  /** Everything goes: switched off by the module (ME) or by the network (NW). */
  detach(who: 'ME' | 'NW'): void {
    if (this.#bearers.size === 0) return;
    // 3GPP TS 27.007 10.1.19: a detach is one event, without one for each context.
    this.#host.event(`${who} DETACH`);
    this.#bearers.clear();
    for (const cid of this.activeContexts) this.drop(cid);
  }
}
