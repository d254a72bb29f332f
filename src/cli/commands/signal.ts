import { Command } from 'commander';
import type { Cli } from '../cli.ts';

/** `atlink signal`: how well the modules of running programs hear. */
export function signalCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  return new Command('signal')
    .summary('measure the signal of the modules of a running atlink')
    .description('Has the modules of a running atlink measure their signal, and shows it.')
    .argument('[IFACE]', 'one of the interfaces')
    .option('--json', 'one JSON object a line for each interface, with the numbers and their units')
    .option('--verbose', 'tell all that is known about an error')
    .action(async (name: string | undefined, { json = false }: { readonly json?: boolean }) => {
      const { showSignal } = await import('../control/signal.ts');
      await showSignal(cli, name, json);
      finish(0);
    });
}
