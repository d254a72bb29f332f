import type { Timers } from '../module/timers.ts';
import type { Misbehaviours } from './options.ts';
import type { Personality } from './personality.ts';
import type { SimCard } from './sim-card.ts';

/** What the slot needs from the module around it. */
export interface SlotHost {
  readonly personality: Personality;
  readonly timers: Timers;
  readonly faults: Misbehaviours;
  urc(text: string): void;
  /** The card became usable, or is no longer. */
  cardChanged(): void;
}

/**
 * The module's view of its card: it needs a moment to find it (CME 10), a moment to read it (CME 14), and then to load
 * the messages and the phonebook.
 */
export class SimSlot {
  /** The card that is, or was last, in the slot. */
  card: SimCard;
  readonly #host: SlotHost;
  #phase: 'off' | 'detecting' | 'reading' | 'up' = 'off';
  /** Grows with every change, so that what was under way for an earlier card is dropped. */
  #generation = 0;
  /** `AT+QINISTAT`: 2 messages ready, 4 phonebook ready. */
  #stores = 0;

  constructor(card: SimCard, host: SlotHost) {
    this.card = card;
    this.#host = host;
  }

  /** Whether the card can be used on the network. */
  get ready(): boolean {
    return this.#phase === 'up' && this.card.inserted && this.card.state === 'READY';
  }

  /** The bits of `AT+QINISTAT`. */
  get initialisation(): number {
    return (this.ready ? 1 : 0) | this.#stores;
  }

  /** The `+CME ERROR` of a command that needs no PIN but the card itself. */
  get presenceError(): number | undefined {
    if (this.#phase === 'off') return 13;
    if (!this.card.inserted || this.#phase === 'detecting') return 10;
    if (this.#phase === 'reading') return 14;
    return this.card.state === 'blocked' ? 13 : undefined;
  }

  /** The `+CME ERROR` of a command that needs an open card. */
  get accessError(): number | undefined {
    if (this.presenceError !== undefined) return this.presenceError;
    if (this.card.state === 'SIM PIN') return 11;
    return this.card.state === 'SIM PUK' ? 12 : undefined;
  }

  /** Powers the card; `detectMs` and `readMs` from now it is found and read. */
  start(detectMs: number, readMs: number): void {
    const generation = this.#change('detecting');
    this.card.powerUp();
    this.#after(generation, detectMs, () => {
      if (this.card.inserted) this.#phase = 'reading';
    });
    this.#after(generation, readMs, () => {
      if (!this.card.inserted) {
        if (this.#host.faults.tellsNotInserted === true) this.#host.urc('+CPIN: NOT INSERTED');
        return;
      }
      this.#phase = 'up';
      this.announce();
    });
  }

  /** `AT+CFUN=0`: the card loses its power. */
  stop(): void {
    if (this.#phase === 'off') return;
    this.#change('off');
    if (this.card.inserted) this.#host.urc('+CPIN: NOT READY');
    this.#host.cardChanged();
  }

  /** The card left the slot, seen by the detection switch. */
  removed(): void {
    this.#change('detecting');
    this.#host.urc(`+CPIN: NOT ${this.#host.faults.tellsNotInserted === true ? 'INSERTED' : 'READY'}`);
    this.#host.cardChanged();
  }

  /** The state of the card as URCs, and what follows from an open card. */
  announce(): void {
    const { state } = this.card;
    this.#host.urc(`+CPIN: ${state === 'blocked' ? 'NOT READY' : state}`);
    if (state !== 'blocked') this.#host.urc('+QUSIM: 1');
    if (state === 'READY') this.#loadStores();
    this.#host.cardChanged();
  }

  #loadStores(): void {
    const { firstDoneMs, secondDoneMs } = this.#host.personality.times;
    const generation = this.#generation;
    const messages = (): void => this.#loaded(2, 'SMS DONE');
    const phonebook = (): void => this.#loaded(4, 'PB DONE');
    const phonebookFirst = this.#host.faults.phonebookFirst === true;
    this.#after(generation, firstDoneMs, phonebookFirst ? phonebook : messages);
    this.#after(generation, secondDoneMs, phonebookFirst ? messages : phonebook);
  }

  #loaded(bit: number, text: string): void {
    this.#stores |= bit;
    this.#host.urc(`+QIND: ${text}`);
  }

  #change(phase: 'off' | 'detecting'): number {
    this.#phase = phase;
    this.#stores = 0;
    this.#generation += 1;
    return this.#generation;
  }

  #after(generation: number, delayMs: number, run: () => void): void {
    this.#host.timers.after(delayMs, () => {
      if (generation === this.#generation) run();
    });
  }
}
