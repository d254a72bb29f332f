import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import type { ConformanceCommandOptions } from '../conformance/run-conformance.ts';
import { collect } from '../parse-values.ts';

const examples = `
Without FAMILY all built-in drivers are checked, each on its simulated modules and
in virtual time. With --port it takes as long as the module takes.

Examples:
  $ atlink conformance quectel
  $ atlink conformance nrf91 esp-at --only G19 --only G26.1
  $ atlink conformance --write reports             JSON, Markdown and JUnit XML
  $ atlink conformance --mutants                   can the checks fail at all?
  $ atlink conformance quectel --port /dev/ttyUSB2`;

/** `atlink conformance`: does a driver do what the guidelines for connectivity implementations ask? */
export function conformanceCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  return new Command('conformance')
    .summary('check drivers against the numbered guidelines')
    .description('Checks drivers against the guidelines for connectivity implementations, G1 to G26.')
    .argument('[FAMILY...]', 'which drivers: quectel, nrf91, esp-at')
    .optionsGroup('What is checked:')
    .addOption(new Option('--only <CHECK>', 'a guideline or a check: G19, G19.1').argParser(collect))
    .option('--port <PORT>', 'a real module at this port, in real time')
    .option('--mutants', 'implementations that are wrong on purpose: each must be caught')
    .optionsGroup('What is shown:')
    .option('--json', 'the report as JSON')
    .option('--write <FOLDER>', 'the reports as files, too: .json, .md and .xml (JUnit)')
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', examples)
    .action(async (families: readonly string[], options: ConformanceCommandOptions) => {
      const { runConformanceCommand } = await import('../conformance/run-conformance.ts');
      finish(await runConformanceCommand(cli, families, options));
    });
}
