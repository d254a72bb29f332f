import { AtError } from '../../../src/at/index.ts';
import { messageOf, SocketError, type SocketErrorCode, type SocketErrorDetails } from '../../../src/driver/index.ts';
import { type StackErrorRemedy, stackErrors } from './stack-errors.table.ts';

/** Which call of a socket failed, in Node's words, and where it led. */
export interface Call {
  readonly syscall: 'connect' | 'bind' | 'listen' | 'read' | 'write' | 'close' | 'getaddrinfo' | 'ping';
  readonly address?: string;
  readonly port?: number;
}

/** The error of a socket: the message begins as Node's own would, and then says what the module said. */
export function socketError(
  code: SocketErrorCode,
  call: Call,
  text: string,
  details: SocketErrorDetails = {},
): SocketError {
  return new SocketError(code, messageFor(code, call, text), { ...call, ...details });
}

function messageFor(code: SocketErrorCode, { syscall, address, port }: Call, text: string): string {
  const target = address === undefined ? '' : ` ${address}${port === undefined ? '' : `:${port}`}`;
  return `${syscall} ${code}${target}: ${text}`;
}

interface FailureDetails {
  /** Another one than the table has, where more is known. */
  readonly code?: SocketErrorCode | undefined;
  readonly hint?: string;
  /** What it is, where the module's word is not enough. */
  readonly what?: string;
}

/** An error that the module's stack named by its number. */
export class StackFailure extends SocketError {
  readonly number: number;
  readonly remedy: StackErrorRemedy | undefined;

  constructor(number: number, call: Call, { code, hint, what }: FailureDetails = {}) {
    const entry = stackErrors.get(number);
    const meant = code ?? entry?.code ?? 'ECONNABORTED';
    const said = `the module says ${number} (${entry?.text ?? 'not in its tables'})`;
    const text = what === undefined ? said : `${what}: ${said}`;
    super(meant, messageFor(meant, call, text), { ...call, ...(hint !== undefined && { hint }) });
    this.number = number;
    this.remedy = entry?.remedy;
  }
}

/** The module is gone, and its sockets with it. */
export function moduleLost(life: AbortSignal, call: Call): SocketError {
  return socketError('ENETDOWN', call, `the module was lost (${messageOf(life.reason)})`, { cause: life.reason });
}

/** A command had no answer, or one that made no sense. */
export function unwell(thrown: unknown, call: Call): SocketError {
  if (thrown instanceof AtError && thrown.code === 'AT_DATA_MODE') {
    const hint = 'Close the transparent socket first: while it is open, the module takes no commands.';
    return socketError('EMFILE', call, 'the line is in data mode', { cause: thrown, hint });
  }
  const code = isSilence(thrown) ? 'ETIMEDOUT' : 'ECONNABORTED';
  return socketError(code, call, messageOf(thrown), { cause: thrown });
}

const isSilence = (thrown: unknown): boolean => thrown instanceof AtError && thrown.code === 'AT_TIMEOUT';

/** Whether the answer came and was not what it should be: bytes were lost or changed on the line. */
export const isGarbled = (thrown: unknown): boolean =>
  thrown instanceof SocketError && thrown.cause instanceof AtError && thrown.cause.code === 'AT_GARBLED';

/** Whether nobody knows if the command was carried out. */
export const isUnanswered = (thrown: unknown): boolean => thrown instanceof SocketError && isSilence(thrown.cause);
