import type { NeighbourCell, NetworkOptions, OtherNetwork } from './options.ts';

const usualNeighbours: readonly NeighbourCell[] = [
  { physicalCell: 217, rsrp: -97, rsrq: -15 },
  { physicalCell: 38, rsrp: -104, rsrq: -17 },
];

/** The network around the module. It outlives restarts of the module. */
export class Network {
  readonly plmn: string;
  readonly longName: string;
  readonly shortName: string;
  readonly tac: string;
  readonly cell: string;
  readonly roaming: boolean;
  /** Networks that are in reach and do not want this card. */
  readonly others: readonly OtherNetwork[];
  readonly neighbours: readonly NeighbourCell[];
  readonly families: { readonly v4: boolean; readonly v6: boolean };
  readonly #credentials: NetworkOptions['credentials'];
  readonly newRadio: 'nsa' | 'sa' | 'none';
  readonly registerMs: number | undefined;
  readonly bearerLossMs: number;
  coverage: boolean;
  /** The cause with which it refuses registration (3GPP TS 24.301 9.9.3.9), while it does. */
  refusal: number | undefined;
  readonly #apns: readonly string[] | undefined;
  readonly #hosts: Readonly<Record<string, string>> | undefined;
  readonly #random: () => number;

  constructor(options: NetworkOptions, random: () => number) {
    this.plmn = options.plmn ?? '26201';
    this.longName = options.longName ?? 'Test Network';
    this.shortName = options.shortName ?? 'TestNet';
    this.tac = options.tac ?? '80D4';
    this.cell = options.cell ?? '14BCB0C';
    this.roaming = options.roaming ?? false;
    this.others = options.others ?? [];
    this.neighbours = options.neighbours ?? usualNeighbours;
    const addresses = options.addresses ?? 'v4';
    this.families = { v4: addresses !== 'v6', v6: addresses !== 'v4' };
    this.#credentials = options.credentials;
    // 13: roaming not allowed in this tracking area.
    if (this.roaming && options.roamingAllowed === false) this.refusal = 13;
    this.newRadio = options.newRadio ?? 'nsa';
    this.registerMs = options.registerMs;
    this.bearerLossMs = options.bearerLossMs ?? 30_000;
    this.coverage = options.coverage ?? true;
    this.#apns = options.apns;
    this.#hosts = options.hosts;
    this.#random = random;
  }

  get countryCode(): string {
    return this.plmn.slice(0, 3);
  }

  get networkCode(): string {
    return this.plmn.slice(3);
  }

  /** It was told the names that exist; else another has to know them. */
  get namesHosts(): boolean {
    return this.#hosts !== undefined;
  }

  knowsApn(apn: string): boolean {
    // 3GPP TS 23.003 9.1: labels of an APN are compared without regard to case.
    return this.#apns?.some((known) => known.toLowerCase() === apn.toLowerCase()) ?? true;
  }

  acceptsCredentials(user: string, password: string): boolean {
    return (
      this.#credentials === undefined || (this.#credentials.user === user && this.#credentials.password === password)
    );
  }

  /** How long a module takes that recovers unevenly: 50 seconds to 50 minutes. */
  unevenMs(): number {
    return 50_000 + Math.floor(this.#random() * 2_950_000);
  }

  /** A fresh address for a bearer. */
  assignAddress(): string {
    const byte = (): number => 1 + Math.floor(this.#random() * 254);
    return `10.${byte()}.${byte()}.${byte()}`;
  }

  /** A fresh IPv6 address for a bearer, out of the block for documentation (RFC 3849). */
  assignLongAddress(): string {
    const group = (): string => (1 + Math.floor(this.#random() * 0xfffe)).toString(16);
    return `2001:db8:${group()}::${group()}`;
  }

  /** The address of a name, undefined when there is none; an address is itself. */
  resolve(name: string): string | undefined {
    if (/^\d{1,3}(\.\d{1,3}){3}$/.test(name)) return name;
    if (this.#hosts !== undefined) return this.#hosts[name];
    // 203.0.113.0/24 is set aside for documentation (RFC 5737).
    let sum = 0;
    for (const character of name) sum = (sum * 31 + character.charCodeAt(0)) % 253;
    return `203.0.113.${sum + 1}`;
  }
}
