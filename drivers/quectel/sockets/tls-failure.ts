import { ownContext } from '../bearer.ts';
import { type Call, StackFailure } from './failure.ts';
import { connectCode, openNumber } from './opening.ts';
import { plainCommands } from './service-commands.ts';
import type { Stack } from './stack.ts';
import { openSocket } from './stack-commands.ts';
import { connectFailed, stackErrors, unknownError } from './stack-errors.table.ts';

export interface TlsTarget {
  readonly call: Call;
  readonly host: string;
  readonly port: number;
}

const hint = 'Look at the certificates, the name of the server, and the versions of TLS on both sides.';

/** Whether it may be the handshake: the module has no number of its own for that. */
const isAmbiguous = (number: number): boolean =>
  number === connectFailed || number === unknownError || !stackErrors.has(number);

/**
 * A TLS connection that failed may have found nobody, or have come to no agreement, and the module says the same of
 * both: a plain connection to the same place tells which.
 *
 * @throws SocketError `EPROTO` when somebody is there; the error of the plain connection; what was thrown where it was
 * clear
 */
export async function explainTls(
  stack: Stack,
  thrown: unknown,
  { call, host, port }: TlsTarget,
  signal: AbortSignal,
): Promise<never> {
  if (!(thrown instanceof StackFailure) || !isAmbiguous(thrown.number)) throw thrown;
  const command = (id: number) => openSocket({ context: ownContext, id, type: 'TCP', host, port, localPort: 0 });
  const lease = await openNumber(stack, { call, command, commands: plainCommands, codeOf: connectCode }, signal);
  void stack.release(lease, plainCommands, 0);
  throw new StackFailure(thrown.number, call, { code: 'EPROTO', hint, what: 'the TLS handshake failed' });
}
