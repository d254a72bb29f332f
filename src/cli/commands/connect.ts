import { Command, Option } from 'commander';
import { UsageError } from '../../base/errors.ts';
import type { Cli } from '../cli.ts';
import type { ChangeOptions } from '../control/change.ts';
import { seconds } from '../parse-values.ts';

function changeCommand(cli: Cli, finish: (exitCode: number) => void, what: 'connect' | 'disconnect'): Command {
  const past = `${what}ed`;
  return new Command(what)
    .summary(`${what} interfaces of a running atlink`)
    .description(`Has interfaces of a running atlink ${what}. Returns at once unless it is told to wait.`)
    .argument('[IFACE...]', 'the interfaces')
    .option('--all', 'all of them')
    .option('--wait', `end when they are ${past}; with 1 when that fails`)
    .addOption(new Option('--timeout <SECONDS>', 'with --wait: how long').argParser(seconds).default(180))
    .option('--json', 'with --wait: one JSON object a line for each interface')
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', `\nExample:\n  $ atlink ${what} lte0 --wait --timeout 60 && echo it is ${past}`)
    .action(async (names: readonly string[], options: ChangeOptions) => {
      if (options.all === true ? names.length > 0 : names.length === 0) {
        throw new UsageError(options.all === true ? 'names cannot be given with --all' : 'no interface was named', {
          hint: `Name them (atlink ${what} lte0), or say --all. "atlink status" lists them.`,
        });
      }
      const { changeConnection } = await import('../control/change.ts');
      await changeConnection(cli, what, names, options);
      finish(0);
    });
}

/** `atlink connect`. */
export const connectCommand = (cli: Cli, finish: (exitCode: number) => void): Command =>
  changeCommand(cli, finish, 'connect');

/** `atlink disconnect`. */
export const disconnectCommand = (cli: Cli, finish: (exitCode: number) => void): Command =>
  changeCommand(cli, finish, 'disconnect');
