import { espAt, nrf91, quectel } from '../../drivers/index.ts';
import type { ShiftedClock, SimulatedModule } from '../../mocks/index.ts';
import { personalities, simulatedModule } from '../../mocks/index.ts';
import type { Binding, ConnectionManager, NetworkInterface, Technology } from '../../src/connectivity/index.ts';
import type { Port } from '../../src/transport/transport.ts';

export type FamilyName = 'quectel' | 'nrf91' | 'esp-at';

export const isFamilyName = (name: string): name is FamilyName => Object.hasOwn(families, name);

/** What of a binding a run uses. */
export type BoundModule = Pick<Binding<{ run(text: string): Promise<readonly string[]> }>, 'context'>;

export interface Family {
  readonly technology: Technology;
  readonly hasSim: boolean;
  /** URCs that mean nothing to the connection. */
  readonly chatter: readonly string[];
  bind(manager: ConnectionManager, iface: NetworkInterface, port: Port): BoundModule;
}

const cellularChatter = ['+CSCON: 1', '+CSCON: 0', '+CMTI: "SM",3', 'RING'];

export const families: Readonly<Record<FamilyName, Family>> = {
  quectel: {
    technology: 'cellular',
    hasSim: true,
    chatter: [...cellularChatter, '+QIND: "csq",21,99'],
    bind: (manager, iface, port) => manager.bind(iface, quectel, { port }),
  },
  nrf91: {
    technology: 'cellular',
    hasSim: true,
    chatter: [...cellularChatter, '%CESQ: 54,2,16,2'],
    bind: (manager, iface, port) => manager.bind(iface, nrf91, { port }),
  },
  'esp-at': {
    technology: 'wifi',
    hasSim: false,
    chatter: ['+STA_CONNECTED:"02:00:00:00:00:07"', '+DIST_STA_IP:"02:00:00:00:00:07","192.168.4.2"'],
    bind: (manager, iface, port) =>
      manager.bind(iface, espAt, { port, options: { ssid: 'atlink', passphrase: 'simulated' } }),
  },
};

/** A module of the family: which of its models follows from the number. */
export function makeModule(family: FamilyName, number: number, clock: ShiftedClock): SimulatedModule {
  const members = personalities.filter((each) => each.family === family);
  const member = members[number % members.length];
  if (member === undefined) throw new Error(`no module of the family ${family}`);
  return simulatedModule(member.name, { clock, seed: number });
}
