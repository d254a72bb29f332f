import { spawn } from 'node:child_process';
import type { Clock } from '../base/clock.ts';
import { messageOf, UsageError } from '../base/errors.ts';
import { pause } from '../base/pause.ts';
import type { PowerCommands } from './config/schema.ts';

// What is shown of a command that failed.
const mostOutput = 2000;
// From asking a command to end to ending it.
const graceMs = 2000;
// Without power for so long, a module has forgotten everything.
const offMs = 3000;

/** A command of a rig: a text for the shell, or a program and its arguments. */
type RigCommand = string | readonly string[];

const secretValue = /((?:pass(?:word|wd)?|secret|token|key|credential)s?[\w-]*\s*[=:]\s*)(\S+)/gi;
const userInUrl = /(\w+:\/\/[^\s:/@]+:)[^\s@]+@/g;

/** What is shown of a command and of its output: without what looks like a password, and without line ends. */
function shown(text: string): string {
  const plain = text.replace(secretValue, '$1***').replace(userInUrl, '$1***@');
  return plain
    .replace(/[^\x20-\x7e\u00a0-\uffff]+/g, ' ')
    .trim()
    .slice(0, mostOutput);
}

/** The program alone: an argument may be a secret. */
const nameOf = (command: RigCommand): string =>
  typeof command === 'string' ? (command.trim().split(/\s+/)[0] ?? '') : (command[0] ?? '');

interface Run {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Ends the command and all that it started. */
function end(child: ReturnType<typeof spawn>, how: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    // It leads a group of its own, where there are groups.
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, how);
  } catch {
    child.kill(how);
  }
}

/**
 * Runs a command of the rig: directly when it is a list, by the shell when it is a text.
 * @throws Error with its exit code and the end of its output; the reason of `signal`
 */
function run(command: RigCommand, { clock, timeoutMs, signal }: Run): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const options = {
      stdio: ['ignore', 'pipe', 'pipe'] as ('ignore' | 'pipe')[],
      detached: process.platform !== 'win32',
    };
    const [program = '', ...rest] = typeof command === 'string' ? [command] : command;
    const child = spawn(program, rest, { ...options, shell: typeof command === 'string' });
    let output = '';
    let why: unknown;
    const hear = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-2 * mostOutput);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    let killer: ReturnType<Clock['after']> | undefined;
    const stop = (reason: unknown): void => {
      why ??= reason;
      end(child, 'SIGTERM');
      killer ??= clock.after(graceMs, () => end(child, 'SIGKILL'));
    };
    const overdue = clock.after(timeoutMs, () =>
      stop(new Error(`${nameOf(command)} did not end within ${timeoutMs / 1000} s and was ended`)),
    );
    const aborted = (): void => stop(signal.reason);
    signal.addEventListener('abort', aborted, { once: true });
    const over = (failure: unknown): void => {
      overdue.cancel();
      killer?.cancel();
      signal.removeEventListener('abort', aborted);
      // What it started may hold its outputs open.
      child.stdout?.destroy();
      child.stderr?.destroy();
      if (failure === undefined) resolve();
      else reject(failure);
    };
    child.once('error', (thrown) =>
      over(why ?? new Error(`${nameOf(command)} could not be run: ${messageOf(thrown)}`)),
    );
    child.once('exit', (code, killedBy) => {
      if (why !== undefined || code === 0) return over(why);
      // Its last words may be on their way.
      setImmediate(() => over(new Error(failureText(command, code, killedBy, output))));
    });
  });
}

function failureText(command: RigCommand, code: number | null, killedBy: string | null, output: string): string {
  const ending = code === null ? `was ended by ${killedBy}` : `ended with ${code}`;
  const said = shown(output);
  return `${nameOf(command)} ${ending}${said === '' ? ' and said nothing' : `: ${said}`}`;
}

/**
 * The power of a module, by the commands of its rig: `uhubctl`, a relay, a labgrid call. Arguments of a command, which
 * may hold a password, are never shown.
 * @throws UsageError where there is neither `cycle` nor `off` and `on`
 */
export function powerByCommands(
  { cycle, off, on, timeout }: PowerCommands,
  clock: Clock,
): { cycle(signal: AbortSignal): Promise<void> } {
  const timeoutMs = timeout * 1000;
  if (cycle !== undefined) return { cycle: (signal) => run(cycle, { clock, timeoutMs, signal }) };
  if (off === undefined || on === undefined) throw new UsageError('power needs cycle, or off and on');
  return {
    cycle: async (signal) => {
      try {
        await run(off, { clock, timeoutMs, signal });
        await pause(clock, offMs, signal);
      } finally {
        // Whoever ends the program meanwhile does not want to find the module without power.
        await run(on, { clock, timeoutMs, signal: signal.aborted ? new AbortController().signal : signal });
      }
    },
  };
}
