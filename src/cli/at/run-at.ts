import type { Cli } from '../cli.ts';
import { exitCodes } from '../errors.ts';
import type { ModuleTalk } from './module-talk.ts';
import { noData } from './no-data.ts';
import { finishedPayload } from './payload-end.ts';

/** What `atlink at` was asked for. */
export interface AtCliOptions {
  /** In seconds. */
  readonly timeout: number;
  readonly payload?: string;
  /** In seconds. */
  readonly exclusive?: number;
  readonly baud?: number;
  readonly crlf?: boolean;
}

/** A port has a slash, a colon or is a COM port; anything else names an interface of a running program. */
const isPort = (place: string): boolean => /[/:]|^COM\d+$/i.test(place);

async function opened(
  cli: Cli,
  place: string,
  { exclusive, ...options }: AtCliOptions,
  urc?: (line: string) => void,
): Promise<ModuleTalk> {
  if (isPort(place)) {
    const { talkOnPort } = await import('./bare-port.ts');
    return await talkOnPort(cli, place, options, urc ?? (() => undefined));
  }
  const { talkThroughProgram } = await import('./running-interface.ts');
  return await talkThroughProgram(cli, place, exclusive === undefined ? undefined : exclusive * 1000, urc);
}

/** Sends the commands one after the other, or opens a console. @returns the exit code */
export async function runAt(
  cli: Cli,
  place: string,
  commands: readonly string[],
  options: AtCliOptions,
): Promise<number> {
  const timeoutMs = options.timeout * 1000;
  if (commands.length === 0) {
    const { runConsole } = await import('./console.ts');
    const succeeded = await runConsole(cli, cli.io.stdin ?? process.stdin, timeoutMs, (urc) =>
      opened(cli, place, options, urc),
    );
    return succeeded ? exitCodes.ok : exitCodes.failed;
  }
  const talk = await opened(cli, place, options);
  const given = options.payload;
  const none = (): Promise<Uint8Array> => Promise.reject(noData('Give it with --payload.'));
  try {
    for (const command of commands) {
      const payload = given === undefined ? none : finishedPayload(command, Buffer.from(given));
      for (const line of await talk.at(command, { timeoutMs, payload })) cli.print(line);
    }
    return exitCodes.ok;
  } finally {
    await talk.close();
  }
}
