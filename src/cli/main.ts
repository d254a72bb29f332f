/** The command line as a process: `bin/atlink.mjs` imports it, and that runs it. */
import { systemClock } from '../base/clock.ts';
import { errorText } from './errors.ts';
import { flushed } from './io.ts';
import { runCommandLine } from './program.ts';
import { realSuppliers } from './real-suppliers.ts';

const { stdout, stderr, env } = process;

function onDefect(thrown: unknown): void {
  const lines = errorText(thrown, { verbose: true, debug: env.ATLINK_DEBUG === '1' });
  stderr.write(`${lines.join('\n')}\n`, () => process.exit(1));
}

process.on('uncaughtException', onDefect);
process.on('unhandledRejection', onDefect);

const exitCode = await runCommandLine(process.argv.slice(2), {
  io: {
    stdout,
    stderr,
    env,
    // Looked at only when it is asked for: that opens it.
    get stdin() {
      return process.stdin;
    },
  },
  clock: systemClock,
  signals: process,
  suppliers: realSuppliers,
  exitNow: (code) => process.exit(code),
});
await Promise.all([flushed(stdout), flushed(stderr)]);
// Whatever still holds the event loop must not hold who waits for the command.
process.exit(exitCode);
