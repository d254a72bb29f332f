import { choiceOption, type OptionTable } from '../../src/driver/index.ts';
import {
  type KnownNetwork,
  readBssid,
  readCountry,
  readHostname,
  readNetworks,
  readPassphrase,
  readSsid,
  readStaticAddress,
  type StaticAddress,
} from './option-readers.ts';

/** How deep the radio may sleep between beacons. Never deeper: the UART would sleep as well. */
export const powerSaves = ['off', 'modem'] as const;

/** What an application may set, before connect or at any time. */
export interface EspOptions {
  readonly ssid: string;
  readonly passphrase: string;
  readonly bssid: string;
  readonly networks: readonly KnownNetwork[];
  readonly staticAddress: StaticAddress | 'dhcp';
  readonly hostname: string;
  readonly powerSave: (typeof powerSaves)[number];
  readonly country: string;
}

export const espOptions: OptionTable<EspOptions> = {
  ssid: { title: 'name of the network; hidden ones too', read: readSsid },
  passphrase: { title: 'passphrase of the network; empty for an open one', secret: true, read: readPassphrase },
  bssid: { title: 'MAC address of the one access point to use; empty for any', read: readBssid },
  networks: {
    title: 'known networks, as a list of {ssid, passphrase, bssid?, priority?}; the highest priority comes first',
    secret: true,
    read: readNetworks,
  },
  staticAddress: { title: "{ip, gateway, netmask, dns?}, or 'dhcp' as without it", read: readStaticAddress },
  hostname: { title: 'name that is given to the DHCP server', read: readHostname },
  powerSave: choiceOption('whether the radio may sleep between beacons', powerSaves),
  country: { title: 'country whose radio channels are used: DE, US, ...', read: readCountry },
};
