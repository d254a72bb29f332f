import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import type { InitOptions } from '../init/run-init.ts';
import { collect } from '../parse-values.ts';

const examples = `
Nothing is sent to a module unless --probe is given (or, on a terminal, the question
about it is answered with y). With nothing attached a simulated module is written down.

Examples:
  $ atlink init
  $ atlink init --probe                        modules by IMEI or MAC address
  $ atlink init --simulate quectel-bg95 --simulate nrf9160-slm --simulate esp32-c3`;

/** `atlink init`: the first configuration. */
export function initCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  return new Command('init')
    .summary('write a configuration from what is attached')
    .description('Writes a configuration from what is attached.')
    .argument('[FILE]', 'where to write it', 'atlink.yaml')
    .optionsGroup('What stands in it:')
    .addOption(new Option('--simulate <MODEL>', 'a simulated module; may be repeated').argParser(collect))
    .option('--probe', 'ask the modules on known AT ports who they are')
    .option('--no-probe', 'do not, and do not ask about it')
    .optionsGroup('How:')
    .option('--force', 'replace a file that is there')
    .optionsGroup('What is shown:')
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', examples)
    .action(async (file: string, options: InitOptions) => {
      const { runInit } = await import('../init/run-init.ts');
      await runInit(cli, file, options);
      finish(0);
    });
}
