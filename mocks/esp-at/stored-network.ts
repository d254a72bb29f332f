import type { Memory } from './memory.ts';
import type { StoredNetwork } from './options.ts';
import type { Personality } from './personality.ts';

const stationMode = 1;

/** Puts a network into the flash, as an earlier `AT+CWJAP` would have. */
export function storedState(memory: Memory, personality: Personality, stored: StoredNetwork | undefined): void {
  if (stored === undefined) return;
  const join = {
    ssid: Buffer.from(stored.ssid).toString('latin1'),
    passphrase: stored.passphrase ?? '',
    bssid: undefined,
    pciEnabled: 0,
    listenInterval: 3,
    scanMode: 0,
    timeoutSeconds: 15,
    pmf: personality.join.pmf,
  };
  memory.state = { ...memory.state, mode: stationMode, join, reconnectSeconds: 1 };
  memory.autoConnect = stored.autoConnect === false ? 0 : 1;
}

/** A MAC address under the maker's prefix. */
export function makeMac(oui: string, random: () => number): string {
  const rest = Array.from({ length: 3 }, () => Math.floor(random() * 256));
  return [oui, ...rest.map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
}
