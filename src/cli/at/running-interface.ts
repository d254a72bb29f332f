import { messageOf, UsageError } from '../../base/errors.ts';
import type { ObservedLine } from '../../connectivity/index.ts';
import type { Cli } from '../cli.ts';
import { programWith, runningPrograms } from '../control/programs.ts';
import type { ModuleTalk, TalkOptions, UrcListener } from './module-talk.ts';
import { UnaskedLines } from './unasked.ts';

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
    const unasked = urc === undefined ? undefined : new UnaskedLines(urc);
    if (unasked !== undefined) {
      await client.subscribe('lines', { iface: name }, (line) => unasked.observe(line as ObservedLine));
    }
    return {
      name,
      at: async (command, options) => {
        const answer = await send(client, { iface: name, command }, options);
        return unasked?.answered(command, answer) ?? answer;
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

/** Sends a command through the program, which tells when the module asks for data. */
async function send(client: Client, command: object, { payload, timeoutMs }: TalkOptions): Promise<readonly string[]> {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  if (typeof payload !== 'function') {
    return (await client.call('at', { ...command, timeoutMs, payload: base64(payload) })) as readonly string[];
  }
  const give = (bytes: Uint8Array | undefined): void => {
    // Where the command has ended meanwhile nobody wants it any more.
    client.call('payload', { payload: bytes === undefined ? null : base64(bytes) }).catch(() => undefined);
  };
  let refusal: unknown;
  const answer = client.converse('at', { ...command, timeoutMs, asks: true }, () => {
    payload().then(give, (thrown: unknown) => {
      refusal = thrown;
      give(undefined);
    });
  });
  // Why there is no data is known here.
  return (await answer.catch((thrown: unknown) => Promise.reject(refusal ?? thrown))) as readonly string[];
}

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
