import type { AccessPoint } from '../../src/driver/index.ts';
import { JoinError, type JoinFailure } from './failures.ts';
import type { KnownNetwork } from './option-readers.ts';
import type { EspOptions } from './options.ts';

/** Said wrong so often in a row, a passphrase is believed to be: once alone may be the weak signal of a handshake. */
const refusalsBelieved = 3;
/** Failed so often, a network is looked for by scan, and the address of its strongest access point is tried too. */
const failuresBeforeBssid = 2;
const longestPauseMs = 30_000;
const memoryKey = 'join failures';

interface Tally {
  refusals: number;
  failures: number;
}

/** All networks that the options name; the one of `ssid` first. */
function networksOf({ ssid, passphrase = '', bssid, networks = [] }: Partial<EspOptions>): readonly KnownNetwork[] {
  if (ssid === undefined) return networks;
  return [{ ssid, passphrase, priority: 0, ...(bssid && { bssid }) }, ...networks];
}

const serves = ({ ssid, bssid }: KnownNetwork, found: AccessPoint): boolean =>
  found.ssid === ssid && (bssid === undefined || bssid === found.bssid);

function strongest(network: KnownNetwork, found: readonly AccessPoint[]): AccessPoint | undefined {
  const rssi = (each: AccessPoint): number => each.rssiDbm ?? Number.NEGATIVE_INFINITY;
  return found.filter((each) => serves(network, each)).sort((a, b) => rssi(b) - rssi(a))[0];
}

/**
 * By priority, then by strength. What the scan did not find comes last: it may be hidden, or out of reach for now.
 */
export function inOrder(networks: readonly KnownNetwork[], found: readonly AccessPoint[]): readonly KnownNetwork[] {
  const seen = networks.map((network) => ({ network, best: strongest(network, found) }));
  const strength = ({ best }: { best: AccessPoint | undefined }): number => best?.rssiDbm ?? -200;
  return seen
    .sort(
      (a, b) =>
        Number(b.best !== undefined) - Number(a.best !== undefined) ||
        b.network.priority - a.network.priority ||
        strength(b) - strength(a),
    )
    .map(({ network }) => network);
}

/**
 * Which network is tried next: in each round every network once, so that a wrong passphrase never stands in another's
 * way. What failed is remembered beyond a reboot of the module, and forgotten as soon as an option is set.
 */
export class Rounds {
  readonly #memory: Map<string, unknown>;
  #options: Partial<EspOptions> | undefined;
  #queue: KnownNetwork[] = [];
  #found: readonly AccessPoint[] = [];
  #round = 0;

  constructor(memory: Map<string, unknown>) {
    this.#memory = memory;
  }

  /** Begins anew: the next attempt is another. */
  reset(): void {
    this.#queue = [];
    this.#round = 0;
    this.#memory.delete(memoryKey);
  }

  /** @throws JoinError when nothing can be tried before an option is set */
  async next(options: Partial<EspOptions>, scan: () => Promise<readonly AccessPoint[]>): Promise<KnownNetwork> {
    if (this.#options !== options) {
      // A new life of the link has no options yet: that is no change.
      if (this.#options !== undefined) this.reset();
      this.#options = options;
    }
    const known = networksOf(options);
    if (known.length === 0) throw new JoinError('no ssid is set', { needsParameters: true });
    if (this.#queue.length === 0) await this.#begin(known, scan);
    const network = this.#queue.shift();
    if (network === undefined) {
      throw new JoinError('every network refused its passphrase', { needsParameters: true });
    }
    return this.#withAddress(network);
  }

  succeeded(network: KnownNetwork): void {
    this.#tallies.delete(keyOf(network));
    this.#queue = [];
    this.#round = 0;
  }

  /** @returns what may follow */
  failed(network: KnownNetwork, refused: boolean): JoinFailure {
    const tally = this.#tally(network);
    tally.failures++;
    tally.refusals = refused ? tally.refusals + 1 : 0;
    if (networksOf(this.#options ?? {}).every((each) => this.#isRefused(each))) {
      return { passphrase: true, needsParameters: true };
    }
    if (this.#queue.length > 0) return { passphrase: refused, pauseMs: 0 };
    return { passphrase: refused, pauseMs: Math.min(longestPauseMs, 1000 * 2 ** Math.min(this.#round - 1, 10)) };
  }

  async #begin(known: readonly KnownNetwork[], scan: () => Promise<readonly AccessPoint[]>): Promise<void> {
    this.#round++;
    const networks = known.filter((network) => !this.#isRefused(network));
    const isLost = networks.some((network) => this.#tally(network).failures >= failuresBeforeBssid);
    this.#found = networks.length > 1 || isLost ? await scan() : [];
    this.#queue = [...inOrder(networks, this.#found)];
  }

  /** Every other time by address: routers with several radios answer one of them better than the module's choice. */
  #withAddress(network: KnownNetwork): KnownNetwork {
    const { failures } = this.#tally(network);
    if (network.bssid !== undefined || failures < failuresBeforeBssid || failures % 2 !== 0) return network;
    const bssid = strongest(network, this.#found)?.bssid;
    return bssid === undefined ? network : { ...network, bssid };
  }

  #isRefused(network: KnownNetwork): boolean {
    return this.#tally(network).refusals >= refusalsBelieved;
  }

  #tally(network: KnownNetwork): Tally {
    const key = keyOf(network);
    const tally = this.#tallies.get(key) ?? { refusals: 0, failures: 0 };
    this.#tallies.set(key, tally);
    return tally;
  }

  get #tallies(): Map<string, Tally> {
    const known = this.#memory.get(memoryKey);
    if (known instanceof Map) return known as Map<string, Tally>;
    const fresh = new Map<string, Tally>();
    this.#memory.set(memoryKey, fresh);
    return fresh;
  }
}

const keyOf = ({ ssid, passphrase }: KnownNetwork): string => `${ssid}\n${passphrase}`;
