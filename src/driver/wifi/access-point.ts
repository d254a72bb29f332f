/** How an access point protects its network; `other` where a module names something that is not in this list. */
export type WifiSecurity =
  | 'open'
  | 'wep'
  | 'wpa'
  | 'wpa2'
  | 'wpa/wpa2'
  | 'wpa2/wpa3'
  | 'wpa3'
  | 'owe'
  | 'enterprise'
  | 'other';

/** One access point, as a scan found it. The same network has one entry for each of its access points. */
export interface AccessPoint {
  /** The network's name; empty where it is hidden. Not all names are UTF-8: those come as ISO 8859-1. */
  readonly ssid: string;
  /** MAC address of the access point, in lower case. */
  readonly bssid: string | undefined;
  readonly channel: number | undefined;
  /** Signal strength, in dBm. */
  readonly rssiDbm: number | undefined;
  readonly security: WifiSecurity;
}
