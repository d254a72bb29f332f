import { ControlError, UsageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { within } from '../../base/within.ts';
import { ControlClient } from '../../rig/control/client.ts';
import { controlPlaces } from '../../rig/control/places.ts';
import type { InterfaceSnapshot } from '../../rig/control/snapshot.ts';
import type { Cli } from '../cli.ts';
import { NotRunningError } from '../errors.ts';

/** A running atlink, and how its interfaces stand. */
export interface RunningProgram {
  readonly client: ControlClient;
  readonly interfaces: readonly InterfaceSnapshot[];
}

// A program that is stopped (Ctrl-Z, a debugger) takes calls and never answers: the others must not wait for it.
const answerMs = 5000;

async function ask(cli: Cli, path: string): Promise<RunningProgram | undefined> {
  try {
    const client = await ControlClient.connect(path);
    try {
      const status = client.call('status');
      if (!(await within(cli.clock, answerMs, status))) {
        cli.say(`the atlink at ${path} does not answer; it is left out`);
        throw new ControlError('ENETDOWN', 'it does not answer');
      }
      return { client, interfaces: (await status) as readonly InterfaceSnapshot[] };
    } catch (thrown) {
      client.close();
      throw thrown;
    }
  } catch (thrown) {
    // Left behind by a program that was killed, or one that is just ending.
    if (thrown instanceof ControlError && thrown.code === 'ENETDOWN') return undefined;
    throw thrown;
  }
}

/** Every running atlink of this user. @throws NotRunningError when there is none */
export async function runningPrograms(cli: Cli): Promise<readonly RunningProgram[]> {
  const answers = await Promise.all((await controlPlaces(cli.io.env)).map((path) => ask(cli, path)));
  const programs = answers.filter((answer) => answer !== undefined);
  if (programs.length > 0) return programs;
  throw new NotRunningError('ENETDOWN', 'no atlink is running', {
    hint: 'Start one in another terminal: atlink up. (Only those of the same user are seen.)',
  });
}

/** Talks to every running program, and hangs up whatever happens. */
export async function withPrograms<Result>(
  cli: Cli,
  work: (programs: readonly RunningProgram[]) => Promise<Result>,
): Promise<Result> {
  const programs = await runningPrograms(cli);
  try {
    return await work(programs);
  } finally {
    for (const { client } of programs) client.close();
  }
}

/** The program that has an interface. @throws UsageError when none has, or several have it */
export function programWith(programs: readonly RunningProgram[], name: string): RunningProgram {
  const having = programs.filter(({ interfaces }) => interfaces.some((each) => each.name === name));
  const [first, second] = having;
  if (second !== undefined) {
    throw new UsageError(`several running programs have an interface ${JSON.stringify(name)}`, {
      hint: 'Give them different names: atlink up --name lte1.',
    });
  }
  if (first !== undefined) return first;
  const names = programs.flatMap(({ interfaces }) => interfaces.map((each) => each.name));
  throw new UsageError(`there is no interface ${JSON.stringify(name)}`, { hint: didYouMean(name, names) });
}

/** Asks the program that has the interface. */
export async function callFor(cli: Cli, name: string, method: string, params: object = {}): Promise<unknown> {
  return await withPrograms(cli, async (programs) =>
    programWith(programs, name).client.call(method, { iface: name, ...params }),
  );
}
