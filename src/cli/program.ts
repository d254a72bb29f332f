import { Command, CommanderError, Option } from 'commander';
import { Cli, type CliWorld } from './cli.ts';
import { usageErrorFrom } from './command-errors.ts';
import { atCommand } from './commands/at.ts';
import { bundleCommand } from './commands/bundle.ts';
import { completeCommand, completionCommand } from './commands/completion.ts';
import { conformanceCommand } from './commands/conformance.ts';
import { connectCommand, disconnectCommand } from './commands/connect.ts';
import { devicesCommand } from './commands/devices.ts';
import { doctorCommand } from './commands/doctor.ts';
import { eventsCommand } from './commands/events.ts';
import { helpCommand } from './commands/help.ts';
import { initCommand } from './commands/init.ts';
import { lookupCommand } from './commands/lookup.ts';
import { pingCommand } from './commands/ping.ts';
import { proxyCommand } from './commands/proxy.ts';
import { recordCommand } from './commands/record.ts';
import { replayCommand } from './commands/replay.ts';
import { scanCommand } from './commands/scan.ts';
import { getCommand, setCommand } from './commands/settings.ts';
import { signalCommand } from './commands/signal.ts';
import { simulateCommand } from './commands/simulate.ts';
import { statusCommand } from './commands/status.ts';
import { tlsCheckCommand } from './commands/tls-check.ts';
import { upCommand } from './commands/up.ts';
import { exitCodeOf, exitCodes } from './errors.ts';
import { whenOutputEnds } from './io.ts';
import { packageVersion } from './version.ts';

const description = `Cellular modems and Wi-Fi modules on a serial line, as network interfaces.`;

const afterHelp = `
Start here:
  $ atlink devices                      what is attached?
  $ atlink up                           bring it up; simulated when there is none
  $ atlink init                         write atlink.yaml from what is attached
  $ atlink simulate quectel-bg95        a module to write programs against
  $ atlink doctor                       why does it not work?

"atlink COMMAND --help" tells more about a command; the guide is in docs/ of the
package. ATLINK_DEBUG=1 shows where an error comes from.`;

const commands = [
  initCommand,
  upCommand,
  statusCommand,
  connectCommand,
  disconnectCommand,
  setCommand,
  getCommand,
  eventsCommand,
  signalCommand,
  atCommand,
  recordCommand,
  replayCommand,
  bundleCommand,
  scanCommand,
  pingCommand,
  lookupCommand,
  devicesCommand,
  doctorCommand,
  simulateCommand,
  proxyCommand,
  tlsCheckCommand,
  conformanceCommand,
  completionCommand,
  helpCommand,
];

const ignore = (): void => undefined;

/** The command line as commander knows it; what its commands end with goes to `finish`. */
export function makeProgram(cli: Cli, finish: (exitCode: number) => void): Command {
  const program = new Command('atlink')
    .description(description)
    .usage('COMMAND [options]')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpCommand(false)
    .addHelpText('after', afterHelp)
    .commandsGroup('Commands:')
    .hook('preAction', (_program, command) => {
      cli.verbose = command.opts<{ verbose?: boolean }>().verbose === true;
    });
  for (const make of commands) program.addCommand(make(cli, finish));
  program.addCommand(completeCommand(cli, finish), { hidden: true });
  for (const command of [program, ...program.commands]) {
    const group = command === program ? 'Options:' : 'What is shown:';
    command
      .addHelpOption(new Option('-h, --help', 'print this help').helpGroup(group))
      .exitOverride((error) => {
        throw error.exitCode === 0 ? error : usageErrorFrom(error, nameOf(command));
      })
      .configureOutput({ writeOut: (text) => cli.io.stdout.write(text), writeErr: ignore, outputError: ignore })
      .configureHelp({
        helpWidth: Math.min(100, cli.io.stdout.columns ?? 80),
        showGlobalOptions: false,
        minWidthToWrap: 20,
        subcommandTerm: termOf,
      });
  }
  return program;
}

/** A command in the list of commands: that it has options goes without saying. */
const termOf = (command: Command): string =>
  [command.name(), command.usage().replace(/^\[options\] ?/, '')].join(' ').trim();

const nameOf = (command: Command): string =>
  command.parent ? `${command.parent.name()} ${command.name()}` : command.name();

/**
 * Runs one command line. Nothing is thrown: what went wrong was told.
 * @param args without the program's own name
 * @returns the exit code
 */
export async function runCommandLine(args: readonly string[], world: CliWorld): Promise<number> {
  const cli = new Cli(world);
  // A reader that goes away is no error; the commands that run on end themselves then.
  whenOutputEnds(world.io.stdout, ignore);
  whenOutputEnds(world.io.stderr, ignore);
  let exitCode: number = exitCodes.ok;
  try {
    const program = makeProgram(cli, (code) => {
      exitCode = code;
    });
    // Asked for nothing, it says what can be asked for.
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitCodes.ok;
    cli.fail(thrown);
    return exitCodeOf(thrown);
  }
}
