import { Command } from 'commander';
import type { Cli } from '../cli.ts';

const help = `
Ends with 0; with 3 when the interface that is named is not connected, and with 4
when no atlink is running.

Examples:
  $ atlink status
  $ atlink status lte0                         everything about one, and why
  $ atlink status lte0 --json | jq -r .state`;

/** `atlink status`: how the interfaces of running programs stand. */
export function statusCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  return new Command('status')
    .summary('show how the interfaces of a running atlink stand')
    .description('Shows how the interfaces of a running atlink stand.')
    .argument('[IFACE]', 'one of them, with everything about it')
    .option('--json', 'one JSON object a line for each interface')
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', help)
    .action(async (name: string | undefined, { json = false }: { readonly json?: boolean }) => {
      const { showStatus } = await import('../control/status.ts');
      finish(await showStatus(cli, name, json));
    });
}
