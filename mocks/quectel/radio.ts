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
  readonly knownToNetwork: boolean;
  /** The card can be used on the network. */
  cardReady(): boolean;
  /** <n> of a registration command. */
  registrationMode(command: string): number;
  /** Granted power saving times, for <n> 4. */
  powerSaving(): RegistrationView['saving'];
  urc(text: string): void;
  /** Registration was refused with this cause. */
  refused(cause: number): void;
  /** `AT+QNWPREFCFG="mode_pref"` allows NR. */
  wantsNewRadio(): boolean;
  /** `AT+QCFG="roamservice"` lets it register in a foreign network. */
  roams(): boolean;
  /** Data get through again, or no longer. */
  reachabilityChanged(): void;
  /** Registered, or not; `kept` when the bearers may outlive that. */
  registrationChanged(kept: boolean): void;
}

// From the loss of the last cell to the module saying so (the radio link failure timers of 3GPP TS 36.331, rounded).
const lossNoticedMs = 1000;
// A network that still knows the module answers sooner than it would to an attach.
const resumeMs = 700;
// How much longer a search takes that follows AT+COPS=2, on firmware where it does.
const afterDeregisterMs = 120_000;
const flapMs = 20_000;

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
  /** `AT+COPS=2` was given since the radio was switched on. */
  #deregistered = false;
  /** The satellite receiver has the radio. */
  #starved: Timer | undefined;

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
    const { faults, personality } = this.#host;
    if (this.newRadio === 'sa') return 11;
    if (this.newRadio === 'nsa' && faults.actThirteen === true) return 13;
    return faults.actSeven === true ? 7 : personality.radio.act;
  }

  /** How NR is used: beside LTE, alone, or not. */
  get newRadio(): 'nsa' | 'sa' | 'none' {
    const { network, personality } = this.#host;
    return personality.radio.nr === undefined || !this.#host.wantsNewRadio() ? 'none' : network.newRadio;
  }

  /** Data get through. */
  get reachable(): boolean {
    return this.#host.network.coverage && this.#starved === undefined;
  }

  /** Registration commands that say something; the others have 0. */
  get #speaking(): readonly string[] {
    if (this.newRadio === 'sa') return ['+C5GREG'];
    return this.#host.personality.legacyRegistration ? ['+CREG', '+CGREG', '+CEREG'] : ['+CEREG'];
  }

  /** <stat> and its surroundings, as one registration command sees them. */
  view(command: string): RegistrationView {
    const { faults, network, personality } = this.#host;
    const { nr } = personality.radio;
    const silent = faults.otherDomainsUnknown === true && this.registered ? 4 : 0;
    return {
      stat: this.#speaking.includes(command) ? this.#stat : silent,
      tac: nr !== undefined && command === '+C5GREG' ? nr.tac : network.tac,
      cell: nr !== undefined && command === '+C5GREG' ? nr.cell : network.cell,
      act: this.act,
      cause: network.refusal,
      saving: this.#host.powerSaving(),
      spaced: faults.blanksInRegistration === true,
      ...(command === '+C5GREG' && { slices: '1,"01"' }),
    };
  }

  setFunctionality(level: number): void {
    this.functionality = level;
    this.#deregistered = false;
    this.update();
  }

  /** `AT+COPS=0` and `=1`: looks anew, also after it had given up. */
  select(selection: 0 | 1 | 2, wanted?: string): void {
    this.selection = selection;
    this.#wanted = wanted;
    this.#stuck = false;
    this.#deregistered ||= selection === 2;
    // A search that the host asks for does not wait for the one that is under way.
    this.#search?.cancel();
    this.#search = undefined;
    if (selection === 1 && this.registered && !this.#findsNetwork()) this.#stop();
    // Whoever was refused asks again.
    if (this.#stat === 3 && selection !== 2) this.#become(2, false);
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
    this.#host.reachabilityChanged();
    this.#host.timers.after(lossNoticedMs, () => {
      if (this.#host.network.coverage || !this.registered) return;
      this.#stuck = this.#host.faults.ceregFourThenSilence === true;
      this.#become(this.#stuck ? 4 : 2, true);
    });
  }

  /** A cell is in reach again, or the network changed its mind. */
  networkChanged(): void {
    this.#host.reachabilityChanged();
    const usable = this.#host.network.coverage && this.#host.network.refusal === undefined;
    if (this.registered && this.#host.network.refusal !== undefined) this.#refuse(this.#host.network.refusal);
    else if (usable && !this.registered && !this.#stuck && this.#stat !== 0) {
      const uneven = this.#stat === 2 && this.#host.faults.unevenRecovery === true;
      this.#startAnswer(uneven ? this.#host.network.unevenMs() : undefined);
    }
  }

  /** The satellite receiver takes the radio: out of service, searching, and so on, till `recover`. */
  starve(): void {
    if (!this.registered && this.#starved === undefined) return;
    this.#search?.cancel();
    this.#search = undefined;
    this.#starved = this.#host.timers.after(flapMs, () => this.starve());
    this.#host.reachabilityChanged();
    this.#become(this.#stat === 4 ? 2 : 4, true);
  }

  recover(): void {
    if (this.#starved === undefined) return;
    this.#starved.cancel();
    this.#starved = undefined;
    this.networkChanged();
  }

  /** The network detached the module: it attaches anew. */
  detachedByNetwork(): void {
    if (!this.registered) return;
    this.#become(2, false);
    this.#startAnswer();
  }

  #refuse(cause: number): void {
    this.#host.refused(cause);
    this.#become(3, false);
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

  #answerMs(): number {
    const { faults, knownToNetwork, network, personality } = this.#host;
    const registerMs = network.registerMs ?? personality.times.registerMs;
    if (this.#deregistered && faults.slowAfterDeregister === true) return registerMs + afterDeregisterMs;
    return knownToNetwork ? Math.min(resumeMs, registerMs) : registerMs;
  }

  #startAnswer(afterMs = this.#answerMs()): void {
    const { network, timers } = this.#host;
    this.#search?.cancel();
    this.#search = timers.after(afterMs, () => {
      this.#search = undefined;
      if (!this.#findsNetwork()) return;
      if (network.roaming && !this.#host.roams()) return;
      if (network.refusal !== undefined) this.#refuse(network.refusal);
      else {
        this.#deregistered = false;
        this.#become(network.roaming ? 5 : 1, false);
      }
    });
  }

  #become(stat: number, kept: boolean): void {
    if (stat === this.#stat) return;
    const before = this.registered;
    // What was kept through lost coverage ends when the module itself gives up.
    this.#stat = stat;
    for (const command of this.#speaking) {
      const mode = this.#host.registrationMode(command);
      if (mode > 0) this.#host.urc(registrationUrc(command, mode, this.view(command)));
    }
    // The network does not notice a starved radio: contexts stay.
    if (this.#starved === undefined && (before !== this.registered || !kept)) this.#host.registrationChanged(kept);
  }
}
