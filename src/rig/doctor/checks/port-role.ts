import type { Check } from '../check.ts';
import type { Observations, Overheard } from '../observations.ts';

const silentRoles: Readonly<Record<string, string>> = {
  diag: 'the diagnostics port',
  nmea: 'the port for positions',
  log: 'the log port',
  net: 'the network interface',
};

const heard: Readonly<Partial<Record<Overheard, string>>> = {
  nmea: 'position sentences come out of it',
  log: 'the log of a boot loader comes out of it',
};

function why({ line, port }: Observations): string | undefined {
  const role = port === undefined ? undefined : silentRoles[port.role];
  if (role !== undefined) return `it is ${role} of ${port?.board ?? 'its board'}`;
  return line?.overheard === undefined || line.answeredAt !== undefined ? undefined : heard[line.overheard];
}

/** A module has several ports, and answers AT on one or two of them. */
export const portRole: Check = {
  code: 'PORT_ROLE',
  title: 'the wrong port of the module',
  layer: 'port',
  blocks: true,
  look: (seen) => {
    const { port } = seen;
    const reason = why(seen);
    if (port === undefined || reason === undefined) return undefined;
    return {
      reason: `${port.path} answers no AT commands: ${reason}`,
      mend: port.atPort === undefined ? 'atlink devices --all' : `atlink doctor ${port.atPort}`,
    };
  },
};
