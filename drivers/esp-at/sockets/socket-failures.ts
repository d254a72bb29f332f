import { AtError } from '../../../src/at/index.ts';
import { messageOf, SocketError, type SocketErrorCode, type SocketErrorDetails } from '../../../src/driver/index.ts';

/** As Node writes it: `connect ECONNREFUSED: ...`. */
export function socketError(
  code: SocketErrorCode,
  syscall: string,
  text: string,
  details: Omit<SocketErrorDetails, 'syscall'> = {},
): SocketError {
  return new SocketError(code, `${syscall} ${code}: ${text}`, { syscall, ...details });
}

const isAt = (thrown: unknown, ...codes: readonly AtError['code'][]): thrown is AtError =>
  thrown instanceof AtError && codes.includes(thrown.code);

/** The module understood and would not. */
export const isRefused = (thrown: unknown): thrown is AtError => isAt(thrown, 'AT_REFUSED');

/** Waits for what the module may refuse. @returns undefined when it did */
export async function refusable<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (thrown) {
    if (isRefused(thrown)) return undefined;
    throw thrown;
  }
}

/** No answer, or none that can be read: bytes were lost on the line. */
export const isBrokenAnswer = (thrown: unknown): thrown is AtError => isAt(thrown, 'AT_TIMEOUT', 'AT_GARBLED');

/** Whatever else ended a command: the module is lost, or not to be spoken to. What has no code is a mistake of ours. */
export function asSocketError(thrown: unknown, syscall: string): unknown {
  if (thrown instanceof SocketError || !(thrown instanceof Error) || !('code' in thrown)) return thrown;
  if (isBrokenAnswer(thrown)) return socketError('ETIMEDOUT', syscall, messageOf(thrown), { cause: thrown });
  if (isRefused(thrown)) return socketError('ECONNABORTED', syscall, messageOf(thrown), { cause: thrown });
  return socketError('ENETDOWN', syscall, messageOf(thrown), { cause: thrown });
}
