import { Timers } from '../../module/timers.ts';
import type { AccessTechnology } from './air.ts';
import { AirInterface, technologyFor } from './air.ts';
import type { RadioHost } from './radio-host.ts';
import { radioTimes } from './radio-times.ts';
import { Registration } from './registration.ts';

const uiccFailure = 90;
const searching = 2;
// 3GPP TS 24.301 9.9.3.9: ESM failure, and implicitly detached.
const esmFailure = 19;
const implicitlyDetached = 10;

/** Search, attach and loss of the network. */
export class Radio {
  readonly air: AirInterface;
  readonly #host: RadioHost;
  readonly #timers: Timers;
  readonly #registration: Registration;
  /** LTE is switched on (`AT+CFUN=1`, `=21`). */
  active = false;
  /** `AT+CGATT=0`, `AT+COPS=2`: stays away until told otherwise. */
  detached = false;
  /** The network's time is known. */
  hasTime = false;
  #state: 'idle' | 'searching' | 'attaching' | 'done' = 'idle';
  #activeSince = 0;
  #lostSince: number | undefined;

  constructor(host: RadioHost) {
    this.#host = host;
    this.#timers = new Timers(host.clock);
    this.air = new AirInterface(this.#timers, (connected) => host.announcer.connection(connected));
    this.#registration = new Registration(host, this.air);
  }

  /** <stat> of `+CEREG`. */
  get stat(): number {
    return this.#registration.stat;
  }

  get registered(): boolean {
    return this.#registration.registered;
  }

  get act(): AccessTechnology {
    return this.#registration.act;
  }

  /** The cell it sees. */
  get cell(): string | undefined {
    return this.#registration.cell;
  }

  /** The EMM cause of the last refusal, while it is refused. */
  get cause(): number | undefined {
    return this.#registration.cause;
  }

  /** LTE goes on. */
  activate(): void {
    if (this.active) {
      this.update();
      return;
    }
    this.active = true;
    this.detached = false;
    this.#activeSince = this.#host.clock.now();
    this.#registration.begin();
    if (this.#host.resetLoop.leftMs > 0) {
      this.#timers.after(radioTimes.resetLoopMs, () => this.#host.announcer.domain('RESET LOOP'));
    }
    this.update();
  }

  /** LTE goes off: a detach, told in this order whether the modem was attached or not. */
  deactivate(): void {
    if (!this.active) return;
    this.active = false;
    this.#leave();
    this.#registration.become(0);
  }

  /** Detaches and stays active: `AT+CGATT=0`. */
  detach(): void {
    this.detached = true;
    this.#leave();
    this.#registration.become(0);
  }

  /** Looks again: `AT+CGATT=1`, `AT+COPS=0`. */
  attach(): void {
    this.detached = false;
    if (!this.registered) {
      this.#restart();
      this.#state = 'idle';
    }
    this.update();
  }

  /** The card, the network or a setting changed: starts what is possible now. */
  update(): void {
    if (!this.active || this.detached) return;
    if (this.#host.cardFailed()) this.#cardFailed();
    else if (this.#host.cardReady() && this.#state === 'idle') this.#startSearch();
  }

  /** The last cell went out of reach. */
  coverageLost(): void {
    this.#timers.after(radioTimes.lossNoticedMs, () => {
      if (this.#host.network.coverage || !this.registered) return;
      this.#lostSince = this.#host.clock.now();
      this.#restart();
      this.#state = 'searching';
      this.#loseCell();
      this.#timers.after(radioTimes.unknownMs, () => {
        this.#host.announcer.domain('SEARCH STATUS 2');
        this.#registration.become(4);
      });
    });
  }

  /** A cell is in reach again, or the network changed its mind. */
  networkChanged(): void {
    const { announcer, network } = this.#host;
    if (this.registered && network.refusal !== undefined) {
      this.#timers.cancelAll();
      this.#host.packet.clear();
      announcer.event('NW DETACH');
      this.#refused(network.refusal);
    } else if (this.#state !== 'idle' && !this.registered) {
      this.#restart();
      this.#timers.after(radioTimes.foundAgainMs, () => this.#look());
    }
  }

  /** The network detaches the module, which comes back by itself. */
  networkDetached(): void {
    if (!this.registered) return;
    this.#host.packet.clear();
    this.#host.announcer.event('NW DETACH');
    this.attachAgain();
  }

  /** Without its default connection the modem attaches anew. */
  attachAgain(): void {
    this.#restart();
    this.#state = 'attaching';
    this.#registration.become(searching, this.cell);
    this.#timers.after(radioTimes.attachAgainMs, () => this.#answered());
  }

  /** The module moved to another cell of the same network. */
  cellChanged(): void {
    if (this.registered) this.#registration.become(this.stat, this.#host.network.cell);
  }

  end(): void {
    this.#timers.cancelAll();
  }

  /** Forgets what was under way, but not the connection with the cell, which ends in its own time. */
  #restart(): void {
    this.#timers.cancelAll();
    this.air.release();
  }

  #leave(): void {
    this.#timers.cancelAll();
    this.#state = 'idle';
    this.#lostSince = undefined;
  }

  #cardFailed(): void {
    this.#leave();
    this.#host.packet.clear();
    this.air.release();
    this.#registration.become(uiccFailure, undefined, true);
  }

  #startSearch(): void {
    const { announcer, clock, dialect } = this.#host;
    this.#state = 'searching';
    const firstMs = Math.max(this.#activeSince + radioTimes.firstMs - clock.now(), radioTimes.cardToFirstMs);
    if (dialect.major >= 2) this.#timers.after(firstMs - 130, () => announcer.event('EXCE STATUS 0'));
    this.#timers.after(firstMs, () => this.#look());
  }

  #look(): void {
    const act = technologyFor(this.#host.settings, this.#host.network);
    if (act === undefined) this.#foundNothing();
    else this.#found(act);
  }

  #foundNothing(): void {
    const { announcer, faults } = this.#host;
    this.#state = 'searching';
    this.#loseCell();
    if (faults.searchStuck === true) return;
    const round = (): void => {
      announcer.signal();
      this.#timers.after(radioTimes.searchRoundMs, round);
    };
    this.#timers.after(radioTimes.emptySearchMs, () => {
      announcer.domain('SEARCH STATUS 2');
      round();
    });
  }

  #found(act: AccessTechnology): void {
    const { announcer, faults, network, packet, resetLoop, settings } = this.#host;
    this.#state = 'attaching';
    // Coming back to a network that still knows it is quick on either technology.
    const slow = act === 9 && packet.active.length === 0;
    const times = slow ? radioTimes.nbIot : radioTimes.lteM;
    if (slow) announcer.domain('SEARCH STATUS 1');
    this.#registration.sees(network.cell, act);
    announcer.signal();
    this.#registration.become(searching, network.cell);
    if (faults.searchStuck === true) return;
    const cold = faults.slowWithoutHistory === true && !settings.cellHistory ? radioTimes.coldSearchMs : 0;
    const wanted = network.registerMs === undefined ? times.registerMs : network.registerMs - radioTimes.firstMs;
    const registerMs = resetLoop.leftMs + Math.max(0, wanted) + cold;
    this.#timers.after(Math.max(0, registerMs - times.registerMs + times.connectMs), () => {
      announcer.domain('PRACH CE-LEVEL 0', 2);
      this.air.connect();
    });
    this.#timers.after(registerMs, () => this.#answered());
  }

  #answered(): void {
    const { network, resetLoop, settings } = this.#host;
    if (resetLoop.leftMs === 0) resetLoop.lift();
    if (technologyFor(settings, network) === undefined) this.#foundNothing();
    else if (network.refusal !== undefined) this.#refused(network.refusal);
    else this.#accepted();
  }

  #accepted(): void {
    const { announcer, network, packet, resetLoop, settings } = this.#host;
    this.#detachedMeanwhile();
    this.air.connect();
    if (!packet.bringUp(0)) {
      this.#refused(esmFailure);
      return;
    }
    this.#state = 'done';
    settings.cellHistory = true;
    resetLoop.restartProof();
    announcer.domain('SEARCH STATUS 2');
    this.#registration.become(network.roaming ? 5 : 1, network.cell);
    announcer.indicators(true, network.roaming);
    announcer.reception();
    this.#timers.after(radioTimes.timeMs, () => {
      this.hasTime = true;
      announcer.time();
    });
  }

  /** A module that was away for too long learns on its return that the network let it go. */
  #detachedMeanwhile(): void {
    const { announcer, clock, network, packet } = this.#host;
    const awaySince = this.#lostSince;
    this.#lostSince = undefined;
    if (awaySince === undefined || clock.now() - awaySince < network.bearerLossMs) return;
    announcer.mobilityCause(implicitlyDetached);
    announcer.event('NW DETACH');
    packet.clear();
  }

  #refused(cause: number): void {
    this.#state = 'attaching';
    this.#registration.cause = cause;
    this.#host.announcer.mobilityCause(cause);
    this.#registration.become(3, this.#host.network.cell, true);
    this.air.release();
  }

  #loseCell(): void {
    const hadService = this.registered;
    this.air.release();
    this.#registration.losesSight();
    this.#host.announcer.signal();
    this.#registration.become(searching);
    if (hadService) this.#host.announcer.indicators(false, false);
  }
}
