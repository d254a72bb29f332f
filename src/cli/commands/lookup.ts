import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';

/** `atlink lookup`: the addresses of a name, by the module of a running program. */
export function lookupCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  return new Command('lookup')
    .summary('have the module of a running atlink look a name up')
    .description('Has the module of a running atlink look the addresses of a name up, and prints one a line.')
    .argument('<IFACE>', 'the interface')
    .argument('<NAME>', 'the name of a host')
    .addOption(new Option('--family <FAMILY>', 'addresses of IPv4 or IPv6 alone').choices(['4', '6']))
    .option('--json', 'one JSON object')
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', '\nEnds with 0, with 1 when the name is not known, with 4 when no atlink is running.')
    .action(async (iface: string, name: string, options: { family?: '4' | '6'; json?: boolean }) => {
      const { lookUpThrough } = await import('../control/network.ts');
      await lookUpThrough(cli, iface, name, options);
      finish(0);
    });
}
