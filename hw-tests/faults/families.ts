import { espAt, nrf91, quectel } from '../../drivers/index.ts';
import {
  type MemoryNetwork,
  personalities,
  type ShiftedClock,
  type SimulatedModule,
  simulatedModule,
} from '../../mocks/index.ts';
import { seededRandom } from '../../mocks/module/random.ts';
import type { ModuleSetup } from '../../src/driver/index.ts';
import type { Binding, ConnectionManager, NetworkInterface, Technology } from '../../src/index.ts';

export type FamilyName = 'quectel' | 'nrf91' | 'esp-at';

/** What of a binding a run uses. */
export type BoundModule = Pick<
  Binding<{
    run(text: string): Promise<readonly string[]>;
    readonly sockets: { readonly limits: { readonly sockets: number } };
  }>,
  'context'
>;

export interface Family {
  readonly technology: Technology;
  readonly hasSim: boolean;
  /** Models, or firmware, that have no sockets. */
  readonly withoutSockets: readonly string[];
  /** URCs that mean nothing to the connection. */
  readonly chatter: readonly string[];
  bind(manager: ConnectionManager, iface: NetworkInterface, setup: ModuleSetup): BoundModule;
}

const cellularChatter = ['+CSCON: 1', '+CSCON: 0', '+CMTI: "SM",3', 'RING'];

export const families: Readonly<Record<FamilyName, Family>> = {
  quectel: {
    technology: 'cellular',
    hasSim: true,
    withoutSockets: ['quectel-rm520n'],
    chatter: [...cellularChatter, '+QIND: "csq",21,99'],
    bind: (manager, iface, setup) => manager.bind(iface, quectel, setup),
  },
  nrf91: {
    technology: 'cellular',
    hasSim: true,
    withoutSockets: ['nrf9160-at-host'],
    chatter: [...cellularChatter, '%CESQ: 54,2,16,2'],
    bind: (manager, iface, setup) => manager.bind(iface, nrf91, setup),
  },
  'esp-at': {
    technology: 'wifi',
    hasSim: false,
    withoutSockets: [],
    chatter: ['+STA_CONNECTED:"02:00:00:00:00:07"', '+DIST_STA_IP:"02:00:00:00:00:07","192.168.4.2"'],
    bind: (manager, iface, setup) =>
      manager.bind(iface, espAt, { ...setup, options: { ssid: 'atlink', passphrase: 'simulated' } }),
  },
};

export interface ModuleOptions {
  readonly clock: ShiftedClock;
  readonly network: MemoryNetwork;
  /** Only models that have sockets. */
  readonly withSockets: boolean;
}

// The runs count through families, faults and phases: counted as well, the models would meet each of them always alone.
const anotherSequence = 0x9e37_79b9;

/** A module of the family: which of its models follows from the number, by chance. */
export function makeModule(family: FamilyName, number: number, options: ModuleOptions): SimulatedModule {
  const { withoutSockets } = families[family];
  const isWanted = (name: string): boolean => !(options.withSockets && withoutSockets.includes(name));
  const members = personalities.filter((each) => each.family === family && isWanted(each.name));
  const member = members[Math.floor(seededRandom(number ^ anotherSequence)() * members.length)];
  if (member === undefined) throw new Error(`no module of the family ${family}`);
  return simulatedModule(member.name, { clock: options.clock, network: options.network, seed: number });
}
