import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import type { DoctorOptions } from '../doctor/doctor-options.ts';
import { baudRate, type KeyAndValue, pair, seconds, speed } from '../parse-values.ts';
import { defaultSpeed } from '../up/up-options.ts';

const help = `
Without an argument it looks at every interface of atlink.yaml, or else at every
module that is recognised. An interface of a running atlink is examined through
that program; a port is opened. No PIN is ever tried. A port whose purpose is not
known is written to only when it is named here.

A connection is tried (and ended again) where somebody said how to connect: with
--option, and for the interfaces of a configuration. Else the radio is left as it is.

Ends with 0 when nothing was found, with 1 when something was, with 2 for a mistake
in the command. Each finding has a page in docs/findings of the package.

Examples:
  $ atlink doctor
  $ atlink doctor /dev/ttyUSB2
  $ atlink doctor /dev/ttyUSB2 --option apn=internet
  $ atlink doctor --simulate quectel-bg95
  $ atlink doctor --json | jq -r '.findings[].code'`;

const keyValue = (flags: string, description: string): Option =>
  new Option(flags, description).argParser<readonly KeyAndValue[]>(pair);

/** `atlink doctor`: why a module does not work, and what mends it. */
export function doctorCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  return new Command('doctor')
    .summary('find out why a module does not work')
    .description('Finds out why a module does not work, and what mends it.')
    .argument('[IFACE|PORT]', 'an interface, running or configured, or the AT port of a module')
    .optionsGroup('Which module:')
    .option('--config <FILE>', 'the interfaces of a configuration; ./atlink.yaml unless given')
    .option('--simulate <MODEL>', 'a simulated one, on a pseudo-terminal')
    .addOption(new Option('--speed <FACTOR>', 'its speed; 1 is real time').argParser(speed).default(defaultSpeed))
    .addOption(new Option('--baud <RATE>', 'speed of the serial line; 115200 unless given').argParser(baudRate))
    .optionsGroup('How far it goes:')
    .option('--connect', 'try a connection, too')
    .option('--no-connect', 'do not, whatever a configuration says')
    .addOption(keyValue('--option <KEY=VALUE>', 'with this option of the driver: apn=internet'))
    .addOption(keyValue('--option-env <KEY=VAR>', 'its value from the environment'))
    .addOption(keyValue('--option-file <KEY=PATH>', 'its value from a file'))
    .option('--radio-on', 'switch a radio that is off on for the examination')
    .addOption(new Option('--timeout <SECONDS>', 'how long to watch the registration').argParser(seconds).default(60))
    .optionsGroup('What is shown:')
    .option('--json', 'one JSON object a line for each thing that was examined')
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', help)
    .action(async (target: string | undefined, options: DoctorOptions) => {
      const { runDoctor } = await import('../doctor/run-doctor.ts');
      finish(await runDoctor(cli, target, options));
    });
}
