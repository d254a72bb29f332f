import { AtError } from '../../src/at/index.ts';
import { type Cause, type ModuleLine, oneLook } from '../../src/driver/index.ts';
import {
  defaultContext,
  type PacketEvent,
  packetEvent,
  readAddresses,
  readContext,
  readIsActive,
} from './packet-data.ts';

const isRefusal = (thrown: unknown): boolean =>
  thrown instanceof AtError && (thrown.code === 'AT_REFUSED' || thrown.code === 'AT_EQUIPMENT');

/**
 * Follows the default PDN and its addresses. It has service while it is active, not suspended, and has an address: with
 * IPv6 alone that comes seconds after the activation.
 */
export class Bearer {
  readonly #line: ModuleLine;
  readonly #changed: (cause: Cause) => void;
  readonly #inBackground: (work: Promise<void>) => void;
  #addresses: readonly string[] = [];
  #suspended = false;
  #ipv6Failed = false;
  /** Counts what happened, so that an answer that is older than an event is not believed. */
  #events = 0;

  constructor(line: ModuleLine, changed: (cause: Cause) => void, inBackground: (work: Promise<void>) => void) {
    this.#line = line;
    this.#changed = changed;
    this.#inBackground = inBackground;
  }

  /** The addresses that carry data now; none while the PDN is down or suspended. */
  get addresses(): readonly string[] {
    return this.#suspended ? [] : this.#addresses;
  }

  /** Listens, and asks how things stand. */
  async watch(signal: AbortSignal): Promise<void> {
    this.#line.onUrc(packetEvent, (event, text) => this.#take(event, { kind: 'urc', text }, signal));
    await this.read(signal);
  }

  /** Asks again for as long as the module lives, once for any number of events that come in a row. */
  readonly lookAgain = oneLook((life) => this.read(life));

  /** Asks again. */
  async read(signal: AbortSignal): Promise<void> {
    const events = this.#events;
    const isActive = await this.#asked(this.#line.run(readIsActive, signal), true);
    const addresses = isActive ? await this.#readAddresses(signal) : [];
    if (events !== this.#events) return;
    const usable = this.#ipv6Failed ? addresses.filter((address) => !address.includes(':')) : addresses;
    const shown = usable.length === 0 ? 'none' : usable.join(', ');
    this.#set(usable, { kind: 'answer', text: `+CGPADDR: ${defaultContext}: ${shown}` });
  }

  /** It is known to be down: a detach names no PDN, and switching LTE off may not even say so much. */
  clear(cause: Cause): void {
    this.#events++;
    this.#suspended = false;
    this.#ipv6Failed = false;
    this.#set([], cause);
  }

  #take(event: PacketEvent, cause: Cause, signal: AbortSignal): void {
    if (event.kind === 'detached') {
      this.clear(cause);
      return;
    }
    if (event.context !== defaultContext) return;
    this.#events++;
    switch (event.kind) {
      case 'deactivated':
        this.clear(cause);
        return;
      case 'suspended':
      case 'resumed':
        this.#suspended = event.kind === 'suspended';
        this.#changed(cause);
        return;
      default:
        this.#ipv6Failed = event.kind === 'ipv6-failed';
        this.#inBackground(this.lookAgain(signal));
    }
  }

  #set(addresses: readonly string[], cause: Cause): void {
    if (addresses.join() === this.#addresses.join()) return;
    this.#addresses = addresses;
    this.#changed(cause);
  }

  /** Some firmware shows the address of an active context only where the context is defined. */
  async #readAddresses(signal: AbortSignal): Promise<readonly string[]> {
    const addresses = await this.#asked(this.#line.run(readAddresses, signal), []);
    if (addresses.length > 0) return addresses;
    return (await this.#asked(this.#line.run(readContext, signal), undefined))?.addresses ?? [];
  }

  /** What a module refuses to tell is not known; everything else is not well. */
  async #asked<Value>(asked: Promise<Value>, otherwise: Value): Promise<Value> {
    try {
      return await asked;
    } catch (thrown) {
      if (isRefusal(thrown)) return otherwise;
      throw thrown;
    }
  }
}
