import { Command, Option } from 'commander';
import { UsageError } from '../../base/errors.ts';
import type { Cli } from '../cli.ts';
import { baudRate } from '../parse-values.ts';
import type { RecordOptions } from '../trace/run-record.ts';

const examples = `
IFACE is an interface of a running atlink; recording begins now ("atlink up --trace FILE"
records from the first byte). With --port atlink stands between a module and any other
program: that program opens the path which is printed (or LINK) in place of the port.

IMEI, IMSI, ICCID, numbers, PINs, passwords, certificates and positions are replaced
before anything is written, and of what sockets and files carry only the length is kept.
--payload and --unredacted keep them. For an interface that is refused unless it was
started so: "atlink up --allow-unredacted".

Examples:
  $ atlink record lte0 lab.trace
  $ atlink record --port /dev/ttyUSB2 lab.trace --module-at /tmp/modem

Ctrl-C ends it. Ends with 0.`;

function check(places: readonly string[], options: RecordOptions): void {
  const wanted = options.port === undefined ? 2 : 1;
  if (places.length === wanted) return;
  const usage = wanted === 2 ? 'atlink record IFACE FILE' : 'atlink record --port PORT FILE';
  throw new UsageError(`atlink record was given ${places.length} names, not ${wanted}`, { hint: `Write: ${usage}.` });
}

/** `atlink record`: writes what goes over a line into a file. */
export function recordCommand(cli: Cli, finish: (exitCode: number) => void): Command {
  return new Command('record')
    .summary('record what host and module say to each other')
    .description('Records every line between host and module into a file, private values hidden.')
    .usage('[options] IFACE FILE')
    .argument('<PLACES...>', 'the interface of a running atlink, and the file; with --port the file alone')
    .optionsGroup('Between a port and any program:')
    .option('--port <PORT>', 'the port of the module')
    .option('--module-at <LINK>', 'a symbolic link to what the other program opens')
    .addOption(new Option('--baud <RATE>', 'speed of the serial line; 115200 unless given').argParser(baudRate))
    .optionsGroup('What is kept:')
    .option('--payload', 'what sockets, files and messages carry, and not its length alone')
    .option('--unredacted', 'private values as they are')
    .optionsGroup('What is shown:')
    .option('--verbose', 'tell all that is known about an error')
    .addHelpText('after', examples)
    .action(async (places: readonly string[], options: RecordOptions) => {
      check(places, options);
      const { runRecord } = await import('../trace/run-record.ts');
      await runRecord(cli, places, options);
      finish(0);
    });
}
