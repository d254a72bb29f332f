import { type Clock, systemClock } from '../src/base/clock.ts';
import { UsageError } from '../src/base/errors.ts';
import { didYouMean } from '../src/base/nearest.ts';
import { type AccessPointOptions, SimulatedAir } from './esp-at/air.ts';
import { espAtPersonalityList, simulatedEspAt } from './esp-at/personalities.ts';
import type { StackNetwork } from './network/contract.ts';
import { hostNetwork } from './network/host-network.ts';
import type { HostTable } from './network/names.ts';
import { nrf91PersonalityInfos, simulatedNrf91 } from './nrf91/personalities.ts';
import { quectelPersonalities } from './quectel/personalities.table.ts';
import { SimulatedQuectel } from './quectel/simulated-quectel.ts';
import type { SimulatedModule } from './simulated-module.ts';

/** A module that can be played, for a list. */
export interface PersonalityInfo {
  /** What `simulatedModule` and `atlink simulate` call it. */
  readonly name: string;
  /** One line. */
  readonly description: string;
  /** The driver that speaks its language. */
  readonly family: 'quectel' | 'esp-at' | 'nrf91';
  /** What an interface has to be told before it can connect to the world around this module. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** What every simulated module takes; the classes of the families take more. */
export interface SimulatedModuleOptions {
  /** The system's unless given. */
  readonly clock?: Clock;
  /** How much faster than the real thing it is. */
  readonly speed?: number;
  readonly seed?: number;
  /**
   * What the module's sockets reach: `hostNetwork()`, a `MemoryNetwork`, or your own. `host` is this machine's loopback
   * interface. Default: nobody answers.
   */
  readonly network?: StackNetwork | 'host';
  /** With `network: 'host'`: names and their addresses, beside `localhost`. */
  readonly hosts?: HostTable;
  /** Whether its TLS verifies as it is told to, or claims to and connects to anybody. Default `honest`. */
  readonly tlsVerification?: 'honest' | 'ignores';
  /** Cellular: a SIM that asks for this PIN. */
  readonly pin?: string;
  /** Cellular: the only APNs that the network knows. */
  readonly apns?: readonly string[];
}

/** The access point that is in the air around a Wi-Fi module unless its class is given another world. */
const accessPoint = { ssid: 'atlink', passphrase: 'simulated' } as const;

/** Others whose names have tripped hosts up: commas, quotes, backslashes, letters beyond ASCII, the full length. */
const neighbours: readonly AccessPointOptions[] = [
  { ssid: 'Café, "guest"', channel: 1, rssi: -67 },
  { ssid: 'back\\slash', passphrase: 'something', channel: 11, rssi: -72, security: 'wpa2/wpa3' },
  { ssid: 'thirty-two bytes of network name', passphrase: 'something', channel: 11, rssi: -84 },
];

interface Family {
  readonly family: PersonalityInfo['family'];
  readonly members: readonly { readonly name: string; readonly description: string }[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly make: (name: string, options: SimulatedModuleOptions) => SimulatedModule;
}

function stackNetwork({ clock, hosts = {}, network }: SimulatedModuleOptions): StackNetwork | undefined {
  return network === 'host' ? hostNetwork({ hosts, ...(clock !== undefined && { clock }) }) : network;
}

/** What the classes of all families take alike. */
const common = ({ clock, seed, speed }: SimulatedModuleOptions) => ({
  clock: clock ?? systemClock,
  ...(speed !== undefined && { speed }),
  ...(seed !== undefined && { seed }),
});

/** The network of a cellular module's own options is the radio network: that behind it is the internet. */
const cellular = (
  { apns, pin, tlsVerification, ...options }: SimulatedModuleOptions,
  internet = stackNetwork(options),
) => ({
  ...common(options),
  ...(internet !== undefined && { internet }),
  ...(tlsVerification !== undefined && { tlsVerification }),
  ...(pin !== undefined && { sim: { pin } }),
  ...(apns !== undefined && { network: { apns } }),
});

const families: readonly Family[] = [
  {
    family: 'quectel',
    members: quectelPersonalities,
    parameters: {},
    make: (personality, options) => new SimulatedQuectel({ ...cellular(options), personality }),
  },
  {
    family: 'nrf91',
    members: nrf91PersonalityInfos,
    parameters: {},
    make: (name, options) => simulatedNrf91(name, cellular(options)),
  },
  {
    family: 'esp-at',
    members: espAtPersonalityList,
    parameters: accessPoint,
    make: (name, { apns, pin, tlsVerification, ...options }) => {
      refuseCellular(name, { pin, apns });
      const air = new SimulatedAir();
      for (const point of [accessPoint, ...neighbours]) air.add(point);
      const network = stackNetwork(options);
      return simulatedEspAt(name, {
        ...common(options),
        air,
        ...(network !== undefined && { network }),
        ...(tlsVerification !== undefined && { misbehaviours: { tlsVerification } }),
      });
    },
  },
];

function refuseCellular(name: string, given: Readonly<Record<string, unknown>>): void {
  for (const [option, value] of Object.entries(given)) {
    if (value === undefined) continue;
    throw new UsageError(`${name} is a Wi-Fi module: it has no ${option}`, { hint: 'Leave that out.' });
  }
}

/** Every module that can be played. */
export const personalities: readonly PersonalityInfo[] = families.flatMap(({ family, members, parameters }) =>
  members.map(({ description, name }) => ({ name, description, family, parameters })),
);

/**
 * Makes a simulated module, switched off; `powerOn()` starts it. For what only one family has, make that family's class
 * itself: `SimulatedQuectel`, `SimulatedNrf91`, `SimulatedEspAt`.
 * @throws UsageError for a personality that is not known
 */
export function simulatedModule(personality: string, options: SimulatedModuleOptions = {}): SimulatedModule {
  const name = personality.toLowerCase();
  const family = families.find(({ members }) => members.some((member) => member.name === name));
  if (family !== undefined) return family.make(name, options);
  const names = personalities.map((known) => known.name);
  throw new UsageError(`no module is called ${JSON.stringify(personality)}`, { hint: didYouMean(personality, names) });
}
