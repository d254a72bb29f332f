import { isIP } from 'node:net';
import type { PingReply, PingRequest, SocketFamily } from '../../../src/driver/index.ts';
import { readStanding } from '../standing.ts';
import { echo, lookUp } from './commands.ts';
import type { SocketContext } from './context.ts';
import { asSocketError, isRefused, socketError } from './socket-failures.ts';

/** What the module takes as a host, in bytes. ESP-AT User Guide, AT+CIPSTART. */
const longestHost = 64;

/** Refuses what no module could look up. @throws SocketError `ENOTFOUND` */
export function checkHost(host: string, syscall: string): void {
  const bytes = Buffer.byteLength(host);
  if (bytes === 0 || bytes > longestHost) {
    const text = `${JSON.stringify(host)} has ${bytes} bytes; the module takes 1 to ${longestHost}`;
    throw socketError('ENOTFOUND', syscall, text, { address: host });
  }
  if (/[\x00-\x20\x7f]/.test(host)) {
    throw socketError('ENOTFOUND', syscall, `${JSON.stringify(host)} is no name of a host`, { address: host });
  }
}

/** Whether the module has an address. A module that does not answer that has none. */
export async function isUp({ dialect, life, line }: SocketContext): Promise<boolean> {
  try {
    return (await readStanding(line, dialect, false, life)).up;
  } catch (thrown) {
    if (isRefused(thrown)) return false;
    throw thrown;
  }
}

/** One address of a name, by the module's resolver. @throws SocketError `ENOTFOUND`, `ENETDOWN` */
export async function addressOf(
  context: SocketContext,
  name: string,
  family: SocketFamily | undefined,
  syscall: string,
): Promise<string> {
  const given = isIP(name);
  if (given !== 0) {
    if (family === undefined || given === family) return name;
    throw socketError('ENOTFOUND', syscall, `${name} is no IPv${family} address`, { address: name });
  }
  checkHost(name, syscall);
  const { dialect, line } = context;
  if (family === 6 && !dialect.ipv6) throw noIpv6(syscall);
  try {
    const found = await line.run(lookUp(dialect, name, family));
    if (found !== undefined && (family === undefined || isIP(found) === family)) return found;
  } catch (thrown) {
    if (!isRefused(thrown)) throw asSocketError(thrown, syscall);
  }
  if (!(await isUp(context))) throw notUp(syscall);
  throw socketError('ENOTFOUND', syscall, `the module's resolver knows no address of ${name}`, { address: name });
}

export const noIpv6 = (syscall: string): ReturnType<typeof socketError> =>
  socketError('EOPNOTSUPP', syscall, 'this firmware has no IPv6', { hint: 'ESP-AT has it since 2.2.' });

export const notUp = (syscall: string): ReturnType<typeof socketError> =>
  socketError('ENETDOWN', syscall, 'the module has no address', { hint: 'Wait for the event iface-up.' });

/** Echo requests, one after another. The module's own limit for each is 1 to 5 s. */
export async function pingAll(
  context: SocketContext,
  { count, host, timeoutMs }: PingRequest,
  each: (reply: PingReply) => void,
  signal: AbortSignal,
): Promise<void> {
  const address = await addressOf(context, host, undefined, 'ping');
  for (let turn = 0; turn < count; turn++) {
    signal.throwIfAborted();
    const answer = await context.line.run(echo(address), signal).catch((thrown: unknown) => {
      signal.throwIfAborted();
      throw asSocketError(thrown, 'ping');
    });
    if (answer === 'refused') {
      if (!(await isUp(context))) throw notUp('ping');
      throw socketError('EHOSTUNREACH', 'ping', `the module could not ping ${address}`, { address });
    }
    const late = answer.ms !== undefined && answer.ms > timeoutMs;
    each({ address, roundTripMs: late ? undefined : answer.ms });
  }
}
