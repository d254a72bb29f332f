import { basic, type Command, command, exec, order, read, set } from '../../src/at/index.ts';
import type { StartupStep } from '../../src/driver/index.ts';
import type { EspDialect } from './dialects.table.ts';
import { leave, noAutoJoin, setMode, stayAway } from './station.ts';

const shortMs = 5000;

/** What every module is told before it is asked who it is: the echo is on after every boot. */
export const preamble: readonly StartupStep[] = [{ command: order(basic('E', 0), shortMs) }];

/** Asks for one number and compares it; a module that refuses the question has not the number either. */
const stands = (name: string, wanted: number): Command<boolean> =>
  command({
    line: read(name),
    timeoutMs: shortMs,
    lines: { [name]: (params) => params.int() },
    successes: ['OK', 'ERROR'],
    result: ({ lines }) => lines[name]?.[0] === wanted,
  });

const tell = (name: string, ...values: readonly number[]): StartupStep => ({
  command: order(set(name, ...values), shortMs),
  mayFail: true,
});

const unlessStands = (name: string, wanted: number, ...values: readonly number[]): StartupStep => ({
  unless: stands(name, wanted),
  ...tell(name, ...values),
});

/**
 * The rest, once the dialect is known. First what keeps the flash from wear and the module from joining by itself, for
 * both have effect on what follows; then the station, which the driver alone makes join; then the sockets' manners.
 */
export function startup(dialect: EspDialect): readonly StartupStep[] {
  const { modeJoins, passive, probes, reconnectConfig, socketOptions, wifiInit } = dialect;
  const when = (holds: boolean, ...steps: readonly StartupStep[]): readonly StartupStep[] => (holds ? steps : []);
  return [
    ...when(probes.store, tell('+SYSSTORE', 0)),
    // Saved whatever SYSSTORE says, so only if it has to be.
    { unless: stands('+CWAUTOCONN', 0), command: noAutoJoin, mayFail: true },
    // Error codes in front of ERROR; detailed URCs off; nothing filtered away.
    ...when(probes.store, tell('+SYSLOG', 1)),
    ...when(!probes.current, tell('+SYSMSG', 0)),
    ...when(wifiInit, tell('+SYSMSGFILTER', 0), unlessStands('+CWINIT', 1, 1)),
    // An association from before would come up unasked; in another mode there is none to leave.
    { command: leave, mayFail: true },
    { command: setMode(dialect, 1) },
    ...when(reconnectConfig || modeJoins, { command: stayAway, mayFail: true }),
    ...when(dialect.ipv6, tell('+CIPV6', 1)),
    // ecn, ssid, rssi, mac, channel, sorted: the same five fields everywhere.
    tell('+CWLAPOPT', 1, 31),
    tell('+CIPMODE', 0),
    // Links and a server from before: they would keep CIPMUX from being set, and nobody knows them. 5 stands for all.
    tell('+CIPSERVER', 0),
    tell('+CIPCLOSE', 5),
    { unless: stands('+CIPMUX', 1), command: order(exec('+CIPCLOSE'), shortMs), mayFail: true },
    unlessStands('+CIPMUX', 1, 1),
    tell('+CIPDINFO', 1),
    // So that sending cannot hang for minutes: link, linger, no delay, time for sending in milliseconds.
    ...when(socketOptions, {
      command: order(set('+CIPTCPOPT', 5, undefined, undefined, 8000), shortMs),
      mayFail: true,
    }),
    ...when(passive === 'CIPRECVMODE', tell('+CIPRECVMODE', 1)),
    // 5 stands for all links.
    ...when(passive === 'CIPRECVTYPE', tell('+CIPRECVTYPE', 5, 1)),
  ];
}
