import { Command, Option } from 'commander';
import { UsageError } from '../../base/errors.ts';
import { logLevels } from '../../base/log.ts';
import type { Cli } from '../cli.ts';
import { baudRate, type KeyAndValue, pair, seconds, speed } from '../parse-values.ts';
import { simulatedHost } from '../simulated-hosts.ts';
import { defaultSpeed, type UpOptions } from '../up/up-options.ts';

const examples = `
Without PORT the first module that is recognised is used; when there is none, a
simulated one takes its place. PORT is /dev/ttyUSB2, COM3, tcp:HOST:PORT or
unix:PATH.

--option, --option-env and --option-file may be repeated. Secrets belong into the
environment or a file: a command line can be read by everybody on the machine.

Examples:
  $ atlink up                                      what is plugged in, or atlink.yaml
  $ atlink up /dev/ttyUSB2 --option apn=internet
  $ atlink up --simulate quectel-bg95              no hardware needed
  $ atlink up /dev/ttyUSB2 --until connected --timeout 60 && echo it works
  $ atlink up --json | jq -r .event
  $ SIM_PIN=1234 atlink up --option-env pin=SIM_PIN

When it ends it disconnects the module again. Ends with 0 when --until is
fulfilled, 1 when that failed, 2 for a mistake in the command, 130 after Ctrl-C.`;

function check(options: UpOptions, port: string | undefined): void {
  if (options.config !== undefined && (port ?? options.simulate) !== undefined) {
    throw new UsageError('--config cannot be given together with a port or --simulate', {
      hint: 'The configuration says where its modules are.',
    });
  }
  if (options.timeout !== undefined && options.until === undefined) {
    throw new UsageError('--timeout has no meaning without --until', {
      hint: 'Say what has to be reached by then: --until connected. (--connect-timeout limits an attempt.)',
    });
  }
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,31}$/u.test(options.name)) {
    throw new UsageError(`--name ${JSON.stringify(options.name)} cannot be the name of an interface`, {
      hint: 'Up to 32 letters, digits, dots, hyphens and underscores, such as lte0.',
    });
  }
}

const keyValue = (flags: string, description: string): Option =>
  new Option(flags, description).argParser<readonly KeyAndValue[]>(pair);

const list = (file: string, before: readonly string[] = []): readonly string[] => [...before, file];

/** `atlink up`: one module as a network interface. */
export function upCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  return new Command('up')
    .summary('bring a module up and show what happens to it')
    .description('Brings a module up as a network interface and shows what happens to it.')
    .argument('[PORT]', 'the AT port of the module')
    .optionsGroup('Which module:')
    .option('--config <FILE>', 'the interfaces of a configuration; ./atlink.yaml unless a module is named')
    .option('--simulate <MODEL>', 'a simulated one, on a pseudo-terminal')
    .addOption(new Option('--host <NAME=ADDRESS>', 'a name of the simulated network').argParser(simulatedHost))
    .addOption(new Option('--speed <FACTOR>', 'its speed; 1 is real time').argParser(speed).default(defaultSpeed))
    .option('--driver <NAME>', 'the driver, when the module is not recognised')
    .addOption(new Option('--baud <RATE>', 'speed of the serial line; 115200 unless given').argParser(baudRate))
    .option('--log-port <PORT>', 'where the board prints its log; it is read, never written to')
    .addOption(new Option('--wiring <KIND>', 'what DTR and RTS do on this board').choices(['none', 'esp-auto-reset']))
    .optionsGroup('How it connects:')
    .option('--name <NAME>', 'name of the interface', 'lte0')
    .addOption(keyValue('--option <KEY=VALUE>', 'an option of the driver: apn=internet'))
    .addOption(keyValue('--option-env <KEY=VAR>', 'its value from the environment: pin=SIM_PIN'))
    .addOption(keyValue('--option-file <KEY=PATH>', 'its value from a file: password=/run/apn'))
    .addOption(new Option('--quirks <FILE>', "quirks of one's own; may be repeated").argParser<readonly string[]>(list))
    .addOption(new Option('--connect-timeout <SECONDS>', 'give up an attempt after this long').argParser(seconds))
    .addOption(new Option('--persistent', 'connect again after a loss (the default)').default(true).hideHelp())
    .option('--no-persistent', 'end after a loss; it connects again otherwise')
    .optionsGroup('When it ends:')
    .addOption(new Option('--until <STATE>', 'end with 0 when reached').choices(['connected']))
    .addOption(new Option('--timeout <SECONDS>', 'with --until: end with 1 after this long').argParser(seconds))
    .optionsGroup('What is shown:')
    .option('--json', 'one JSON object a line for each event')
    .addOption(new Option('--log-level <LEVEL>', 'log on standard error').choices(logLevels))
    .option('--log-file <PATH>', 'log into this file (level info unless given)')
    .option('--trace <FILE>', 'record every byte on the line into this file, private values hidden')
    .option('--allow-unredacted', 'let "atlink record" keep private values and payload of it')
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', examples)
    .action(async (port: string | undefined, options: UpOptions) => {
      check(options, port);
      const { runUp } = await import('../up/run-up.ts');
      finish(await runUp(cli, port, options));
    });
}
