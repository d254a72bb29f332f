import type { Lease } from './air.ts';
import { Manufacturing } from './manufacturing.ts';
import type { Personality } from './personality.ts';

/** What a join was asked for. Texts are Latin-1: one character is one byte. */
export interface JoinConfig {
  readonly ssid: string;
  readonly passphrase: string;
  readonly bssid: string | undefined;
  /** 1 forbids open networks and WEP. */
  readonly pciEnabled: number;
  readonly listenInterval: number;
  /** 1 scans every channel and takes the strongest. */
  readonly scanMode: number;
  readonly timeoutSeconds: number;
  /** Bit 0: able to protect management frames, bit 1: will not do without. */
  readonly pmf: number;
}

/** `AT+UART_CUR` and `AT+UART_DEF`. */
export interface UartSettings {
  readonly baudRate: number;
  readonly dataBits: number;
  readonly stopBits: number;
  readonly parity: number;
  readonly flowControl: number;
}

/** `AT+CWSAP`. */
export interface SoftAp {
  readonly ssid: string;
  readonly passphrase: string;
  readonly channel: number;
  readonly encryption: number;
  readonly stations: number;
  readonly hidden: number;
}

/** `AT+CIPSSLCCONF` of one link: what is shown and verified, and which certificates. */
export interface TlsConfig {
  /** Bit 0: shows the client's certificate, bit 1: verifies the server's. */
  readonly authentication: number;
  readonly pki: number;
  readonly ca: number;
}

/** `AT+SAVETRANSLINK`: what the module connects to when it starts. */
export interface StoredLink {
  readonly type: string;
  readonly host: string;
  readonly port: number;
  readonly localPort?: number;
}

/** What a set command changes now and, if it is to be stored, in the flash as well. */
export interface Stored {
  readonly mode: number;
  readonly join: JoinConfig | undefined;
  readonly reconnectSeconds: number;
  readonly reconnectTimes: number;
  /** Bit 0 the station, bit 1 the soft access point. */
  readonly dhcp: number;
  readonly staticAddress: Lease | undefined;
  /** `AT+CIPDNS`: the servers set by hand. */
  readonly dns: readonly string[] | undefined;
  readonly mac: string;
  readonly ipv6: number;
  readonly systemMessages: number;
  readonly softAp: SoftAp;
  /** By link. */
  readonly tls: readonly TlsConfig[];
}

/** The state from the factory. */
function factoryState(personality: Personality, mac: string): Stored {
  return {
    mode: personality.factoryMode,
    join: undefined,
    reconnectSeconds: 0,
    reconnectTimes: 0,
    dhcp: 3,
    staticAddress: undefined,
    dns: undefined,
    mac,
    ipv6: 0,
    systemMessages: 0,
    tls: Array.from({ length: 5 }, () => ({ authentication: 0, pki: 0, ca: 0 })),
    softAp: {
      ssid: `ESP_${mac.replaceAll(':', '').slice(-6).toUpperCase()}`,
      passphrase: '',
      channel: 1,
      encryption: 0,
      stations: personality.family === 'nonos' ? 4 : 10,
      hidden: 0,
    },
  };
}

const factoryUart: UartSettings = { baudRate: 115_200, dataBits: 8, stopBits: 1, parity: 0, flowControl: 0 };

/** The flash: what survives a restart and a power cut. */
export class Memory {
  state: Stored;
  uart: UartSettings = factoryUart;
  autoConnect = 1;
  storedLink: StoredLink | undefined;
  /** The manufacturing partition, which `AT+RESTORE` leaves alone. */
  readonly manufacturing: Manufacturing;
  readonly #personality: Personality;
  readonly #mac: string;

  constructor(personality: Personality, mac: string, burnt: Readonly<Record<string, string>> = {}) {
    this.manufacturing = new Manufacturing(burnt);
    this.#personality = personality;
    this.#mac = mac;
    this.state = factoryState(personality, mac);
  }

  /** `AT+RESTORE`. */
  restore(): void {
    this.state = factoryState(this.#personality, this.#mac);
    this.uart = factoryUart;
    this.autoConnect = 1;
    this.storedLink = undefined;
  }
}
