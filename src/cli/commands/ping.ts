import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { numberOfPings, seconds } from '../parse-values.ts';

const examples = `
Ends with 0 when at least one was answered, 1 when none was, 4 when no atlink is
running.

Examples:
  $ atlink ping lte0 example.com
  $ atlink ping lte0 192.0.2.1 --count 1 && echo it is there`;

/** `atlink ping`: echo requests by the module of a running program. */
export function pingCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  return new Command('ping')
    .summary('have the module of a running atlink ping a host')
    .description('Has the module of a running atlink send echo requests to a host.')
    .argument('<IFACE>', 'the interface')
    .argument('<HOST>', 'a name or an address')
    .addOption(new Option('--count <NUMBER>', 'how many').argParser(numberOfPings).default(4))
    .addOption(new Option('--timeout <SECONDS>', 'for each answer').argParser(seconds).default(4))
    .option('--json', 'one JSON object a line for each answer')
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', examples)
    .action(async (iface: string, host: string, options: { count: number; timeout: number; json?: boolean }) => {
      const { pingThrough } = await import('../control/network.ts');
      finish(await pingThrough(cli, iface, host, options));
    });
}
