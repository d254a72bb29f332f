import type { AccessPoint, SimulatedAir } from './air.ts';
import type { JoinConfig } from './memory.ts';
import type { Personality } from './personality.ts';

// An active scan of one channel (ESP-AT user guide, AT+CWLAP).
const channelMs = 120;
const channels = 13;

/** The access point that the station would choose: the strongest of those that fit. */
export function findAccessPoint(air: SimulatedAir, config: JoinConfig): AccessPoint | undefined {
  return air.points
    .filter(({ ssid }) => ssid === config.ssid)
    .filter(({ bssid }) => config.bssid === undefined || bssid === config.bssid)
    .filter(({ security }) => config.pciEnabled === 0 || (security !== 'open' && security !== 'wep'))
    .sort((one, other) => other.rssi - one.rssi)[0];
}

/** From the start of the scan to the association. A fast scan ends where the access point was found. */
export function attemptTime(point: AccessPoint, config: JoinConfig, personality: Personality): number {
  const scanned = config.scanMode === 1 ? channels : Math.min(point.channel, channels);
  return scanned * channelMs + personality.times.associateMs;
}

/** The code of `+CWJAP:<code>` with which this access point would refuse the station; undefined: it would not. */
export function wouldRefuse(point: AccessPoint, config: JoinConfig, personality: Personality): 2 | 4 | undefined {
  if (point.security === 'wpa2-enterprise' || point.security === 'wapi') return 4;
  const needsWpa3 = point.security === 'wpa3' || point.security === 'owe';
  if (needsWpa3 && !personality.wpa3) return 4;
  const protects = (config.pmf & 1) === 1 && personality.wpa3;
  if (point.pmf === 'required' && !protects) return 4;
  if (point.pmf === 'none' && (config.pmf & 2) !== 0) return 4;
  if (point.security === 'open' || point.security === 'owe') return undefined;
  return sameSecret(point, config.passphrase) ? undefined : 2;
}

function sameSecret(point: AccessPoint, given: string): boolean {
  return Buffer.from(point.passphrase).toString('latin1') === given;
}
