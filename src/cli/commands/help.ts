import { Command } from 'commander';
import { UsageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import type { Cli } from '../cli.ts';

/** `atlink help`: the same as `--help`, for who types it so. */
export function helpCommand(_cli: Cli, finish: (exitCode: number) => void): Command {
  const command = new Command('help')
    .summary('print this help, or that of a command')
    .description('Prints the help of atlink, or of a command.')
    .argument('[COMMAND]', 'the command')
    .action((name: string | undefined) => {
      const commands = command.parent?.commands ?? [];
      const wanted = name === undefined ? command.parent : commands.find((each) => each.name() === name);
      if (wanted === undefined) {
        const names = commands.map((each) => each.name());
        throw new UsageError(`there is no command ${JSON.stringify(name)}`, { hint: didYouMean(name ?? '', names) });
      }
      wanted?.outputHelp();
      finish(0);
    });
  return command;
}
