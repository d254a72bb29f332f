import { isIP } from 'node:net';
import type { Timers } from '../../module/timers.ts';
import type { StackNetwork } from '../../network/contract.ts';
import {
  reportingFactorySettings,
  socketFactorySettings,
  tlsFactorySettings,
} from '../commands/socket-settings.table.ts';
import type { Network } from '../network.ts';
import type { PacketData } from '../packet-data.ts';
import type { PowerSaving } from '../power-saving.ts';
import type { Radio } from '../radio.ts';
import type { SessionHost } from '../session-host.ts';
import type { Settings } from '../settings.ts';
import type { Voice } from '../voice.ts';
import { nowhere } from './nowhere.ts';
import { SocketTable } from './socket-table.ts';
import { SocketStack } from './stack.ts';
import { plainWords, tlsWords } from './words.ts';

/** What a stack is made of. */
export interface StackParts {
  readonly host: SessionHost;
  readonly timers: Timers;
  readonly settings: Settings;
  readonly voice: Voice;
  readonly packet: PacketData;
  readonly radio: Radio;
  readonly saving: PowerSaving;
}

// How long a name server takes.
const lookUpMs = 350;

/** The addresses of a name, from whoever knows names here. */
function resolver(
  timers: Timers,
  network: Network,
  internet: StackNetwork | undefined,
): (name: string, told: (addresses: readonly string[]) => void) => void {
  return (name, told) => {
    if (isIP(name) !== 0) {
      told([name]);
      return;
    }
    timers.after(lookUpMs, () => {
      if (internet !== undefined && !network.namesHosts) internet.resolve(name, told);
      else told([network.resolve(name)].filter((address) => address !== undefined));
    });
  };
}

/** The internal TCP/IP stack of one life of the module. */
export function makeStack({ host, packet, radio, saving, settings, timers, voice }: StackParts): SocketStack {
  const { faults, internet, memory, network } = host;
  const setting = (item: string): string =>
    settings.parameters.get(`+QICFG ${item} `) ?? socketFactorySettings[item] ?? reportingFactorySettings[item] ?? '0';
  const resumePushing = (): void => {
    if (!stack.ended) stack.resumePushing();
  };
  const tableHost = {
    urc: (text: string) => voice.urc(text),
    push: (text: string, data: readonly Uint8Array[]) => voice.push(text, data),
    pushes: () => voice.pushes && host.room.ready(resumePushing),
    tellsLength: () => setting('recvind') === '1' && faults.recvWithoutLength !== true,
    closesByItself: () => setting('passiveclosed') === '1',
    losesEvery: () => faults.lostRecvUrc ?? 0,
  };
  const stack = new SocketStack({
    clock: host.clock,
    timers,
    room: host.room,
    network: internet ?? nowhere(timers),
    faults,
    plain: new SocketTable(plainWords, tableHost),
    secure: new SocketTable(tlsWords, tableHost),
    verifiesTls: host.verifiesTls,
    openErrors: host.openErrors,
    reachable: () => radio.reachable,
    contextActive: (cid) => packet.activeContexts.includes(cid),
    contextDropped: (cid) => packet.isDropped(cid),
    bearer: (cid) => packet.stackBearer(cid),
    activate: (cid) => packet.activate(cid),
    resolve: resolver(timers, network, internet),
    setting,
    tlsSetting: (item, context) =>
      settings.parameters.get(`+QSSLCFG ${item} ${context}`) ?? tlsFactorySettings[item] ?? '0',
    file: (name) => memory.files.get(name),
    clockSet: () => settings.clockOffsetMs !== undefined,
    result: (error) => {
      settings.ipError = error;
    },
    activity: () => saving.activity(),
  });
  return stack;
}
