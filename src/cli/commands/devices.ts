import { Command } from 'commander';
import type { Cli } from '../cli.ts';

interface DevicesOptions {
  readonly json?: boolean;
  readonly all?: boolean;
}

const examples = `
Examples:
  $ atlink devices
  $ atlink devices --json | jq -r 'select(.main) | .path'`;

async function run(cli: Cli, { json = false, all = false }: DevicesOptions): Promise<void> {
  const { discover, portless } = cli.suppliers;
  const [found, missing] = await Promise.all([discover(), portless()]);
  // A port that is not on USB is part of the machine, and mostly nothing is wired to it.
  const devices = all ? found : found.filter(({ usb }) => usb !== undefined);
  if (json) {
    for (const device of [...devices, ...missing]) cli.print(JSON.stringify(device));
    return;
  }
  const { deviceLines } = await import('../output/device-rows.ts');
  const hidden = found.length - devices.length;
  for (const line of deviceLines({ devices, missing, hidden }, cli.io.stdout.columns)) cli.print(line);
}

/** `atlink devices`: the ports of this machine and what is behind them. */
export function devicesCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  return new Command('devices')
    .summary('list the ports and the modules behind them')
    .description('Lists the serial ports of this machine, the modules behind them, and who may and does use them.')
    .option('--all', 'the serial ports of the machine itself, too')
    .option('--json', 'one JSON object a line for each port')
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', examples)
    .action(async (options: DevicesOptions) => {
      await run(cli, options);
      finish(0);
    });
}
