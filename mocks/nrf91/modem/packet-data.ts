import type { Timers } from '../../module/timers.ts';
import type { Network } from '../network.ts';
import type { StoredSettings } from './flash.ts';

/** What packet data needs from the modem around it. */
export interface PacketHost {
  readonly timers: Timers;
  readonly network: Network;
  readonly settings: StoredSettings;
  /** A connection is gone. */
  lost(cid: number): void;
  /** `+CGEV`, if the host asked for it. */
  event(text: string): void;
  /** An ESM cause: `+CNEC_ESM`, if the host asked for it. */
  sessionCause(cause: number, cid: number): void;
}

/** A packet data network connection that is up. */
export interface Connection {
  readonly apn: string;
  readonly type: string;
  ipv4: string | undefined;
  ipv6: string | undefined;
}

// A router advertisement brings the IPv6 prefix a while after the connection is up.
const ipv6Ms = 1500;

/** 3GPP TS 24.301 9.9.4.4. */
const esm = { unknownApn: 27, resources: 26, ipv4Only: 50, ipv6Only: 51 };

interface Families {
  readonly ipv4: boolean;
  readonly ipv6: boolean;
}

/** What the network gives to a context of this type. */
function families(type: string, network: Network): Families {
  return {
    ipv4: (type === 'IP' || type === 'IPV4V6') && network.ipv4,
    ipv6: (type === 'IPV6' || type === 'IPV4V6') && network.ipv6,
  };
}

function grantedType(type: string, { ipv4, ipv6 }: Families): string {
  if (type !== 'IPV4V6' || (ipv4 && ipv6)) return type;
  return ipv6 ? 'IPV6' : 'IP';
}

/** The connections to packet data networks; context 0 belongs to the attach (nRF91 AT Commands Reference Guide, +CGEREP). */
export class PacketData {
  readonly #host: PacketHost;
  readonly #connections = new Map<number, Connection>();

  constructor(host: PacketHost) {
    this.#host = host;
  }

  get active(): readonly number[] {
    return [...this.#connections.keys()].sort((a, b) => a - b);
  }

  connection(cid: number): Connection | undefined {
    return this.#connections.get(cid);
  }

  /** The addresses of a context, IPv4 first. */
  addresses(cid: number): readonly string[] {
    const { ipv4, ipv6 } = this.#connections.get(cid) ?? {};
    return [ipv4, ipv6].filter((address) => address !== undefined);
  }

  /** Brings a context up; false when the network refused. */
  bringUp(cid: number): boolean {
    if (this.#connections.has(cid)) return true;
    const { event, network, sessionCause, settings } = this.#host;
    const { apn = '', type = 'IPV4V6' } = settings.contexts.get(cid) ?? {};
    const given = families(type, network);
    const refusal = this.#refusal(apn, type, given.ipv4 || given.ipv6);
    if (refusal !== undefined) {
      sessionCause(refusal, cid);
      return false;
    }
    this.#connections.set(cid, {
      apn: apn === '' ? network.defaultApn : apn,
      type: grantedType(type, given),
      ipv4: given.ipv4 ? network.assignIpv4() : undefined,
      ipv6: undefined,
    });
    // A host that asked for both is told when it gets one alone.
    const alone = type === 'IPV4V6' && given.ipv4 !== given.ipv6;
    const reason = given.ipv4 ? ',0' : ',1';
    event(`ME PDN ACT ${cid}${alone ? reason : ''}`);
    if (alone) sessionCause(given.ipv4 ? esm.ipv4Only : esm.ipv6Only, cid);
    if (given.ipv6) this.#host.timers.after(ipv6Ms, () => this.giveIpv6(cid));
    return true;
  }

  /** `AT+CGACT=0`. */
  takeDown(cid: number): void {
    if (!this.#connections.delete(cid)) return;
    this.#host.event(`ME PDN DEACT ${cid}`);
    this.#host.lost(cid);
  }

  /** The network takes a connection away. */
  drop(cid: number): boolean {
    if (!this.#connections.delete(cid)) return false;
    this.#host.event(`NW PDN DEACT ${cid}`);
    this.#host.lost(cid);
    return true;
  }

  /** A detach ends them all, without a word about each. */
  clear(): void {
    const { active } = this;
    this.#connections.clear();
    for (const cid of active) this.#host.lost(cid);
  }

  /** IPv6 arrived. */
  giveIpv6(cid: number): void {
    const connection = this.#connections.get(cid);
    if (connection === undefined || connection.ipv6 !== undefined) return;
    connection.ipv6 = this.#host.network.assignIpv6();
    this.#host.event(`IPV6 ${cid}`);
  }

  /** IPv6 went away. */
  loseIpv6(cid: number): void {
    const connection = this.#connections.get(cid);
    if (connection?.ipv6 === undefined) return;
    connection.ipv6 = undefined;
    this.#host.event(`IPV6 FAIL ${cid}`);
  }

  #refusal(apn: string, type: string, some: boolean): number | undefined {
    if (!this.#host.network.knowsApn(apn)) return esm.unknownApn;
    if (some || type === 'Non-IP') return undefined;
    if (type === 'IP' && this.#host.network.ipv6) return esm.ipv6Only;
    return type === 'IPV6' && this.#host.network.ipv4 ? esm.ipv4Only : esm.resources;
  }
}
