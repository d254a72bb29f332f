import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { live, type Share, type Told } from './lives.ts';

type Whole = Omit<Share, 'first' | 'step'>;

const program = fileURLToPath(new URL(`./worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url));

/**
 * Spreads the lives over so many processes; each life has the seed that it would have with one.
 * @throws Error when a process ends before its share is done
 */
export async function spread(whole: Whole, workers: number, tell: (told: Told, worker: number) => void): Promise<void> {
  const count = Math.min(workers, whole.runs);
  if (count === 1) {
    await live({ ...whole, first: 0, step: 1 }, (told) => tell(told, 0));
    return;
  }
  const ending = new AbortController();
  const shares = Array.from({ length: count }, (_, worker) =>
    inProcess({ ...whole, first: worker, step: count }, ending.signal, (told) => tell(told, worker)),
  );
  try {
    await Promise.all(shares);
  } finally {
    // None goes on when another failed.
    ending.abort();
    await Promise.allSettled(shares);
  }
}

function inProcess(share: Share, signal: AbortSignal, tell: (told: Told) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    // Strings that are no Unicode, and figures that are missing, come over as they are.
    const child = fork(program, { serialization: 'advanced' });
    const stop = (): void => void child.kill();
    signal.addEventListener('abort', stop, { once: true });
    child.on('message', (told) => tell(told as Told));
    child.on('error', reject);
    child.on('close', (code, killedBy) => {
      signal.removeEventListener('abort', stop);
      if (code === 0) resolve();
      else reject(new Error(`a worker of the soak ended with ${killedBy ?? `exit code ${code}`} before it was done`));
    });
    child.send(share);
  });
}
