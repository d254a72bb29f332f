import { type AtChannel, AtError, rawCommand } from '../../at/index.ts';
import { AtlinkError } from '../../base/errors.ts';
import type { ControlClient } from '../../rig/control/client.ts';

/** What a module answered. */
export interface Reply {
  readonly isOk: boolean;
  /** The lines before the final result code. */
  readonly lines: readonly string[];
  /** The number of `+CME ERROR`. */
  readonly error?: number;
  /** Nothing came in time, or it made no sense. */
  readonly isLost?: boolean;
}

/** Who can be asked an AT command: a module at a port of ours, or that of a running atlink. */
export interface Asker {
  ask(line: string, timeoutMs?: number): Promise<Reply>;
}

const usualMs = 3000;

/** The errors of an answer are answers, too; those of the line come through. */
function replyFrom(thrown: unknown): Reply {
  if (!(thrown instanceof AtlinkError)) throw thrown;
  const number = thrown instanceof AtError ? thrown.number : numberIn(thrown.message);
  if (thrown.code === 'AT_REFUSED' || thrown.code === 'AT_EQUIPMENT') {
    return { isOk: false, lines: [], ...(number !== undefined && { error: number }) };
  }
  if (thrown.code.startsWith('AT_')) return { isOk: false, lines: [], isLost: true };
  throw thrown;
}

function numberIn(message: string): number | undefined {
  const digits = /\+CME ERROR: (\d+)/.exec(message)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Asks at a line of our own. */
export function channelAsker(channel: AtChannel, signal: AbortSignal): Asker {
  return {
    ask: async (line, timeoutMs = usualMs) => {
      try {
        return { isOk: true, lines: await channel.run(rawCommand(line, timeoutMs), { signal }) };
      } catch (thrown) {
        signal.throwIfAborted();
        return replyFrom(thrown);
      }
    },
  };
}

/** Asks through the program that has the module; its own commands go on meanwhile. */
export function programAsker(client: ControlClient, iface: string): Asker {
  return {
    ask: async (command) => {
      try {
        const lines = (await client.call('at', { iface, command })) as readonly string[];
        return { isOk: true, lines };
      } catch (thrown) {
        return replyFrom(thrown);
      }
    },
  };
}

/** The fields behind a prefix, without quotes; undefined when no line has it. */
export function fieldsOf(reply: Reply, prefix: string): readonly string[] | undefined {
  const line = reply.lines.find((each) => each.startsWith(prefix));
  const fields = line?.slice(prefix.length).match(/"[^"]*"|[^,]+|(?<=,)(?=,|$)/g);
  return fields?.map((field) => field.trim().replace(/^"(.*)"$/, '$1'));
}

/** A field as a whole number; undefined for anything else. */
export function numberOf(field: string | undefined): number | undefined {
  return field !== undefined && /^-?\d+$/.test(field) ? Number(field) : undefined;
}
