import type { NetworkTls } from '../network/contract.ts';
import type { Memory, TlsConfig } from './memory.ts';
import type { Misbehaviours } from './options.ts';
import type { Personality } from './personality.ts';
import { atLeast } from './personality.ts';
import type { Settings } from './settings.ts';

const showsCertificate = 1;
const verifiesServer = 2;

/** What one link asks of TLS beside `AT+CIPSSLCCONF`. */
export interface TlsNames {
  readonly sni: string;
  readonly commonName: string;
  readonly alpn: readonly string[];
}

const noNames: TlsNames = { sni: '', commonName: '', alpn: [] };

/** What the firmware does with TLS, link by link. */
export class TlsSettings {
  readonly #personality: Personality;
  readonly #faults: Misbehaviours;
  readonly #memory: Memory;
  readonly #settings: Settings;
  readonly #names = new Map<number, TlsNames>();

  constructor(personality: Personality, faults: Misbehaviours, memory: Memory, settings: Settings) {
    this.#personality = personality;
    this.#faults = faults;
    this.#memory = memory;
    this.#settings = settings;
  }

  names(id: number): TlsNames {
    return this.#names.get(id) ?? noNames;
  }

  setNames(id: number, patch: Partial<TlsNames>): void {
    this.#names.set(id, { ...this.names(id), ...patch });
  }

  config(id: number): TlsConfig {
    return this.#settings.current.tls[id] ?? { authentication: 0, pki: 0, ca: 0 };
  }

  /** The client hello of a link to `host`, or the line that says which certificate is missing. */
  clientHello(id: number, host: string): NetworkTls | string {
    const { alpn, commonName, sni } = this.names(id);
    const credentials = this.#credentials(this.config(id));
    if (typeof credentials === 'string') return credentials;
    const serverName = this.#serverName(sni, host);
    const verifies = credentials.ca !== undefined && this.#faults.tlsVerification !== 'ignores';
    return {
      ...credentials,
      verifyChain: verifies,
      verifyName: verifies && commonName !== '',
      ...(serverName !== undefined && { serverName }),
      ...(commonName !== '' && { expectedName: commonName }),
      ...(alpn.length > 0 && { alpn }),
      ...this.#versions(),
    };
  }

  /** Whether the validity of certificates is looked at: the module has to know the time for that. */
  needsTime(id: number): boolean {
    return (this.config(id).authentication & verifiesServer) !== 0 && this.#faults.tlsVerification !== 'ignores';
  }

  #credentials({ authentication, ca, pki }: TlsConfig): Pick<NetworkTls, 'ca' | 'cert' | 'key'> | string {
    const { manufacturing } = this.#memory;
    const shown = (authentication & showsCertificate) !== 0;
    const cert = shown ? manufacturing.certificate('client_cert', pki) : undefined;
    const key = shown ? manufacturing.certificate('client_key', pki) : undefined;
    if (shown && cert === undefined) return 'NO CERT FOUND';
    if (shown && key === undefined) return 'NO PRVT_KEY FOUND';
    const verified = (authentication & verifiesServer) !== 0;
    const authority = verified ? manufacturing.certificate('client_ca', ca) : undefined;
    if (verified && authority === undefined) return 'NO CA FOUND';
    return {
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(authority !== undefined && { ca: authority }),
    };
  }

  /** From 4.2 on the name of the host is sent unless another was set. */
  #serverName(sni: string, host: string): string | undefined {
    if (sni !== '') return sni;
    return atLeast(this.#personality, 402) ? host : undefined;
  }

  #versions(): Pick<NetworkTls, 'minVersion' | 'maxVersion'> {
    if (this.#personality.family === 'nonos') return { minVersion: 'TLSv1', maxVersion: 'TLSv1.2' };
    return atLeast(this.#personality, 303)
      ? { minVersion: 'TLSv1.2' }
      : { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' };
  }
}
