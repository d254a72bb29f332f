import type { Clock } from '../base/clock.ts';
import { within } from '../base/within.ts';
import { AtError } from './at-error.ts';

/**
 * What somebody is asked for while a module waits for it.
 * @param command the command line that wants it
 * @throws AtError `AT_TIMEOUT` when it takes too long; the reason of the signal; what the asking fails with
 */
export async function payloadInTime(
  asked: Promise<Uint8Array>,
  clock: Clock,
  command: string,
  { signal, timeoutMs }: { readonly signal?: AbortSignal | undefined; readonly timeoutMs: number },
): Promise<Uint8Array> {
  const given = signal === undefined ? asked : Promise.race([asked, abortion(signal)]);
  if (await within(clock, timeoutMs, given)) return await given;
  const name = command.trim().replace(/=.*$/s, '');
  throw new AtError('AT_TIMEOUT', `the data that ${name} asks for was not given within ${timeoutMs} ms`);
}

function abortion(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
