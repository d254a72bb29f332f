import { type Command, Option } from 'commander';
import { UsageError } from '../../base/errors.ts';
import { baudRate, type KeyAndValue, pair, speed } from '../parse-values.ts';
import { defaultSpeed } from '../up/up-options.ts';

const keyValue = (flags: string, description: string): Option =>
  new Option(flags, description).argParser<readonly KeyAndValue[]>(pair);

/** The options that say which module a command brings up, and with which options of its driver; as for `atlink up`. */
export function withModuleOptions(command: Command): Command {
  return command
    .optionsGroup('Which module:')
    .option('--simulate <MODEL>', 'a simulated one, on a pseudo-terminal')
    .addOption(new Option('--speed <FACTOR>', 'its speed; 1 is real time').argParser(speed).default(defaultSpeed))
    .option('--driver <NAME>', 'the driver, when the module is not recognised')
    .addOption(new Option('--baud <RATE>', 'speed of the serial line; 115200 unless given').argParser(baudRate))
    .option('--name <NAME>', 'name of the interface', 'lte0')
    .addOption(keyValue('--option <KEY=VALUE>', 'an option of the driver: apn=internet'))
    .addOption(keyValue('--option-env <KEY=VAR>', 'its value from the environment: pin=SIM_PIN'))
    .addOption(keyValue('--option-file <KEY=PATH>', 'its value from a file: password=/run/apn'));
}

/** @throws UsageError for a name that no interface can have */
export function checkInterfaceName(name: string): void {
  if (/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,31}$/u.test(name)) return;
  throw new UsageError(`--name ${JSON.stringify(name)} cannot be the name of an interface`, {
    hint: 'Up to 32 letters, digits, dots, hyphens and underscores, such as lte0.',
  });
}
