import { Argument, Command } from 'commander';
import type { Cli } from '../cli.ts';
import { completionScripts, type Shell, shells } from '../completion/scripts.ts';

const examples = `
Example:
  $ echo 'source <(atlink completion bash)' >> ~/.bashrc

It completes commands, options, models, drivers, ports, and the interfaces of running
programs with their settings.`;

/** `atlink completion`: what a shell needs to complete this command line. */
export function completionCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  return new Command('completion')
    .summary('print what a shell needs to complete commands')
    .description('Prints what a shell needs to complete the commands of atlink.')
    .addArgument(new Argument('<SHELL>', 'the shell').choices(shells))
    .addHelpText('after', examples)
    .action((shell: Shell) => {
      cli.print(completionScripts[shell]);
      finish(0);
    });
}

/** `atlink complete`: what the shell asks, one word a line. */
export function completeCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  const command = new Command('complete')
    .description('Prints the words that may stand at the cursor: for shells (see atlink completion).')
    .argument('[WORD...]', 'the words before the cursor, and the one that is being written')
    .action(async (words: readonly string[]) => {
      const { candidates } = await import('../completion/candidates.ts');
      if (command.parent !== null) for (const each of await candidates(cli, command.parent, words)) cli.print(each);
      finish(0);
    });
  return command;
}
