import { describe, expect, test } from '@jest/globals';
import type { Argument, Command, Option } from 'commander';
import { systemClock } from '../base/clock.ts';
import { Cli } from './cli.ts';
import { pretendedSuppliers } from './fake-suppliers.test-support.ts';
import { makeProgram } from './program.ts';
import { startRun } from './run.test-support.ts';

/** The command line as it is, so that a new command is walked from the day that it is added. */
const program = makeProgram(
  new Cli({
    io: { stdout: process.stdout, stderr: process.stderr, env: {} },
    clock: systemClock,
    signals: process,
    suppliers: pretendedSuppliers(),
    exitNow: () => undefined,
  }),
  () => undefined,
);

// It answers a shell, and takes whatever a person has typed so far.
const walked = program.commands.filter((command) => command.name() !== 'complete');

// What no value may be anywhere: no number, no choice, no KEY=VALUE.
const nonsense = '/no/such\u0007=thing/\u00e9';

const right = (argument: Argument): string => (argument.name() === 'SHELL' ? 'bash' : 'lte0');
const required = (command: Command): string[] => command.registeredArguments.filter((each) => each.required).map(right);

const takesText = ({ optional, required: wants }: Option): boolean => wants || optional;

interface Wrong {
  readonly line: readonly string[];
}

/** Every option of a command wrong in turn, and every argument. */
function mistakes(command: Command): readonly Wrong[] {
  const name = command.name();
  const { options, registeredArguments: known } = command;
  const given = required(command);
  const variadic = known.at(-1)?.variadic === true;
  const checked = options.filter((each) => takesText(each) && (each.parseArg !== undefined || each.argChoices));
  return [
    { line: [name, ...given, '--no-such-option'] },
    ...options.filter((each) => each.required).map(({ long }) => ({ line: [name, ...given, long ?? ''] })),
    ...checked
      .filter(({ long }) => !freeText.has(long ?? ''))
      .map(({ long }) => ({
        line: [name, ...given, long ?? '', 'no such\u0007value'],
      })),
    ...(given.length > 0 ? [{ line: [name] }] : []),
    ...(variadic ? [] : [{ line: [name, ...known.map(() => 'lte0'), 'one-too-many'] }]),
  ];
}

// Any text may stand there: it is collected, and looked at later.
const freeText = new Set(
  walked.flatMap(({ options }) =>
    options.flatMap(({ long, parseArg }) => {
      try {
        parseArg?.(nonsense, undefined);
        return [long ?? ''];
      } catch {
        return [];
      }
    }),
  ),
);

describe.each(walked.map((command) => ({ name: command.name(), command })))('atlink $name', ({ command }) => {
  test.each(mistakes(command).map(({ line }) => line.join(' ')))('%j is refused in one clear line', async (text) => {
    const run = startRun(text.split(' '), { env: { XDG_RUNTIME_DIR: '/not/there' } });
    const code = await run.finished();
    expect(code).toBe(2);
    const [first = '', ...rest] = run.err().trimEnd().split('\n');
    expect(first).toMatch(/^atlink: \S/);
    expect(run.err()).not.toMatch(/^\s+at |undefined|\[object/m);
    expect(rest.every((line) => line.startsWith('  '))).toBe(true);
    expect(run.out()).toBe('');
  });
});

describe('a command that needs a running atlink, and there is none, ends with 4', () => {
  test.each(['status', 'connect lte0', 'disconnect --all', 'set lte0 apn=x', 'get lte0', 'events', 'signal'])(
    '%s',
    async (text) => {
      const run = startRun(text.split(' '), { env: { XDG_RUNTIME_DIR: '/not/there' } });
      expect(await run.finished()).toBe(4);
      expect(run.err()).toBe(
        'atlink: no atlink is running\n  Start one in another terminal: atlink up. (Only those of the same user are seen.)\n',
      );
    },
  );
});
