import type { InterfaceSnapshot } from '../../rig/control/snapshot.ts';
import type { Cli } from '../cli.ts';
import { tableLines } from '../output/table.ts';
import { callFor, withPrograms } from './programs.ts';

const columns = [
  { title: 'INTERFACE' },
  { title: 'SIGNAL' },
  { title: 'OPERATOR', flexible: true },
  { title: 'REGISTRATION', flexible: true },
];

async function snapshots(cli: Cli, name: string | undefined): Promise<readonly InterfaceSnapshot[]> {
  if (name !== undefined) return (await callFor(cli, name, 'signal')) as readonly InterfaceSnapshot[];
  return await withPrograms(cli, async (programs) => {
    const ready = programs.flatMap(({ client, interfaces }) =>
      interfaces.filter(({ module }) => module.state === 'ready').map((each) => ({ client, name: each.name })),
    );
    const answers = await Promise.all(ready.map((each) => each.client.call('signal', { iface: each.name })));
    return (answers as readonly (readonly InterfaceSnapshot[])[]).flat();
  });
}

/** `atlink signal`: has it measured now, and shows it with everything that was measured beside it. */
export async function showSignal(cli: Cli, name: string | undefined, json: boolean): Promise<void> {
  const all = await snapshots(cli, name);
  if (json) {
    for (const { facts, name: iface } of all) {
      const { operator, registration, signal } = facts;
      cli.printJson(JSON.stringify({ iface, signal, operator, registration }));
    }
    return;
  }
  const rows = all.map(({ facts, name: iface }) => [
    iface,
    facts.signal?.value ?? '-',
    facts.operator?.value ?? '-',
    facts.registration?.value ?? '-',
  ]);
  for (const line of tableLines(columns, rows, cli.io.stdout.columns)) cli.print(line);
}
