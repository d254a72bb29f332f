import { type Cause, calledBy } from './cause.ts';
import type { EventType } from './events.ts';
import type { NetworkInterface, Technology } from './interface.ts';

type L4Event = Extract<EventType, `l4-${string}`>;

/** Hears of each interface that becomes ready or ceases to be, whether or not that makes an L4 event. */
export type ReadyChanged = (iface: NetworkInterface, ready: boolean) => void;

/** Raises one L4 event with the interface to blame. */
export type RaiseL4 = (
  type: L4Event,
  iface: NetworkInterface,
  details: { readonly cause?: Cause; readonly resent?: boolean },
) => void;

const kinds = [
  { family: undefined, connected: 'l4-connected', disconnected: 'l4-disconnected' },
  { family: 'IPv4', connected: 'l4-ipv4-connected', disconnected: 'l4-ipv4-disconnected' },
  { family: 'IPv6', connected: 'l4-ipv6-connected', disconnected: 'l4-ipv6-disconnected' },
] as const;

interface Watch {
  readonly kind: (typeof kinds)[number];
  readonly ready: Set<NetworkInterface>;
  /** Whoever made the status what it is, for a listener that comes late. */
  blamed: NetworkInterface | undefined;
}

/**
 * Watches which interfaces are ready (admin-up, operational-up, with an address, not ignored) and says when the first
 * one comes and the last one goes: for any family, and for IPv4 and IPv6 apart.
 */
export class Monitor {
  readonly #raise: RaiseL4;
  readonly #readyChanged: ReadyChanged;
  readonly #watches: readonly Watch[] = kinds.map((kind) => ({ kind, ready: new Set(), blamed: undefined }));
  readonly #ignored = new Set<NetworkInterface>();
  readonly #ignoredTechnologies = new Set<Technology>();

  constructor(raise: RaiseL4, readyChanged: ReadyChanged = () => {}) {
    this.#raise = raise;
    this.#readyChanged = readyChanged;
  }

  isReady(iface: NetworkInterface): boolean {
    return this.#watches[0]?.ready.has(iface) ?? false;
  }

  /** Whether at least one interface is ready. */
  get isConnected(): boolean {
    return (this.#watches[0]?.ready.size ?? 0) > 0;
  }

  isIgnored(iface: NetworkInterface): boolean {
    return this.#ignored.has(iface) || this.#ignoredTechnologies.has(iface.technology);
  }

  ignore(iface: NetworkInterface, on: boolean): void {
    if (on) this.#ignored.add(iface);
    else this.#ignored.delete(iface);
    this.evaluate(iface, calledBy(on ? 'ignore' : 'watch'));
  }

  /** @param all the interfaces to look at again */
  ignoreTechnology(technology: Technology, on: boolean, all: readonly NetworkInterface[]): void {
    if (on) this.#ignoredTechnologies.add(technology);
    else this.#ignoredTechnologies.delete(technology);
    for (const iface of all) this.evaluate(iface, calledBy(on ? 'ignoreTechnology' : 'watchTechnology'));
  }

  /** Looks at an interface again after something about it changed. */
  evaluate(iface: NetworkInterface, cause?: Cause): void {
    const watched = iface.isUp && !this.isIgnored(iface);
    const before = this.isReady(iface);
    for (const watch of this.#watches) this.#apply(watch, iface, watched && iface.hasAddress(watch.kind.family), cause);
    if (before !== this.isReady(iface)) this.#readyChanged(iface, !before);
  }

  /**
   * Raises the present status again.
   * @param bystander stands in where no interface has ever changed the status
   */
  resend(bystander: NetworkInterface | undefined): void {
    for (const { kind, ready, blamed = bystander } of this.#watches) {
      if (blamed === undefined) continue;
      this.#raise(ready.size > 0 ? kind.connected : kind.disconnected, blamed, { resent: true });
    }
  }

  #apply(watch: Watch, iface: NetworkInterface, ready: boolean, cause: Cause | undefined): void {
    if (ready === watch.ready.has(iface)) return;
    if (ready) watch.ready.add(iface);
    else watch.ready.delete(iface);
    // Others that come and go while one is ready make no event.
    const crossed = ready ? watch.ready.size === 1 : watch.ready.size === 0;
    if (!crossed) return;
    watch.blamed = iface;
    this.#raise(ready ? watch.kind.connected : watch.kind.disconnected, iface, cause === undefined ? {} : { cause });
  }
}
