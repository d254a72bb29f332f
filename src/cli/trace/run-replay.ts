import type { ReplayMode } from '../../../mocks/index.ts';
import type { Cli } from '../cli.ts';
import { whenOutputEnds } from '../io.ts';
import { exitCodeOfSignal, onStopSignal, type StopSignal } from '../signals.ts';
import { readTraceFile } from './read-trace-file.ts';

/** What `atlink replay` was asked for. */
export interface ReplayCliOptions {
  readonly link?: string;
  readonly mode: ReplayMode;
  readonly speed: number;
}

/** Plays until it is stopped, or until an exact replay was left. @returns the exit code */
export async function runReplay(cli: Cli, path: string, { link, mode, speed }: ReplayCliOptions): Promise<number> {
  const { entries, header } = await readTraceFile(path);
  const { ReplayedModule, servePty } = await import('../../../mocks/index.ts');
  let parted: () => void = () => undefined;
  const ended = new Promise<StopSignal | 'unread' | 'parted'>((resolve) => {
    onStopSignal(cli.signals, resolve, (signal) => cli.exitNow(exitCodeOfSignal(signal)));
    whenOutputEnds(cli.io.stdout, () => resolve('unread'));
    parted = () => resolve('parted');
  });
  const module = new ReplayedModule({
    entries,
    mode,
    speed,
    clock: cli.clock,
    starts: 'first-byte',
    onProblem: ({ entry, text }) => {
      // The header is the file's first line.
      cli.say(entry === undefined ? text : `${path}, line ${entry + 1}: ${text}`);
      if (mode === 'exact') parted();
    },
  });
  module.powerOn();
  try {
    const served = await servePty(module, { clock: cli.clock, ...(link !== undefined && { link }) });
    cli.print(served.path);
    const driver = header.driver === undefined ? '' : ` --driver ${header.driver}`;
    cli.say(`${header.source}, recorded ${header.recorded}; "atlink up ${served.path}${driver}"; Ctrl-C ends it`);
    const reason = await ended;
    await served.close();
    if (reason === 'parted') return 1;
    return reason === 'unread' ? 0 : exitCodeOfSignal(reason);
  } finally {
    module.close();
  }
}
