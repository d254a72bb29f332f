import type { NetworkOptions, Technology } from './options.ts';

/** The network around the module. It outlives restarts of the module. */
export class Network {
  readonly plmn: string;
  readonly longName: string;
  readonly shortName: string;
  readonly tac: string;
  cell: string;
  readonly roaming: boolean;
  readonly technologies: readonly Technology[];
  readonly defaultApn: string;
  readonly registerMs: number | undefined;
  readonly bearerLossMs: number;
  ipv4: boolean;
  ipv6: boolean;
  coverage: boolean;
  /** The EMM cause with which it refuses registration (3GPP TS 24.301 9.9.3.9), while it does. */
  refusal: number | undefined;
  readonly #apns: readonly string[] | undefined;
  readonly #random: () => number;

  constructor(options: NetworkOptions, random: () => number) {
    this.plmn = options.plmn ?? '24202';
    this.longName = options.longName ?? 'Test Network';
    this.shortName = options.shortName ?? 'TestNet';
    this.tac = options.tac ?? '0901';
    this.cell = options.cell ?? '02024720';
    this.roaming = options.roaming ?? true;
    this.technologies = options.technologies ?? ['lte-m', 'nb-iot'];
    this.defaultApn = options.defaultApn ?? 'iot.example';
    this.registerMs = options.registerMs;
    this.bearerLossMs = options.bearerLossMs ?? 120_000;
    this.ipv4 = options.ipv4 ?? true;
    this.ipv6 = options.ipv6 ?? false;
    this.coverage = options.coverage ?? true;
    this.#apns = options.apns;
    this.#random = random;
  }

  knowsApn(apn: string): boolean {
    // 3GPP TS 23.003 9.1: labels of an APN are compared without regard to case.
    return apn === '' || (this.#apns?.some((known) => known.toLowerCase() === apn.toLowerCase()) ?? true);
  }

  assignIpv4(): string {
    return `10.${this.#byte()}.${this.#byte()}.${this.#byte()}`;
  }

  /** In eight groups of four digits, as the modem prints it. 2001:db8::/32 is set aside for documentation (RFC 3849). */
  assignIpv6(): string {
    const group = (): string => (this.#byte() * 256 + this.#byte()).toString(16).padStart(4, '0');
    return `2001:0db8:${group()}:${group()}:0000:0000:0000:0001`;
  }

  #byte(): number {
    return 1 + Math.floor(this.#random() * 254);
  }
}
