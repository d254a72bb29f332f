import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { pair, seconds } from '../parse-values.ts';
import type { TlsCheckOptions } from '../tls-check/run-tls-check.ts';
import { checkInterfaceName, withModuleOptions } from './module-options.ts';

const examples = `
Makes an authority and certificates for this one run, starts servers with them on
this machine, gives the module the authority, and has the module's own TLS connect
to each server: one whose certificate is good, and others whose certificate is
expired, for another name, of an authority that is not trusted, self-signed.

A real module must be able to reach this machine: through a public address, or
because it is in the same Wi-Fi. --server-address is best a name, for with an address
some modules have no name to compare.

Ends with 0 only for a module that connects to the good server and to no other,
1 for one that does not verify, 3 when it cannot be checked, 2 for a mistake in the
command.

Examples:
  $ atlink tls-check --simulate esp32-c3
  $ atlink tls-check --simulate esp32-c3 --simulate-option tls=ignores
  $ atlink tls-check /dev/ttyUSB2 --option apn=internet --server-address rig.example
  $ atlink tls-check /dev/ttyUSB0 --server-address laptop.lan --json`;

/** `atlink tls-check`: whether the module truly verifies the servers it connects to. */
export function tlsCheckCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  const command = new Command('tls-check')
    .summary('find out whether the TLS of a module truly verifies')
    .description('Runs the TLS of a module against good and bad servers, and says whether it truly verifies.')
    .argument('[PORT]', 'the AT port of the module');
  return withModuleOptions(command)
    .addOption(
      new Option('--simulate-option <KEY=VALUE>', 'tls=ignores: one that only claims to verify').argParser(pair),
    )
    .optionsGroup('The servers:')
    .option('--server-address <HOST>', 'how the module reaches this machine: a name, or an address')
    .option('--bind <ADDRESS>', 'where they listen; all addresses unless given')
    .optionsGroup('When it ends:')
    .addOption(new Option('--timeout <SECONDS>', 'for the module to be connected; 180 unless given').argParser(seconds))
    .optionsGroup('What is shown:')
    .option('--json', 'one JSON object a line: each server, and the verdict')
    .option('--log-file <PATH>', 'log into this file')
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', examples)
    .action(async (port: string | undefined, options: TlsCheckOptions) => {
      checkInterfaceName(options.name);
      const { runTlsCheck } = await import('../tls-check/run-tls-check.ts');
      finish(await runTlsCheck(cli, port, { ...options, persistent: true }));
    });
}
