import { AtlinkError, ControlError, messageOf, UsageError } from '../base/errors.ts';

/** What the command line ends with. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  /** `atlink status IFACE`: it is not connected. */
  notConnected: 3,
  /** No running atlink to talk to. */
  notRunning: 4,
} as const;

/** There is no running atlink that a command could talk to. */
export class NotRunningError extends ControlError {}

const optionMistakes: readonly string[] = ['ENOPROTOOPT', 'EINVAL', 'ENOBUFS'];

/** 2 for a mistake on the command line, 1 for everything that went wrong later. */
export function exitCodeOf(thrown: unknown): number {
  if (thrown instanceof UsageError) return thrown.code === 'CLOSED' ? exitCodes.failed : exitCodes.usage;
  if (thrown instanceof NotRunningError) return exitCodes.notRunning;
  if (thrown instanceof ControlError && optionMistakes.includes(thrown.code)) return exitCodes.usage;
  return exitCodes.failed;
}

export interface ErrorTextOptions {
  /** Adds the code, the last lines of the wire and the errors underneath. */
  readonly verbose?: boolean;
  /** Adds the stack: for who works on atlink. */
  readonly debug?: boolean;
  /** Blots secrets out. */
  readonly redact?: (text: string) => string;
}

function causesOf(thrown: unknown): readonly unknown[] {
  const causes: unknown[] = [];
  let next = thrown instanceof Error ? thrown.cause : undefined;
  // A chain that bites its own tail must not hang the message about it.
  while (next !== undefined && causes.length < 10 && !causes.includes(next)) {
    causes.push(next);
    next = next instanceof Error ? next.cause : undefined;
  }
  return causes;
}

function details(thrown: unknown): readonly string[] {
  const lines: string[] = [];
  if (thrown instanceof AtlinkError) {
    lines.push(`code: ${thrown.code}${thrown.where === undefined ? '' : ` at ${thrown.where}`}`);
    lines.push(...thrown.transcript.map((line) => `| ${line}`));
  }
  lines.push(...causesOf(thrown).map((cause) => `cause: ${messageOf(cause)}`));
  return lines;
}

function hintOf(thrown: unknown): string | undefined {
  if (thrown instanceof AtlinkError) return thrown.hint;
  return 'This is not a failure that atlink knows: ATLINK_DEBUG=1 shows where it comes from; please report it.';
}

/** An error as it is shown to a person: what was wrong, what to do about it, and the rest on demand. */
export function errorText(thrown: unknown, options: ErrorTextOptions = {}): readonly string[] {
  const { verbose = false, debug = false, redact = (text) => text } = options;
  const hint = hintOf(thrown);
  const lines = [`atlink: ${messageOf(thrown)}`];
  if (hint !== undefined) lines.push(...hint.split('\n').map((line) => `  ${line}`));
  if (verbose || debug) lines.push(...details(thrown).map((line) => `  ${line}`));
  if (debug && thrown instanceof Error) lines.push(String(thrown.stack));
  return lines.map(redact);
}
