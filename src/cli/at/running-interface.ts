import { messageOf, UsageError } from '../../base/errors.ts';
import type { ObservedLine } from '../../connectivity/index.ts';
import type { Cli } from '../cli.ts';
import { programWith, runningPrograms } from '../control/programs.ts';
import type { ModuleTalk, UrcListener } from './module-talk.ts';

const finals = /^(?:OK|ERROR|ABORTED|SEND OK|SEND FAIL|NO CARRIER|\+CM[ES] ERROR:.*)$/;

/** Passes on what comes while no command runs, ours or the driver's: that is what the module says by itself. */
function unasked(urc: UrcListener): (line: unknown) => void {
  let asked = false;
  return (line) => {
    const { direction, text } = line as ObservedLine;
    if (direction === 'out') asked = true;
    else if (finals.test(text) || direction === 'note') asked = false;
    else if (!asked) urc(text);
  };
}

/**
 * Talks to the module of an interface, through the program that has it.
 * @param exclusiveMs keeps the driver waiting, at most so long
 * @throws NotRunningError, UsageError when there is no such interface
 */
export async function talkThroughProgram(
  cli: Cli,
  name: string,
  exclusiveMs: number | undefined,
  urc: UrcListener | undefined,
): Promise<ModuleTalk> {
  const programs = await runningPrograms(cli);
  const others = (): void => {
    for (const { client } of programs) client.close();
  };
  try {
    const { client } = programWith(programs, name);
    const { over } = await holdIfWanted(cli, client, name, exclusiveMs);
    if (urc !== undefined) await client.subscribe('lines', { iface: name }, unasked(urc));
    return {
      name,
      at: async (command, { payload, timeoutMs }) => {
        const bytes = payload === undefined ? {} : { payload: Buffer.from(payload).toString('base64') };
        return (await client.call('at', { iface: name, command, timeoutMs, ...bytes })) as readonly string[];
      },
      ended: Promise.race([over, client.ended.then(() => 'the running atlink has ended')]),
      close: async () => others(),
    };
  } catch (thrown) {
    others();
    throw thrown;
  }
}

type Client = Awaited<ReturnType<typeof runningPrograms>>[number]['client'];

/** Takes the line, where that is wanted; `over` resolves when it was taken back. */
async function holdIfWanted(
  cli: Cli,
  client: Client,
  name: string,
  limitMs: number | undefined,
): Promise<{ readonly over: Promise<string> }> {
  const never = new Promise<string>(() => undefined);
  if (limitMs === undefined) return { over: never };
  let tell: (reason: string) => void = () => undefined;
  const over = new Promise<string>((resolve) => {
    tell = resolve;
  });
  try {
    await client.subscribe('exclusive', { iface: name, limitMs }, (event) => tell((event as { over: string }).over));
  } catch (thrown) {
    throw new UsageError(`${name} cannot be had exclusively: ${messageOf(thrown)}`, { cause: thrown });
  }
  cli.say(`${name}: the driver waits, for at most ${limitMs / 1000} s`);
  return { over };
}
