import type { Timer } from '../../src/base/clock.ts';
import type { Timers } from '../module/timers.ts';
import type { Network } from './network.ts';
import type { Misbehaviours } from './options.ts';
import type { Personality } from './personality.ts';
import type { RegistrationView } from './registration-text.ts';
import { registrationUrc } from './registration-text.ts';

/** What the radio needs from the module around it. */
export interface RadioHost {
  readonly personality: Personality;
  readonly faults: Misbehaviours;
  readonly timers: Timers;
  readonly network: Network;
  /** The card can be used on the network. */
  cardReady(): boolean;
  /** <n> of a registration command. */
  registrationMode(command: string): number;
  /** Granted power saving times, for <n> 4. */
  powerSaving(): RegistrationView['saving'];
  urc(text: string): void;
  /** Registered, or not; `kept` when the bearers may outlive that. */
  registrationChanged(kept: boolean): void;
}

// From the loss of the last cell to the module saying so (the radio link failure timers of 3GPP TS 36.331, rounded).
const lossNoticedMs = 1000;

/** Functionality, operator selection and registration. */
export class Radio {
  readonly #host: RadioHost;
  /** `AT+CFUN`: 0 minimum, 1 full, 4 flight mode. */
  functionality = 1;
  /** `AT+COPS`: 0 automatic, 1 manual, 2 deregistered. */
  selection: 0 | 1 | 2 = 0;
  /** `AT+CGATT=0` was given. */
  detached = false;
  #wanted: string | undefined;
  #stat = 0;
  /** Gave up for good, until the host starts over. */
  #stuck = false;
  #search: Timer | undefined;

  constructor(host: RadioHost) {
    this.#host = host;
  }

  /** <stat> of 3GPP TS 27.007 10.1.22. */
  get stat(): number {
    return this.#stat;
  }

  get registered(): boolean {
    return this.#stat === 1 || this.#stat === 5;
  }

  get act(): number {
    return this.#host.faults.actSeven === true ? 7 : this.#host.personality.radio.act;
  }

  /** <stat> and its surroundings, as one registration command sees them. */
  view(command: string): RegistrationView {
    const { network, personality } = this.#host;
    const silent = command !== '+CEREG' && !personality.legacyRegistration;
    return {
      stat: silent ? 0 : this.#stat,
      tac: network.tac,
      cell: network.cell,
      act: this.act,
      cause: network.refusal,
      saving: this.#host.powerSaving(),
    };
  }

  setFunctionality(level: number): void {
    this.functionality = level;
    this.update();
  }

  /** `AT+COPS=0` and `=1`: looks anew, also after it had given up. */
  select(selection: 0 | 1 | 2, wanted?: string): void {
    this.selection = selection;
    this.#wanted = wanted;
    this.#stuck = false;
    if (selection === 1 && this.registered && !this.#findsNetwork()) this.#stop();
    this.update();
  }

  /** Starts or ends the search as the functionality, the card and the selection ask for. */
  update(): void {
    const wanted = this.functionality === 1 && this.#host.cardReady() && this.selection !== 2;
    if (!wanted) {
      this.#stuck = false;
      this.#stop();
    } else if (!this.registered && !this.#stuck && this.#search === undefined) {
      this.#startSearch();
    }
  }

  /** The last cell went out of reach. */
  coverageLost(): void {
    this.#host.timers.after(lossNoticedMs, () => {
      if (this.#host.network.coverage || !this.registered) return;
      this.#stuck = this.#host.faults.ceregFourThenSilence === true;
      this.#become(this.#stuck ? 4 : 2, true);
    });
  }

  /** A cell is in reach again, or the network changed its mind. */
  networkChanged(): void {
    const usable = this.#host.network.coverage && this.#host.network.refusal === undefined;
    if (this.registered && this.#host.network.refusal !== undefined) this.#become(3, false);
    else if (usable && !this.registered && !this.#stuck && this.#stat !== 0) this.#startAnswer();
  }

  #findsNetwork(): boolean {
    const { network } = this.#host;
    return network.coverage && (this.#wanted === undefined || this.#wanted === network.plmn);
  }

  #stop(): void {
    this.#search?.cancel();
    this.#search = undefined;
    this.#become(0, false);
  }

  #startSearch(): void {
    this.#search = this.#host.timers.after(this.#host.personality.times.searchMs, () => {
      this.#become(2, false);
      this.#startAnswer();
    });
  }

  #startAnswer(): void {
    const { network, personality, timers } = this.#host;
    this.#search?.cancel();
    this.#search = timers.after(network.registerMs ?? personality.times.registerMs, () => {
      this.#search = undefined;
      if (!this.#findsNetwork()) return;
      if (network.refusal !== undefined) this.#become(3, false);
      else this.#become(network.roaming ? 5 : 1, false);
    });
  }

  #become(stat: number, kept: boolean): void {
    if (stat === this.#stat) return;
    const before = this.registered;
    // What was kept through lost coverage ends when the module itself gives up.
    this.#stat = stat;
    const commands = this.#host.personality.legacyRegistration ? ['+CREG', '+CGREG', '+CEREG'] : ['+CEREG'];
    for (const command of commands) {
      const mode = this.#host.registrationMode(command);
      if (mode > 0) this.#host.urc(registrationUrc(command, mode, this.view(command)));
    }
    if (before !== this.registered || !kept) this.#host.registrationChanged(kept);
  }
}
