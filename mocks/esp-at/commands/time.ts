import type { Answer } from '../answer.ts';
import { errorCode, later, ok, say } from '../answer.ts';
import { countArguments, numberAt, textAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { Command } from '../parse-command.ts';
import { atLeast } from '../personality.ts';

const answerOfServerMs = 800;
const lookUpMs = 60;
const failedLookUpMs = { nonos: 11_000, 'esp-at': 6000 };
const echoTimeoutMs = 4000;
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The time as `asctime` writes it; NONOS AT fills the day with a zero. */
function asctime(date: Date, fill: ' ' | '0'): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = String(date.getUTCDate()).padStart(2, fill);
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${days[date.getUTCDay()]} ${months[date.getUTCMonth()]} ${day} ${clock} ${date.getUTCFullYear()}`;
}

/** Asks the time servers, if that is switched on and there is an address. */
export function synchronise(core: Core): void {
  const { personality, settings, station, timers } = core;
  if (!settings.time.enabled || settings.timeIsSet || station.phase !== 'online') return;
  timers.after(answerOfServerMs, () => {
    if (settings.timeIsSet || !settings.time.enabled || station.phase !== 'online') return;
    settings.timeIsSet = true;
    if (atLeast(personality, 300)) core.urc('+TIME_UPDATED');
  });
}

function setTime(core: Core, command: Command): Answer {
  countArguments(command, 1, 5);
  const enabled = numberAt(command, 0, 0, 1) === 1;
  const zone = numberAt(command, 1, -1259, 1459, 0);
  const servers = command.args.slice(2).map((_argument, index) => textAt(command, index + 2, 64));
  core.settings.time = { enabled, zone, servers };
  synchronise(core);
  return ok;
}

/** `8` is eight hours, `530` five and a half (ESP-AT user guide, AT+CIPSNTPCFG). */
function zoneMs(zone: number): number {
  if (Math.abs(zone) <= 14) return zone * 3_600_000;
  return (Math.trunc(zone / 100) * 60 + (zone % 100)) * 60_000;
}

function readTime({ clock, personality, settings }: Core): Answer {
  const fill = personality.family === 'nonos' ? '0' : ' ';
  // Without a server's answer the clock counts from the start of the module, in 1970.
  const shown = settings.timeIsSet ? new Date(clock.date().getTime() + zoneMs(settings.time.zone)) : new Date(0);
  return say(`+CIPSNTPTIME:${asctime(shown, fill)}`);
}

/** The addresses of a host in the order that is preferred; none without a network. */
function resolve(core: Core, host: string, told: (addresses: readonly string[]) => void): void {
  if (core.station.phase === 'online') core.network.resolve(host, told);
  else told([]);
}

const isVersion6 = (address: string): boolean => address.includes(':');

/** The addresses that `AT+CIPDOMAIN` is asked for: 1 prefers IPv4, 2 takes nothing else, 3 takes IPv6. */
function chosen(addresses: readonly string[], network: number): readonly string[] {
  const [four, six] = [addresses.filter((address) => !isVersion6(address)), addresses.filter(isVersion6)];
  if (network === 3) return six;
  return network === 2 ? four : [...four, ...six];
}

function lookUp(core: Core, command: Command): Answer {
  const { personality } = core;
  countArguments(command, 1, atLeast(personality, 202) ? 4 : 1);
  const host = textAt(command, 0, 64);
  const network = numberAt(command, 1, 1, 3, 1);
  numberAt(command, 2, 0, 60_000, 0);
  const all = numberAt(command, 3, 0, 1, 0) === 1;
  const quote = atLeast(personality, 202) ? '"' : '';
  const failed: Answer = {
    kind: 'said',
    lines: personality.family === 'nonos' ? ['DNS Fail'] : [],
    final: 'ERROR',
    code: errorCode.failed,
  };
  return {
    kind: 'waiting',
    start: (settle) =>
      resolve(core, host, (addresses) => {
        const found = chosen(addresses, network);
        const lines = (all ? found : found.slice(0, 1)).map((address) => `+CIPDOMAIN:${quote}${address}${quote}`);
        const waitMs = core.station.phase === 'online' ? failedLookUpMs[personality.family] : 0;
        settle(lines.length === 0 ? later(waitMs, () => failed) : later(lookUpMs, () => say(...lines)));
      }),
  };
}

function ping(core: Core, command: Command): Answer {
  countArguments(command, 1);
  const host = textAt(command, 0, 64);
  const isNonos = core.personality.family === 'nonos';
  const timeout: Answer = {
    kind: 'said',
    lines: [isNonos ? '+timeout' : '+PING:TIMEOUT'],
    final: 'ERROR',
    code: errorCode.failed,
  };
  const answer = (roundTripMs: number | undefined): Answer => {
    if (roundTripMs === undefined || roundTripMs > echoTimeoutMs) return later(echoTimeoutMs, () => timeout);
    const shown = Math.round(roundTripMs);
    return say(isNonos ? `+${shown}` : `+PING:${shown}`);
  };
  return {
    kind: 'waiting',
    start: (settle) =>
      resolve(core, host, ([address]) => {
        if (address === undefined) settle(answer(undefined));
        else core.network.ping(address, (roundTripMs) => settle(answer(roundTripMs)));
      }),
  };
}

/** Time and names: CIPSNTPCFG, CIPSNTPTIME, CIPDOMAIN, PING. */
export function timeCommands(core: Core): CommandTable {
  const { settings } = core;
  return {
    '+CIPSNTPCFG': {
      read: () => {
        const { enabled, servers, zone } = settings.time;
        const named = servers.length === 0 ? ['cn.ntp.org.cn', 'ntp.sjtu.edu.cn'] : servers;
        return say(enabled ? `+CIPSNTPCFG:1,${zone},${named.map((name) => `"${name}"`).join(',')}` : '+CIPSNTPCFG:0');
      },
      set: (command) => setTime(core, command),
    },
    '+CIPSNTPTIME': { read: () => readTime(core) },
    '+CIPDOMAIN': { set: (command) => lookUp(core, command) },
    '+PING': { set: (command) => ping(core, command) },
  };
}
