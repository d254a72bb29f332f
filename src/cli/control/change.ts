import type { InterfaceSnapshot } from '../../rig/control/snapshot.ts';
import type { Cli } from '../cli.ts';
import { programWith, withPrograms } from './programs.ts';

export interface ChangeOptions {
  /** Waits until it is so. */
  readonly wait?: boolean;
  /** How long, in seconds. */
  readonly timeout: number;
  readonly json?: boolean;
  readonly all?: boolean;
}

function showEnd(cli: Cli, { addresses, name, state, ...rest }: InterfaceSnapshot, json: boolean): void {
  if (json) cli.printJson(JSON.stringify({ name, state, addresses, ...rest }));
  else cli.print(`${name}: ${[state, ...addresses].join(' ')}`);
}

/** Connects or disconnects interfaces of running programs, and waits for it if asked to. */
export async function changeConnection(
  cli: Cli,
  what: 'connect' | 'disconnect',
  names: readonly string[],
  { all = false, json = false, timeout, wait = false }: ChangeOptions,
): Promise<void> {
  await withPrograms(cli, async (programs) => {
    const wanted = all ? programs.flatMap(({ interfaces }) => interfaces.map((each) => each.name)) : names;
    // Looked up before anything is changed: a wrong name leaves all as it is.
    const targets = wanted.map((name) => ({ name, client: programWith(programs, name).client }));
    for (const { client, name } of targets) await client.call(what, { iface: name });
    if (!wait) return;
    const until = what === 'connect' ? 'connected' : 'disconnected';
    const ends = targets.map(({ client, name }) =>
      client.call('wait', { iface: name, until, timeoutMs: timeout * 1000 }),
    );
    for (const end of await Promise.all(ends)) showEnd(cli, end as InterfaceSnapshot, json);
  });
}
