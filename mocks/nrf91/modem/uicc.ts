import type { Clock, Timer } from '../../../src/base/clock.ts';
import type { SimCard } from '../sim-card.ts';

// From power on the card to its answer, and to the modem giving up on a slot without one.
const readMs = 400;
const failMs = 240;
// How long a card may be gone before the modem asks it something.
const noticeMs = 2000;

/** What the card interface needs from the modem around it. */
export interface UiccHost {
  readonly clock: Clock;
  /** No card is good enough, until the modem core is started once more. */
  readonly failsAlways: boolean;
  /** `%XSIM`, if the host asked for it. */
  report(text: string): void;
  /** No cause is printed: modem firmware up to 1.2. */
  readonly withoutCause: boolean;
  ready(): void;
  failed(): void;
}

/** The modem's card interface (nRF91 AT Commands Reference Guide, %XSIM). */
export class Uicc {
  readonly card: SimCard;
  readonly #host: UiccHost;
  #state: 'off' | 'starting' | 'up' | 'failed' = 'off';
  #timer: Timer | undefined;
  #wasPresent = false;

  constructor(card: SimCard, host: UiccHost) {
    this.card = card;
    this.#host = host;
  }

  /** Whether the card can be used on the network. */
  get ready(): boolean {
    return this.#state === 'up' && this.card.state === 'READY';
  }

  /** Whether the card was read, open or locked. */
  get present(): boolean {
    return this.#state === 'up';
  }

  /** Whether the running command may speak of the card: what came later than the command is not in its answer. */
  get presentToCommand(): boolean {
    return this.present && this.#wasPresent;
  }

  /** A command arrived. */
  commandCame(): void {
    this.#wasPresent = this.present;
  }

  get failed(): boolean {
    return this.#state === 'failed';
  }

  /** What `%XSIM` says. */
  get text(): string {
    if (this.ready) return '1';
    const cause = this.#cause;
    return cause === undefined || this.#host.withoutCause ? '0' : `0,${cause}`;
  }

  powerOn(): void {
    if (this.#state === 'starting' || this.#state === 'up') return;
    this.#state = 'starting';
    this.card.powerUp();
    const usable = this.card.inserted && !this.#host.failsAlways;
    this.#wait(usable ? readMs : failMs, () => (usable ? this.#came() : this.#fail()));
  }

  powerOff(): void {
    this.#timer?.cancel();
    const before = this.#state;
    this.#state = 'off';
    if (before === 'up') this.#host.report(this.text);
  }

  /** The card was pulled; the modem notices when it next asks it something. */
  pulled(): void {
    if (this.#state === 'up' || this.#state === 'starting') this.#wait(noticeMs, () => this.#fail());
  }

  /** A code was accepted or used up. */
  codeChanged(): void {
    this.#host.report(this.text);
    if (this.ready) this.#host.ready();
  }

  end(): void {
    this.#timer?.cancel();
  }

  get #cause(): number | undefined {
    if (this.#state === 'failed') return 9;
    if (this.#state !== 'up') return undefined;
    if (this.card.state === 'SIM PIN') return 1;
    return this.card.state === 'SIM PUK' ? 3 : 5;
  }

  #came(): void {
    this.#state = 'up';
    this.#host.report(this.text);
    if (this.ready) this.#host.ready();
  }

  #fail(): void {
    if (this.card.inserted && !this.#host.failsAlways) return;
    this.#state = 'failed';
    this.#host.failed();
    this.#host.report(this.text);
  }

  #wait(ms: number, then: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.#host.clock.after(ms, then);
  }
}
