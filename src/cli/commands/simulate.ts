import { Command, Option } from 'commander';
import { UsageError } from '../../base/errors.ts';
import type { Cli } from '../cli.ts';
import { baudRate, collect, simPin, speed, tcpPort } from '../parse-values.ts';
import type { SimulateOptions } from '../simulate/run-simulate.ts';

const examples = `
The first line on standard output is where the module can be reached: a path that
other programs open as a serial port, the path of a socket, or HOST:PORT.

Examples:
  $ atlink simulate --list
  $ atlink simulate quectel-bg95                   prints /dev/pts/3, say
  $ atlink simulate nrf9160-slm --link /tmp/modem
  $ atlink simulate esp32-c3 --socket /tmp/wifi.sock
  $ atlink simulate quectel-bg95 --tcp 4001        and elsewhere:
  $ atlink up tcp:127.0.0.1:4001`;

type AllOptions = SimulateOptions & { readonly list?: boolean };

function check(model: string | undefined, options: AllOptions): string {
  const places = (['link', 'socket', 'tcp'] as const).filter((name) => options[name] !== undefined);
  if (places.length > 1) {
    throw new UsageError(`--${places.join(' and --')} cannot be given together`, {
      hint: 'A module has one serial line: start it once for each place.',
    });
  }
  if (model !== undefined) return model;
  throw new UsageError('atlink simulate needs a MODEL', {
    hint: '"atlink simulate --list" lists them: quectel-bg95, nrf9160-slm, esp32-c3 and more.',
  });
}

/** `atlink simulate`: a module that is not there, for other programs to talk to. */
export function simulateCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  return new Command('simulate')
    .summary('play a module for other programs to talk to')
    .description('Plays a module on a pseudo-terminal or a socket until Ctrl-C, for any program to talk to.')
    .argument('[MODEL]', 'what to play: quectel-bg95, nrf9160-slm, esp32-c3')
    .option('--list', 'list the models')
    .optionsGroup('Where (a pseudo-terminal unless given):')
    .option('--link <PATH>', 'a pseudo-terminal with this symbolic link to it')
    .option('--socket <PATH>', 'a Unix socket')
    .addOption(new Option('--tcp <PORT>', 'a TCP port of 127.0.0.1; 0 for any free one').argParser(tcpPort))
    .optionsGroup('What it is like:')
    .addOption(new Option('--speed <FACTOR>', 'how much faster it is; 1 is real time').argParser(speed).default(1))
    .addOption(new Option('--baud <RATE>', 'as slow as a serial line of this speed').argParser(baudRate))
    .addOption(new Option('--sim-pin <PIN>', 'a SIM that asks for this PIN').argParser(simPin))
    .addOption(new Option('--apn <NAME>', 'an APN that the network knows; any unless given').argParser(collect))
    .optionsGroup('What is shown:')
    .option('--json', 'print where it is, or the list, as JSON')
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', examples)
    .action(async (model: string | undefined, options: AllOptions) => {
      const { listModels, runSimulate } = await import('../simulate/run-simulate.ts');
      if (options.list) {
        await listModels(cli, options.json === true);
        return finish(0);
      }
      finish(await runSimulate(cli, check(model, options), options));
    });
}
