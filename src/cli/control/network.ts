import type { PingReply } from '../../connectivity/index.ts';
import type { Cli } from '../cli.ts';
import { exitCodes } from '../errors.ts';
import { callFor, programWith, withPrograms } from './programs.ts';

interface PingOptions {
  readonly count: number;
  /** For each answer, in seconds. */
  readonly timeout: number;
  readonly json?: boolean;
}

function replyLine(host: string, { address, roundTripMs }: PingReply): string {
  if (roundTripMs === undefined) return `no answer from ${address ?? host}`;
  return `answer from ${address ?? host}: ${Math.round(roundTripMs)} ms`;
}

/** `atlink ping`: each answer as it comes. @returns the exit code: 1 when there was none */
export async function pingThrough(
  cli: Cli,
  iface: string,
  host: string,
  { count, json = false, timeout }: PingOptions,
): Promise<number> {
  const replies = await withPrograms(cli, async (programs) => {
    const { client } = programWith(programs, iface);
    const show = (event: unknown): void =>
      json ? cli.printJson(JSON.stringify(event)) : cli.print(replyLine(host, event as PingReply));
    return (await client.subscribe('ping', { iface, host, count, timeoutMs: timeout * 1000 }, show)) as PingReply[];
  });
  const answered = replies.filter(({ roundTripMs }) => typeof roundTripMs === 'number').length;
  if (!json) cli.print(`${replies.length} sent, ${answered} answered`);
  return answered > 0 ? exitCodes.ok : exitCodes.failed;
}

/** `atlink lookup`: one address a line, the preferred one first. */
export async function lookUpThrough(
  cli: Cli,
  iface: string,
  name: string,
  { family, json = false }: { readonly family?: '4' | '6'; readonly json?: boolean },
): Promise<void> {
  const params = { name, ...(family !== undefined && { family: Number(family) }) };
  const addresses = (await callFor(cli, iface, 'lookup', params)) as readonly string[];
  if (json) cli.printJson(JSON.stringify({ iface, name, addresses }));
  else for (const address of addresses) cli.print(address);
}
