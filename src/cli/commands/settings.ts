import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import type { SetOptions } from '../control/settings.ts';
import { type KeyAndValue, pair } from '../parse-values.ts';

const names = `
Beside the driver's options there are timeout and idle-timeout (in seconds, 0 for
none), persistent, auto-connect and auto-down (true or false).`;

/** `atlink get`. */
export function getCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  return new Command('get')
    .summary('show the settings of an interface')
    .description('Shows the settings of an interface of a running atlink. Secrets are shown as ***.')
    .argument('<IFACE>', 'the interface')
    .argument('[NAME]', 'one setting: its bare value is printed')
    .option('--json', 'as JSON')
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', names)
    .action(async (iface: string, name: string | undefined, { json = false }: { readonly json?: boolean }) => {
      const { getSettings } = await import('../control/settings.ts');
      await getSettings(cli, iface, name, json);
      finish(0);
    });
}

/** `atlink set`. */
export function setCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  return new Command('set')
    .summary('change the settings of an interface')
    .description('Changes settings of an interface of a running atlink: all that are given, or none.')
    .argument('<IFACE>', 'the interface')
    .argument('[KEY=VALUE...]', 'the settings', (text: string, before: readonly KeyAndValue[] = []) =>
      pair(text, before),
    )
    .addOption(new Option('--env <KEY=VAR>', 'its value from the environment').argParser<readonly KeyAndValue[]>(pair))
    .addOption(new Option('--file <KEY=PATH>', 'its value from a file').argParser<readonly KeyAndValue[]>(pair))
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', `${names}\n\nExample:\n  $ SIM_PIN=1234 atlink set lte0 apn=internet --env pin=SIM_PIN`)
    .action(async (iface: string, given: readonly KeyAndValue[] | undefined, options: SetOptions) => {
      const { setSettings } = await import('../control/settings.ts');
      await setSettings(cli, iface, given ?? [], options);
      finish(0);
    });
}
