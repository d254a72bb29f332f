import { Command, Option } from 'commander';
import { UsageError } from '../../base/errors.ts';
import type { Cli } from '../cli.ts';
import { seconds } from '../parse-values.ts';
import { forwardedPort, interfaceNames, listenPlace } from '../proxy/places.ts';
import type { ProxyCommandOptions } from '../proxy/run-proxy.ts';
import { simulatedHost } from '../simulated-hosts.ts';
import { checkInterfaceName, withModuleOptions } from './module-options.ts';

const examples = `
Without PORT or another way to say which module, a running atlink serves the proxy,
for as long as this command runs; when none is running, a module is brought up as by
"atlink up". Names are looked up by the module.

Of several interfaces the first that is connected is used, in the order of --iface.

Ends with 0, or with 130 after Ctrl-C; 2 for a mistake in the command.

Examples:
  $ atlink proxy                                   SOCKS 5 on 127.0.0.1:1080
  $ curl --socks5-hostname 127.0.0.1:1080 http://example.com/
  $ atlink proxy --iface lte0,wifi0 --http 8080
  $ atlink proxy --forward 8883:broker.example:8883
  $ atlink proxy --simulate esp32-c3 --host example.test:80=127.0.0.1:8000
  $ atlink proxy --listen 0.0.0.0:1080 --user me --password-env PASSWORD`;

function check(options: ProxyCommandOptions, port: string | undefined): void {
  checkInterfaceName(options.name);
  if (options.config !== undefined && (port ?? options.simulate) !== undefined) {
    throw new UsageError('--config cannot be given together with a port or --simulate', {
      hint: 'The configuration says where its modules are.',
    });
  }
}

/** `atlink proxy`: the network behind a module for any program. */
export function proxyCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  const command = new Command('proxy')
    .summary('let any program reach the network through a module')
    .description('Serves SOCKS 5, HTTP and forwarded ports; what comes there goes through a module.')
    .argument('[PORT]', 'the AT port of the module')
    .optionsGroup('What it serves:')
    .addOption(new Option('--iface <NAMES>', 'the interfaces, the preferred one first').argParser(interfaceNames))
    .addOption(new Option('--listen <PLACE>', 'SOCKS 5; 127.0.0.1:1080 unless given').argParser(listenPlace))
    .addOption(new Option('--http <PLACE>', 'an HTTP proxy: 127.0.0.1:8080').argParser(listenPlace))
    .addOption(new Option('--forward <PORT:HOST:PORT>', 'a port that leads to one place').argParser(forwardedPort))
    .option('--user <NAME>', 'whom it lets in; required beyond loopback')
    .option('--password-env <VAR>', 'the variable with the password');
  return withModuleOptions(command)
    .option('--config <FILE>', 'the interfaces of a configuration')
    .addOption(new Option('--host <NAME=ADDRESS>', 'a name of the simulated network').argParser(simulatedHost))
    .addOption(new Option('--connect-timeout <SECONDS>', 'give up an attempt after this long').argParser(seconds))
    .optionsGroup('What is shown:')
    .option('--json', 'one JSON object a line for each event')
    .option('--log-file <PATH>', 'log into this file')
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', examples)
    .action(async (port: string | undefined, options: ProxyCommandOptions) => {
      check(options, port);
      const { runProxy } = await import('../proxy/run-proxy.ts');
      finish(await runProxy(cli, port, { ...options, persistent: true }));
    });
}
