import { spawnSync } from 'node:child_process';
import { cpus, platform } from 'node:os';

/** Where the client and the responder run: as the scheduler likes, or each tied to a core of its own. */
export type Placement = 'free cores' | 'pinned';

export const clientCore = 0;
const responderCore = 1;

const tie = (pid: number, cores: string): boolean =>
  spawnSync('taskset', ['-acp', cores, String(pid)], { stdio: 'ignore' }).status === 0;

/** What this machine can do: ties need two cores and taskset (Linux). */
export const placements: readonly Placement[] =
  platform() === 'linux' && cpus().length > 1 && spawnSync('taskset', ['--version'], { stdio: 'ignore' }).status === 0
    ? ['free cores', 'pinned']
    : ['free cores'];

/** Runs something with this process and the responder in their places; afterwards both are free again. */
export async function inPlace<Result>(
  placement: Placement,
  responder: number | undefined,
  run: () => Promise<Result>,
): Promise<Result> {
  const all = `0-${cpus().length - 1}`;
  if (placement === 'pinned') {
    tie(process.pid, String(clientCore));
    if (responder !== undefined) tie(responder, String(responderCore));
  }
  try {
    return await run();
  } finally {
    if (placement === 'pinned') {
      tie(process.pid, all);
      if (responder !== undefined) tie(responder, all);
    }
  }
}
