import type { Answer } from '../../answer.ts';
import { error, ok, say } from '../../answer.ts';
import { numberAt } from '../../command.ts';
import type { CommandEntry, CommandTable, Core } from '../core.ts';

/** What can be subscribed to, beside +CEREG and %XSIM: values of <n>, and how many arguments there may be. */
interface Subscription {
  readonly name: string;
  readonly values: readonly number[];
  readonly most: number;
  /** What the read form says behind `<n>`; left out: there is no read form. */
  readonly read?: (core: Core) => string;
}

const subscriptions: readonly Subscription[] = [
  { name: '+CGEREP', values: [0, 1], most: 2, read: () => ',0' },
  { name: '+CNEC', values: [0, 8, 16, 24], most: 1, read: () => '' },
  { name: '+CSCON', values: [0, 1, 2, 3], most: 1, read: (core) => `,${core.radio.air.connected ? 1 : 0}` },
  { name: '%CESQ', values: [0, 1], most: 1 },
  { name: '%XTIME', values: [0, 1], most: 1 },
  { name: '%XMODEMSLEEP', values: [0, 1], most: 3 },
];

function subscribe(core: Core, { most, name, values }: Subscription): CommandEntry['set'] {
  return (command) => {
    const mode = numberAt(command, 0, 0, 99);
    if (mode === undefined || !values.includes(mode) || command.args.length > most) return error;
    core.modes.set(name, mode);
    return ok;
  };
}

function entryOf(core: Core, subscription: Subscription): CommandEntry {
  const { name, read, values } = subscription;
  const set = subscribe(core, subscription);
  const entry: CommandEntry = { ...(set === undefined ? {} : { set }), test: `${name}: (${values.join(',')})` };
  if (read === undefined) return entry;
  return { ...entry, read: () => say(`${name}: ${core.modes.get(name) ?? 0}${read(core)}`) };
}

/** `+CIND=<service>,<roam>,<message>`: one switch for each. */
function setIndicators(core: Core, values: readonly (number | undefined)[]): Answer {
  if (values.length !== 3 || values.includes(undefined)) return error;
  core.modes.set('+CIND', values.includes(1) ? 1 : 0);
  return ok;
}

/** URCs that can be switched on: +CGEREP, +CNEC, +CSCON, %CESQ, %XTIME, %MDMEV, +CIND (reference guide, each). */
export function subscriptionCommands(core: Core): CommandTable {
  const table: Record<string, CommandEntry> = {};
  for (const subscription of subscriptions) table[subscription.name] = entryOf(core, subscription);
  const { domainEvents } = core.dialect;
  if (domainEvents > 0) {
    const values = [0, 1, 2].slice(0, domainEvents + 1);
    table['%MDMEV'] = entryOf(core, { name: '%MDMEV', values, most: 1 });
  }
  table['+CIND'] = {
    test: '+CIND: ("service",(0,1)),("roam",(0,1)),("message",(0,1))',
    read: () => {
      const { network, radio } = core;
      return say(`+CIND: ${radio.registered ? 1 : 0},${radio.registered && network.roaming ? 1 : 0},0`);
    },
    set: (command) =>
      setIndicators(
        core,
        command.args.map((_, index) => numberAt(command, index, 0, 1)),
      ),
  };
  return table;
}
