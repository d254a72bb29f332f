import { isIP } from 'node:net';

/** Names and their addresses, the preferred one first. */
export type HostTable = Readonly<Record<string, string | readonly string[]>>;

/** The table of a simulated resolver. Names are compared without regard to case, as in DNS. */
export class Names {
  readonly #addresses = new Map<string, readonly string[]>();

  constructor(hosts: HostTable) {
    this.#addresses.set('localhost', ['127.0.0.1']);
    for (const [name, addresses] of Object.entries(hosts)) {
      this.#addresses.set(name.toLowerCase(), typeof addresses === 'string' ? [addresses] : addresses);
    }
  }

  /** The addresses of a name, or of an address itself; none for a name that nobody knows. */
  lookUp(name: string): readonly string[] {
    if (isIP(name) !== 0) return [name];
    return this.#addresses.get(name.toLowerCase()) ?? [];
  }

  /** The preferred address of a name; one of the documentation network (RFC 5737) is given to a name met first here. */
  addressOf(name: string): string {
    const [known] = this.lookUp(name);
    if (known !== undefined) return known;
    const address = `203.0.113.${this.#addresses.size % 256}`;
    this.#addresses.set(name.toLowerCase(), [address]);
    return address;
  }

  /** Whether some name has the address. */
  has(address: string): boolean {
    return [...this.#addresses.values()].some((addresses) => addresses.includes(address));
  }
}
