import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import type { ProbedModule } from '../doctor/probe.ts';

interface DevicesOptions {
  readonly json?: boolean;
  readonly all?: boolean;
  /** A port that was named, or true for all that are known. */
  readonly probe?: string | true;
}

const examples = `
Examples:
  $ atlink devices
  $ atlink devices --probe                ask the modules at known AT ports, too
  $ atlink devices --probe /dev/ttyUSB0   ask at this port, whatever it is
  $ atlink devices --json | jq -r 'select(.main) | .path'`;

async function run(cli: Cli, { all = false, json = false, probe }: DevicesOptions): Promise<void> {
  const { discover, portless } = cli.suppliers;
  const { takeBoardsOfThisFolder } = await import('../known-boards.ts');
  await takeBoardsOfThisFolder();
  const [found, missing] = await Promise.all([discover(), portless()]);
  // A port that is not on USB is part of the machine, and mostly nothing is wired to it.
  const devices = all ? found : found.filter(({ usb }) => usb !== undefined);
  const probing = probe === undefined ? undefined : await import('../doctor/probe-devices.ts');
  const answers = (await probing?.probeDevices(cli, found, probe === true ? undefined : probe)) ?? [];
  if (json) {
    for (const line of jsonLines([...devices, ...missing], answers)) cli.printJson(cli.redact(line));
    return;
  }
  const { deviceLines } = await import('../output/device-rows.ts');
  const hidden = found.length - devices.length;
  for (const line of deviceLines({ devices, missing, hidden }, cli.io.stdout.columns)) cli.print(line);
  const lines = probing?.probeLines(answers) ?? [];
  if (probe === true && lines.length === 0) cli.say('no AT port of a known board is free to be asked');
  for (const line of lines.length > 0 ? ['', ...lines] : []) cli.print(line);
}

/** One object a port; one that was asked and is not in the list stands by itself. */
function jsonLines(devices: readonly object[], answers: readonly ProbedModule[]): readonly string[] {
  const pathOf = (device: object): unknown => ('path' in device ? device.path : undefined);
  const unlisted = answers.filter(({ path }) => !devices.some((device) => pathOf(device) === path));
  const joined = devices.map((device) => ({ ...device, ...answers.find(({ path }) => path === pathOf(device)) }));
  return [...joined, ...unlisted].map((each) => JSON.stringify(each));
}

/** `atlink devices`: the ports of this machine and what is behind them. */
export function devicesCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  return new Command('devices')
    .summary('list the ports and the modules behind them')
    .description('Lists the serial ports of this machine, the modules behind them, and who may and does use them.')
    .option('--all', 'the serial ports of the machine itself, too')
    .option('--probe [PORT]', 'ask the modules at known ports, or at PORT')
    .option('--json', 'one JSON object a line for each port')
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', examples)
    .action(async (options: DevicesOptions) => {
      await run(cli, options);
      finish(0);
    });
}
