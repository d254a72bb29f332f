import type { Clock, Timer } from '../../base/clock.ts';

/** What a radio says by itself. */
export type RadioEvent =
  | { readonly type: 'ready' }
  /** It rebooted or was unplugged. */
  | { readonly type: 'gone' }
  | { readonly type: 'associated'; readonly by: 'command' | 'itself' }
  | { readonly type: 'disassociated'; readonly by: 'command' | 'network' }
  | { readonly type: 'addresses' };

export type RadioRefusal = 'gone' | 'no-service' | 'busy' | 'wrong-network' | 'broken' | 'cancelled';

/** Why an association failed. */
export class RadioError extends Error {
  readonly refusal: RadioRefusal;

  constructor(refusal: RadioRefusal) {
    super(`the radio says: ${refusal}`);
    this.name = 'RadioError';
    this.refusal = refusal;
  }
}

const bootMs = 2_000;
const associationMs = 1_000;
const commandMs = 200;
const selfReconnectMs = 3_000;

/** The network that is in the air around every radio. */
export const networkInTheAir = 'open-sesame';

/**
 * The smallest technology that can go wrong in every way that the kit tries: a made-up radio that knows one network. It
 * stands in for a module in the kit's own tests.
 */
export class Radio {
  readonly #clock: Clock;
  readonly #listeners = new Set<(event: RadioEvent) => void>();
  readonly #timers = new Set<Timer>();
  #cancelPending: (() => void) | undefined;
  #state: 'absent' | 'booting' | 'ready' = 'absent';
  #associated = false;
  #inService = true;
  /** What the last command told it to be; a radio that reconnects by itself sticks to it. */
  #told = false;
  #generation = 1;
  /** How many associations were commanded. */
  commands = 0;
  reconnectsItself = false;
  failures = 0;
  isBroken = false;
  slowMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  on(listener: (event: RadioEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  get isReady(): boolean {
    return this.#state === 'ready';
  }

  get isAssociated(): boolean {
    return this.#associated;
  }

  get addresses(): readonly string[] {
    return this.#associated ? [`10.0.0.${this.#generation}`, `2001:db8::${this.#generation}`] : [];
  }

  arrive(): void {
    if (this.#state !== 'absent') return;
    this.#state = 'booting';
    this.#after(bootMs, () => {
      this.#state = 'ready';
      this.#say({ type: 'ready' });
    });
  }

  leave(): void {
    this.#dropAll();
    this.#state = 'absent';
    this.#associated = false;
    this.#told = false;
    this.#say({ type: 'gone' });
  }

  reboot(): void {
    this.leave();
    this.arrive();
  }

  setService(on: boolean): void {
    this.#inService = on;
    if (!on && this.#associated) this.#disassociate('network');
    if (on && this.#told && this.reconnectsItself) {
      this.#after(selfReconnectMs, () => {
        if (this.#told && this.#inService) this.#associate('itself');
      });
    }
  }

  changeAddresses(): void {
    this.#generation++;
    if (this.#associated) this.#say({ type: 'addresses' });
  }

  /** Resolves when it is associated. An abort ends the wait, not what the radio does. */
  async associate(network: string, signal?: AbortSignal): Promise<void> {
    this.commands++;
    this.#told = true;
    await this.#wait(associationMs + this.slowMs, signal);
    const refusal = this.#refusalOf(network);
    if (refusal !== undefined) throw new RadioError(refusal);
    this.#associate('command');
  }

  /** Ends the association, or the attempt at one, and keeps the radio from coming back by itself. */
  async disassociate(): Promise<void> {
    this.#told = false;
    this.#cancelPending?.();
    await this.#wait(commandMs + this.slowMs);
    if (this.#associated) this.#disassociate('command');
  }

  /** Says nothing more and wants nothing more. */
  close(): void {
    this.#dropAll();
    this.#listeners.clear();
  }

  #refusalOf(network: string): RadioRefusal | undefined {
    if (this.isBroken) return 'broken';
    if (!this.#inService) return 'no-service';
    if (network !== networkInTheAir) return 'wrong-network';
    if (this.failures > 0) {
      this.failures--;
      return 'busy';
    }
    return undefined;
  }

  #associate(by: 'command' | 'itself'): void {
    if (this.#associated) return;
    this.#associated = true;
    this.#say({ type: 'associated', by });
  }

  #disassociate(by: 'command' | 'network'): void {
    this.#associated = false;
    this.#say({ type: 'disassociated', by });
  }

  #wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (!this.isReady) return Promise.reject(new RadioError('gone'));
    return new Promise((resolve, reject) => {
      const timer = this.#after(ms, resolve);
      const cancel = (): void => {
        timer.cancel();
        reject(new RadioError('cancelled'));
      };
      if (signal === undefined) return;
      this.#cancelPending = cancel;
      // The command goes on, and so the radio may still associate: only the caller has stopped listening.
      signal.addEventListener('abort', () => reject(new RadioError('cancelled')), { once: true });
    });
  }

  #after(ms: number, fire: () => void): Timer {
    const timer = this.#clock.after(ms, () => {
      this.#timers.delete(timer);
      fire();
    });
    this.#timers.add(timer);
    return timer;
  }

  #dropAll(): void {
    this.#cancelPending?.();
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  #say(event: RadioEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}
