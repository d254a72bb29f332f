import { Command, Option } from 'commander';
import type { AtCliOptions } from '../at/run-at.ts';
import type { Cli } from '../cli.ts';
import { baudRate, seconds } from '../parse-values.ts';

const examples = `
WHERE is an interface of a running atlink, whose driver stays alive while each command
takes its turn; or a port (/dev/ttyUSB2, COM3, tcp:HOST:PORT, unix:PATH), which is
opened as long as no other program has it.

Without a command, on a terminal: a console. Lines that the module sends by itself come
in another colour, also while a command runs; the arrow keys bring back earlier commands;
Ctrl-C or Ctrl-D leaves.
Without a terminal the commands are read from standard input, one a line.

A command that asks for data (">") is given it with --payload. In the console it is typed
when it is asked for (Esc or Ctrl-C gives none), or beforehand as "COMMAND <<< data".

Examples:
  $ atlink at lte0 AT+CSQ
  $ atlink at lte0 'AT+QISEND=0,5' --payload hello
  $ atlink at lte0                             a console
  $ atlink at lte0 --exclusive 60              the driver waits meanwhile
  $ atlink at /dev/ttyUSB2 --crlf AT+GMR

Ends with 0 when the last command succeeded, 1 when it failed, 2 for a mistake in the
command line, 4 when no atlink is running.`;

/** `atlink at`: talks to a module directly. */
export function atCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  return new Command('at')
    .summary('send AT commands, beside the driver or on a bare port')
    .description('Sends AT commands to a module: beside the driver of a running atlink, or on a bare port.')
    .argument('<WHERE>', 'an interface of a running atlink, or a port')
    .argument('[AT...]', 'command lines that begin with AT')
    .optionsGroup('How it is sent:')
    .addOption(new Option('--timeout <SECONDS>', 'how long to wait for each answer').argParser(seconds).default(60))
    .option('--payload <TEXT>', 'what is sent when the module asks for data')
    .addOption(new Option('--exclusive <SECONDS>', 'keep the driver waiting, at most this long').argParser(seconds))
    .addOption(new Option('--baud <RATE>', 'speed of a bare port; 115200 unless given').argParser(baudRate))
    .option('--crlf', 'end commands with CR LF on a bare port; CR alone otherwise')
    .optionsGroup('What is shown:')
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', examples)
    .action(async (place: string, commands: readonly string[], options: AtCliOptions) => {
      const { runAt } = await import('../at/run-at.ts');
      finish(await runAt(cli, place, commands, options));
    });
}
