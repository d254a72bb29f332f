import type { AccessTechnology, AirInterface } from './air.ts';
import { defaultTechnology } from './air.ts';
import type { RadioHost } from './radio-host.ts';

const searching = 2;
const denied = 3;

/** What the modem knows of its registration, and says when it changes. */
export class Registration {
  readonly #host: RadioHost;
  readonly #air: AirInterface;
  #stat = 0;
  #cell: string | undefined;
  #act: AccessTechnology = 7;
  /** The EMM cause of the last refusal, while it is refused. */
  cause: number | undefined;

  constructor(host: RadioHost, air: AirInterface) {
    this.#host = host;
    this.#air = air;
  }

  /** <stat> of `+CEREG`. */
  get stat(): number {
    return this.#stat;
  }

  get registered(): boolean {
    return this.#stat === 1 || this.#stat === 5;
  }

  /** The cell it sees. */
  get cell(): string | undefined {
    return this.#cell;
  }

  get act(): AccessTechnology {
    return this.#cell === undefined ? defaultTechnology(this.#host.settings) : this.#act;
  }

  /** Unknown (4) until the search starts, without a word. */
  begin(): void {
    this.#stat = 4;
  }

  /** A cell came into sight. */
  sees(cell: string, act: AccessTechnology): void {
    this.#cell = cell;
    this.#act = act;
    this.cause = undefined;
  }

  /** No cell is in sight any more. */
  losesSight(): void {
    this.#cell = undefined;
  }

  /** @param always is told even when it is no change */
  become(stat: number, cell?: string, always = false): void {
    const { announcer, packet } = this.#host;
    const same = stat === this.#stat && cell === this.#cell && stat !== searching;
    const wasAttached = packet.active.length > 0;
    const wasRegistered = this.registered;
    this.#stat = stat;
    this.#cell = cell;
    if (stat !== denied) this.cause = undefined;
    if (stat === 0) announcer.signal();
    if (!same || always) announcer.registration();
    if (stat === 0) {
      packet.clear();
      if (wasAttached) announcer.event('ME DETACH');
      this.#air.release();
    }
    if (this.registered !== wasRegistered) this.#host.reachChanged();
  }
}
