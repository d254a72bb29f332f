import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { speed } from '../parse-values.ts';
import type { ReplayCliOptions } from '../trace/run-replay.ts';

const examples = `
Serves a pseudo-terminal behind which the module of a recorded trace speaks. Where private
values were hidden anything may be sent; payload that was not kept is played as dots.

  exact     the host sends the same lines in the same order; another one ends it (1)
  timed     any order; what is repeated has the last known answer
  tolerant  as timed, and answers come at once

Examples:
  $ atlink replay lab.trace --link /tmp/modem
  $ atlink up /tmp/modem --driver quectel`;

/** `atlink replay`: a recorded trace plays as the module. */
export function replayCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  return new Command('replay')
    .summary('play the module of a recorded trace')
    .description('Plays the module of a recorded trace on a pseudo-terminal.')
    .argument('<FILE>', 'a trace')
    .option('--link <PATH>', 'a symbolic link to the pseudo-terminal')
    .addOption(new Option('--mode <MODE>', 'how strict it is').choices(['exact', 'tolerant', 'timed']).default('timed'))
    .addOption(new Option('--speed <FACTOR>', 'how much faster than it was').argParser(speed).default(1))
    .optionsGroup('What is shown:')
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', examples)
    .action(async (path: string, options: ReplayCliOptions) => {
      const { runReplay } = await import('../trace/run-replay.ts');
      finish(await runReplay(cli, path, options));
    });
}
