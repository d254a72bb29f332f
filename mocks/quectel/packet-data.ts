import type { Timer } from '../../src/base/clock.ts';
import type { Timers } from '../module/timers.ts';
import type { AddressFamilies, Bearer } from './bearer.ts';
import { assignBearer, familiesOf, familiesOfStack, familyRefusal } from './bearer.ts';
import type { ContextDefinition, Memory } from './memory.ts';
import type { Network } from './network.ts';
import type { Misbehaviours } from './options.ts';
import type { Personality } from './personality.ts';

/** What packet data needs from the module around it. */
export interface PacketHost {
  readonly personality: Personality;
  readonly memory: Memory;
  readonly timers: Timers;
  readonly faults: Misbehaviours;
  readonly network: Network;
  attached(): boolean;
  urc(text: string): void;
  /** A `+CGEV` event, said only when the host asked for events. */
  event(text: string): void;
  /** A context of the stack is gone: the host deactivated it, or it was taken away. */
  contextEnded(cid: number, how: 'deactivated' | 'dropped'): void;
  bearerEnded(cid: number): void;
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
  readonly #bearers = new Map<number, Bearer>();
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
    const bearer = this.#bearers.get(cid);
    return bearer?.v4 ?? bearer?.v6;
  }

  /** Both addresses of a bearer that is up. */
  bearer(cid: number): Bearer | undefined {
    return this.#bearers.get(cid);
  }

  /** The part of a bearer that the stack uses: `AT+QICSGP` may ask for less than the bearer has. */
  stackBearer(cid: number): Bearer | undefined {
    const bearer = this.#bearers.get(cid);
    const wanted = this.#wanted(cid);
    return bearer && { v4: wanted.v4 ? bearer.v4 : undefined, v6: wanted.v6 ? bearer.v6 : undefined };
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
    const { user, password } = this.stackContext(cid);
    if (!this.#host.network.acceptsCredentials(user, password)) return { error: 561, cause: 29 };
    const cause = familyRefusal(this.#wanted(cid), this.#host.network);
    if (cause !== undefined) return { error: 561, cause };
    const full = !this.#active.has(cid) && this.#active.size >= this.#host.personality.contexts.active;
    return full ? { error: 553 } : undefined;
  }

  /** Brings up the bearer of `cid` if it is not up. */
  bearerUp(cid: number): void {
    const { network } = this.#host;
    const wanted = this.#wanted(cid);
    const before = this.#bearers.get(cid);
    const enough = before !== undefined && familyMatches(wanted, before);
    if (enough || familyRefusal(wanted, network) !== undefined) return;
    this.#bearers.set(cid, assignBearer(wanted, network));
    this.#bearerEvent('ME', 'ACT', cid);
  }

  activate(cid: number): void {
    this.bearerUp(cid);
    this.#active.add(cid);
  }

  /** `AT+QIDEACT` and `AT+CGACT=0`. The default bearer stays up as long as the module is attached. */
  deactivate(cid: number): void {
    this.#active.delete(cid);
    this.#dropped.delete(cid);
    this.#host.contextEnded(cid, 'deactivated');
    if (cid === defaultBearer && this.#host.attached()) return;
    if (this.#removeBearer(cid)) this.#bearerEvent('ME', 'DEACT', cid);
  }

  /** The network takes the bearer of `cid` away. */
  drop(cid: number): void {
    const wasActive = this.#active.delete(cid);
    const hadBearer = this.#removeBearer(cid);
    if (hadBearer) this.#bearerEvent('NW', 'DEACT', cid);
    if (!wasActive) return;
    this.#dropped.add(cid);
    this.#host.contextEnded(cid, 'dropped');
    this.#host.urc(`+QIURC: "pdpdeact",${cid}`);
  }

  /** The bearer of `cid` is gone, and neither the network nor the module says so. */
  dropSilently(cid: number): void {
    this.#active.delete(cid);
    this.#bearers.delete(cid);
    this.#host.contextEnded(cid, 'dropped');
  }

  /** The network gives a bearer that is up another address, without a word. */
  changeAddress(cid: number, address?: string): string | undefined {
    const bearer = this.#bearers.get(cid);
    if (bearer === undefined) return undefined;
    const fresh = address ?? this.#host.network.assignAddress();
    this.#bearers.set(cid, fresh.includes(':') ? { ...bearer, v6: fresh } : { ...bearer, v4: fresh });
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
    for (const cid of [...this.#bearers.keys()]) this.#removeBearer(cid);
    for (const cid of this.activeContexts) this.drop(cid);
  }

  #removeBearer(cid: number): boolean {
    const had = this.#bearers.delete(cid);
    if (had) this.#host.bearerEnded(cid);
    return had;
  }

  #bearerEvent(who: 'ME' | 'NW', what: 'ACT' | 'DEACT', cid: number): void {
    const bare = this.#host.faults.bareBearerEvents === true;
    this.#host.event(bare ? `PDN ${what}${cid}` : `${who} PDN ${what} ${cid}`);
  }

  #wanted(cid: number): AddressFamilies {
    const stack = this.#stack.get(cid);
    if (stack !== undefined) return familiesOfStack(stack.type);
    return familiesOf(this.definition(cid)?.type ?? 'IP');
  }
}

/** A bearer that is up already serves: it has one of the families that are wanted. */
function familyMatches(wanted: AddressFamilies, bearer: Bearer): boolean {
  return (wanted.v4 && bearer.v4 !== undefined) || (wanted.v6 && bearer.v6 !== undefined);
}
