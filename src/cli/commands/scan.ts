import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { baudRate, seconds, speed } from '../parse-values.ts';
import type { ScanOptions } from '../scan/run-scan.ts';
import { defaultSpeed } from '../up/up-options.ts';

const examples = `
Examples:
  $ atlink scan /dev/ttyUSB0
  $ atlink scan --simulate esp32-c3
  $ atlink scan /dev/ttyUSB0 --json | jq -r .ssid`;

/** `atlink scan`: the Wi-Fi networks that a module sees. */
export function scanCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  return new Command('scan')
    .summary('list the Wi-Fi networks that a module sees')
    .description('Lists the Wi-Fi networks that a module sees, the strongest first.')
    .argument('[PORT]', 'the AT port of the module, or an interface of a running atlink')
    .optionsGroup('Which module:')
    .option('--simulate <MODEL>', 'a simulated one, on a pseudo-terminal')
    .addOption(new Option('--speed <FACTOR>', 'its speed; 1 is real time').argParser(speed).default(defaultSpeed))
    .option('--driver <NAME>', 'the driver, when the module is not recognised')
    .addOption(new Option('--baud <RATE>', 'speed of the serial line; 115200 unless given').argParser(baudRate))
    .optionsGroup('When it ends:')
    .addOption(new Option('--timeout <SECONDS>', 'how long to wait for the module').argParser(seconds).default(30))
    .optionsGroup('What is shown:')
    .option('--json', 'one JSON object a line for each access point')
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', examples)
    .action(async (address: string | undefined, options: ScanOptions) => {
      const { runScan } = await import('../scan/run-scan.ts');
      await runScan(cli, address, options);
      finish(0);
    });
}
