import { Command } from 'commander';
import type { Cli } from '../cli.ts';

/** `atlink events`: what happens to the interfaces of running programs, as it happens. */
export function eventsCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  return new Command('events')
    .summary('show what happens to the interfaces, as it happens')
    .description('Shows what happens to the interfaces of a running atlink, as it happens. Ctrl-C ends it.')
    .argument('[IFACE]', 'one of them')
    .option('--json', 'one JSON object a line for each event')
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', '\nExample:\n  $ atlink events lte0 --json | jq -r .event')
    .action(async (name: string | undefined, { json = false }: { readonly json?: boolean }) => {
      const { followEvents } = await import('../control/events.ts');
      await followEvents(cli, name, json);
      finish(0);
    });
}
