import { Command } from 'commander';
import { UsageError } from '../../base/errors.ts';
import type { Cli } from '../cli.ts';
import type { BundleOptions } from '../trace/run-bundle.ts';

const examples = `
One JSON file with the last of the trace, versions, how the interface stands, its settings,
its timeline and what "atlink doctor" finds (the module is asked a few questions for that;
--no-doctor leaves it alone). Private values are replaced; look at it before you send it all the same:
SSIDs, APNs, addresses, cells and host names are in it.

Examples:
  $ atlink bundle lte0 -o ticket.json
  $ atlink bundle --trace lab.trace -o ticket.json`;

/** `atlink bundle`: one file for whoever is to help. */
export function bundleCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  return new Command('bundle')
    .summary('put everything for a support ticket into one file')
    .description('Puts everything that a support ticket needs into one file, private values hidden.')
    .argument('[IFACE]', 'an interface of a running atlink')
    .option('--trace <FILE>', 'a recorded trace, in place of or beside that of the interface')
    .option('--no-doctor', 'ask the module nothing')
    .requiredOption('-o, --output <FILE>', 'the file to write')
    .optionsGroup('What is shown:')
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', examples)
    .action(async (name: string | undefined, options: BundleOptions) => {
      if (name === undefined && options.trace === undefined) {
        throw new UsageError('there is nothing to put into the bundle', {
          hint: 'Name an interface, or --trace FILE.',
        });
      }
      const { runBundle } = await import('../trace/run-bundle.ts');
      await runBundle(cli, name, options);
      finish(0);
    });
}
