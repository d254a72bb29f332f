import type { SimOptions } from './options.ts';

/** What a card says to a code. */
export type CodeVerdict = 'accepted' | 'wrong' | 'blocked';

/** A SIM card. Its counters live as long as the card does, also across restarts of the module. */
export class SimCard {
  readonly iccid: string;
  readonly imsi: string;
  inserted: boolean;
  pinTries: number;
  pukTries: number;
  pinRequired: boolean;
  #verified = false;
  #pin: string;
  readonly #puk: string;

  constructor(options: SimOptions = {}) {
    this.inserted = options.inserted ?? true;
    this.iccid = options.iccid ?? '8947080012345678901';
    this.imsi = options.imsi ?? '204080813630037';
    this.pinRequired = options.pin !== undefined;
    this.#pin = options.pin ?? '0000';
    this.#puk = options.puk ?? '12345678';
    this.pinTries = options.pinTries ?? 3;
    this.pukTries = options.pukTries ?? 10;
  }

  /** What the card asks for; `blocked` when the PUK is used up as well. */
  get state(): 'READY' | 'SIM PIN' | 'SIM PUK' | 'blocked' {
    if (this.pukTries === 0) return 'blocked';
    if (this.pinTries === 0) return 'SIM PUK';
    return this.pinRequired && !this.#verified ? 'SIM PIN' : 'READY';
  }

  powerUp(): void {
    this.#verified = false;
  }

  checkPin(pin: string): CodeVerdict {
    if (this.pinTries === 0) return 'blocked';
    if (pin === this.#pin) {
      this.pinTries = 3;
      this.#verified = true;
      return 'accepted';
    }
    this.pinTries -= 1;
    return this.pinTries > 0 ? 'wrong' : 'blocked';
  }

  unblock(puk: string, newPin: string): CodeVerdict {
    if (this.pukTries === 0) return 'blocked';
    if (puk !== this.#puk) {
      this.pukTries -= 1;
      return this.pukTries > 0 ? 'wrong' : 'blocked';
    }
    this.#pin = newPin;
    this.pukTries = 10;
    this.pinTries = 3;
    this.#verified = true;
    return 'accepted';
  }

  changePin(old: string, fresh: string): CodeVerdict {
    const verdict = this.checkPin(old);
    if (verdict === 'accepted') this.#pin = fresh;
    return verdict;
  }
}
