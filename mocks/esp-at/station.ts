import type { Clock } from '../../src/base/clock.ts';
import { Timers } from '../module/timers.ts';
import type { AccessPoint, Lease, SimulatedAir } from './air.ts';
import { attemptTime, findAccessPoint, wouldRefuse } from './attempt.ts';
import type { JoinConfig } from './memory.ts';
import type { Misbehaviours } from './options.ts';
import type { Personality } from './personality.ts';
import type { Settings } from './settings.ts';
import { StationAddress } from './station-address.ts';

/** Where the station stands. `waiting` is the pause between two attempts to reconnect. */
export type StationPhase = 'idle' | 'connecting' | 'waiting' | 'associated' | 'online' | 'disconnected';

/** How a join ended: done, or the code of `+CWJAP:<code>`. */
export type JoinResult = 'joined' | number;

/** Whom the station tells. */
export interface StationHost {
  readonly personality: Personality;
  readonly faults: Misbehaviours;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly air: SimulatedAir;
  /** Whether the next join by command fails although everything is right. */
  readonly refusesNext: () => boolean;
  urc(text: string): void;
  log(text: string): void;
  /** The network is gone, and with it what was open. */
  lost(): void;
}

// ESP8266 NONOS firmware tries again every second (its reconnect policy is on by default).
const stubbornSeconds = 1;
const deauthenticatedMs = 5;

// Reasons as the Wi-Fi library of ESP-IDF numbers them (wifi_err_reason_t).
const reasonOf: Readonly<Record<number, number>> = { 1: 205, 2: 15, 3: 201, 4: 203 };

/** The station side of the radio: joins, loses and regains an access point, and has an address. */
export class Station {
  readonly #host: StationHost;
  readonly #timers: Timers;
  readonly #address: StationAddress;
  readonly #unlisten: () => void;
  #phase: StationPhase = 'idle';
  #point: AccessPoint | undefined;
  #config: JoinConfig | undefined;
  #failures = 0;
  #settle: ((result: JoinResult) => void) | undefined;

  constructor(host: StationHost) {
    this.#host = host;
    this.#timers = new Timers(host.clock);
    this.#address = new StationAddress({
      personality: host.personality,
      settings: host.settings,
      timers: this.#timers,
      urc: (text) => host.urc(text),
      online: (lease) => this.#online(lease),
    });
    this.#unlisten = host.air.listen({
      appeared: (point) => this.#appeared(point),
      vanished: (point) => this.#vanished(point),
      deauthenticated: (point, mac) => {
        if (this.#point === point && (mac === undefined || mac === host.settings.current.mac)) this.deauthenticate();
      },
    });
  }

  get phase(): StationPhase {
    return this.#phase;
  }

  get isAssociated(): boolean {
    return this.#phase === 'associated' || this.#phase === 'online';
  }

  /** Joining or reconnecting. */
  get isTrying(): boolean {
    return this.#phase === 'connecting' || this.#phase === 'waiting';
  }

  get point(): AccessPoint | undefined {
    return this.#point;
  }

  /** What was asked for last; undefined before the first join. */
  get config(): JoinConfig | undefined {
    return this.#config;
  }

  /** `0.0.0.0` without an address, unless one was set by hand. */
  get address(): Lease {
    return this.#address.ipv4;
  }

  /** Whether the IPv6 addresses are there. */
  get ipv6(): { readonly linkLocal: boolean; readonly global: boolean } {
    return this.#address.ipv6;
  }

  /** Joins by command: what is joined is left first. `settle` is called once, unless the module restarts before. */
  join(config: JoinConfig, settle: (result: JoinResult) => void): void {
    const wasAssociated = this.isAssociated;
    this.#cancel();
    this.#config = config;
    if (wasAssociated) this.#leaveNetwork(8);
    this.#settle = settle;
    this.#failures = 0;
    // An attempt that cannot come to an end in time is told at the limit; DHCP goes on behind it.
    this.#timers.after(config.timeoutSeconds * 1000, () => this.#finish(1));
    this.#attempt();
  }

  /** Joins by itself, after a start or a change of mode. */
  autoJoin(config: JoinConfig): void {
    if (this.isAssociated || this.isTrying) return;
    this.#config = config;
    this.#failures = 0;
    this.#attempt();
  }

  /** Leaves, and does not come back by itself. True when there was something to leave. */
  leave(): boolean {
    const wasAssociated = this.isAssociated;
    this.#cancel();
    if (this.#phase !== 'idle') this.#phase = 'disconnected';
    if (wasAssociated) this.#dropNetwork(8);
    return wasAssociated;
  }

  /** The access point says goodbye. */
  deauthenticate(): void {
    if (this.isAssociated) this.#timers.after(deauthenticatedMs, () => this.#lose(7));
  }

  /** `AT+CWRECONNCFG` changed. */
  reconnectingChanged(): void {
    if (this.#phase !== 'waiting' || this.#interval() !== 0) return;
    this.#cancel();
    this.#phase = 'disconnected';
  }

  /** The way of getting an address changed: DHCP on or off, an address set by hand. */
  addressingChanged(): void {
    if (!this.isAssociated || this.#point === undefined) return;
    this.#phase = 'associated';
    this.#address.acquire(this.#point);
  }

  /** Cancels everything. */
  end(): void {
    this.#timers.cancelAll();
    this.#unlisten();
    this.#settle = undefined;
  }

  #attempt(): void {
    const { air, personality, refusesNext } = this.#host;
    const config = this.#config;
    if (config === undefined) return;
    this.#phase = 'connecting';
    if (this.#settle !== undefined && refusesNext()) {
      this.#timers.after(personality.times.wrongPassphraseMs, () => this.#failAttempt(1));
      return;
    }
    const point = findAccessPoint(air, config);
    if (point === undefined) {
      this.#timers.after(personality.times.notFoundMs, () => {
        // It may have come on the air while the channels were scanned.
        if (findAccessPoint(air, config) === undefined) this.#failAttempt(3);
        else this.#attempt();
      });
      return;
    }
    const refusal = wouldRefuse(point, config, personality);
    if (refusal === undefined) {
      this.#timers.after(attemptTime(point, config, personality), () => this.#associated(point));
    } else {
      const wrong = refusal === 2 ? personality.times.wrongPassphraseMs : personality.times.associateMs;
      this.#timers.after(wrong, () => this.#failAttempt(refusal));
    }
  }

  #associated(point: AccessPoint): void {
    const { faults } = this.#host;
    if (!this.#host.air.points.includes(point)) {
      this.#failAttempt(4);
      return;
    }
    this.#point = point;
    this.#phase = 'associated';
    this.#failures = 0;
    this.#host.log(
      `wifi:connected with ${point.ssid}, aid = 1, channel ${point.channel}, HT20, bssid = ${point.bssid}`,
    );
    if (faults.gotIpBeforeConnected !== true) this.#tell('WIFI CONNECTED', faults.noConnected);
    this.#address.acquireIpv6(point);
    if (faults.okBeforeGotIp === true) this.#finish('joined');
    this.#address.acquire(point);
  }

  #online(lease: Lease): void {
    const { faults } = this.#host;
    this.#phase = 'online';
    this.#host.log(`sta ip: ${lease.ip}, mask: ${lease.netmask}, gw: ${lease.gateway}`);
    this.#tell('WIFI GOT IP', faults.noGotIp);
    if (faults.gotIpBeforeConnected === true) this.#tell('WIFI CONNECTED', faults.noConnected);
    this.#finish('joined');
  }

  /** The limit of the command, or its end. */
  #finish(result: JoinResult): void {
    const settle = this.#settle;
    if (settle === undefined) return;
    if (result !== 'joined' && this.#phase === 'connecting') {
      this.#failAttempt(result);
      return;
    }
    this.#settle = undefined;
    settle(result);
  }

  #failAttempt(code: number): void {
    const settle = this.#settle;
    const { faults, personality } = this.#host;
    this.#cancel();
    this.#failures += 1;
    this.#host.log(`wifi disconnected, rc:${reasonOf[code] ?? 1}`);
    if (settle === undefined && faults.repeatDisconnect === true) this.#tell('WIFI DISCONNECT', faults.noDisconnect);
    // NONOS firmware gives up a join that failed; ESP-AT goes on in the background.
    this.#phase = 'disconnected';
    if (settle === undefined || personality.family === 'esp-at') this.#retryLater();
    settle?.(code);
  }

  #lose(reason: number): void {
    if (!this.isAssociated) return;
    const settle = this.#settle;
    this.#cancel();
    this.#phase = 'disconnected';
    this.#leaveNetwork(reason);
    this.#failures = 0;
    this.#retryLater();
    settle?.(4);
  }

  #retryLater(): void {
    const seconds = this.#interval();
    const most = this.#host.settings.current.reconnectTimes;
    if (seconds === 0 || (most > 0 && this.#failures >= most)) return;
    this.#phase = 'waiting';
    this.#timers.after(seconds * 1000, () => {
      this.#host.log(`wifi reconnect..(${this.#failures + 1}/${most})`);
      this.#attempt();
    });
  }

  #interval(): number {
    const { personality, settings } = this.#host;
    return personality.family === 'nonos' ? stubbornSeconds : settings.current.reconnectSeconds;
  }

  #leaveNetwork(reason: number): void {
    this.#dropNetwork(reason);
    this.#tell('WIFI DISCONNECT', this.#host.faults.noDisconnect);
  }

  #dropNetwork(reason: number): void {
    this.#host.log(`wifi disconnected, rc:${reason}`);
    this.#point = undefined;
    this.#address.clear();
    this.#host.lost();
  }

  #tell(text: string, silent: boolean | undefined): void {
    if (silent !== true) this.#host.urc(text);
  }

  #vanished(point: AccessPoint): void {
    if (this.#point !== point) return;
    this.#timers.after(this.#host.personality.times.beaconLossMs, () => {
      if (this.#point === point && !this.#host.air.points.includes(point)) this.#lose(200);
    });
  }

  /** The same access point under new options: the station stays, unless the network has another name. */
  #appeared(point: AccessPoint): void {
    const before = this.#point;
    if (before === undefined || before.bssid !== point.bssid) return;
    if (before.ssid === point.ssid) this.#point = point;
    else this.#vanished(before);
  }

  #cancel(): void {
    this.#timers.cancelAll();
    this.#settle = undefined;
  }
}
