import { AtError } from '../../../src/at/index.ts';
import { messageOf, SocketError, type SocketErrorCode } from '../../../src/driver/index.ts';
import { isRefusal } from '../failures.ts';
import { errnos } from './errno.table.ts';

/** Where a socket failed, for its error. */
export interface SocketPlace {
  /** As Node.js names it: `connect`, `read`, `write`, `bind`, `listen`, `getaddrinfo`. */
  readonly syscall: string;
  readonly address?: string;
  readonly port?: number;
}

/** An error as Node's sockets give it: `connect ECONNREFUSED 192.0.2.1:80: why`. */
export function socketFailure(
  code: SocketErrorCode,
  why: string,
  place: SocketPlace,
  details: { readonly hint?: string; readonly cause?: unknown } = {},
): SocketError {
  const { syscall, address, port } = place;
  const where = address === undefined ? '' : ` ${address}${port === undefined ? '' : `:${port}`}`;
  return new SocketError(code, `${syscall} ${code}${where}: ${why}`, { ...place, ...details });
}

/** What a negative number of the firmware means. */
export function errnoFailure(negative: number, place: SocketPlace, cause?: unknown): SocketError {
  const known = errnos.get(Math.abs(negative));
  const name = known === undefined ? `errno ${negative}` : `${known.name} (${negative})`;
  return socketFailure(known?.code ?? 'ECONNABORTED', `the module says ${name}`, place, { cause });
}

/** The number behind `#XDATAMODE: -104`, where that is what a command was answered. */
function dataModeErrno(thrown: AtError): number | undefined {
  const [, digits] = /#XDATAMODE: (-\d+)/.exec(thrown.message) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** Makes a socket's error of whatever a command threw. */
export function asSocketFailure(thrown: unknown, place: SocketPlace): SocketError {
  if (thrown instanceof SocketError) return thrown;
  if (thrown instanceof AtError) {
    const errno = dataModeErrno(thrown);
    // Serial Modem has no numbers: -1 is all that it says.
    if (errno !== undefined && errno !== -1) return errnoFailure(errno, place, thrown);
    if (isRefusal(thrown)) return socketFailure('ECONNABORTED', thrown.message, place, { cause: thrown });
    if (thrown.code === 'AT_GARBLED') return socketFailure('ECONNABORTED', thrown.message, place, { cause: thrown });
    if (thrown.code === 'AT_TIMEOUT') return socketFailure('ETIMEDOUT', thrown.message, place, { cause: thrown });
  }
  const isOurs = thrown instanceof Error && 'code' in thrown && thrown.code === 'UNSAFE_ARGUMENT';
  return socketFailure(isOurs ? 'EPROTO' : 'ENETDOWN', messageOf(thrown), place, { cause: thrown });
}
