import type { Clock } from '../../base/clock.ts';
import { messageOf } from '../../base/errors.ts';
import type { ConnectOptions, ModuleSocket } from '../../connectivity/index.ts';
import type { CaseName, Outcome } from './cases.ts';
import { type CheckServers, greeting } from './servers.ts';

/** A module takes its time over a handshake; longer than this it is not waited for. */
const patienceMs = 90_000;

/** What can open connections: an interface. */
export interface Connector {
  connect(options: ConnectOptions): ModuleSocket;
}

export interface ProbeParts {
  readonly iface: Connector;
  readonly clock: Clock;
  readonly servers: CheckServers;
  readonly host: string;
  readonly authority: string;
}

interface Ending {
  readonly heard: string;
  readonly error: unknown;
}

/** Has the module connect to one server, verifying with the authority that it was given. */
export async function probe(name: CaseName, parts: ProbeParts): Promise<Outcome> {
  const { authority, host, iface, servers } = parts;
  const before = servers.of(name).reached;
  const socket = iface.connect({ host, port: servers.of(name).port, tls: { by: 'module', ca: authority } });
  const { error, heard } = await ended(socket, parts.clock);
  if (heard.startsWith(greeting)) return { kind: 'accepted' };
  const code = codeOf(error);
  const reason = error === undefined ? 'the connection ended without a word' : messageOf(error);
  if (code === 'EOPNOTSUPP') return { kind: 'unknown', reason, cannot: true };
  if (servers.of(name).reached === before) return { kind: 'unknown', reason: `the server was not reached: ${reason}` };
  return code === 'EPROTO' ? { kind: 'rejected', reason } : { kind: 'unknown', reason };
}

const codeOf = (thrown: unknown): unknown =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;

/** Resolves when the server has said all that it says, or when the connection is over. */
function ended(socket: ModuleSocket, clock: Clock): Promise<Ending> {
  return new Promise((resolve) => {
    let heard = '';
    let error: unknown;
    const timer = clock.after(patienceMs, () => {
      socket.destroy(new Error(`the module did not come to an end within ${patienceMs / 1000} s`));
    });
    socket.on('data', (bytes: Buffer) => {
      heard = (heard + bytes.toString('latin1')).slice(0, greeting.length);
      if (heard === greeting) socket.destroy();
    });
    socket.on('error', (thrown: unknown) => {
      error = thrown;
    });
    // The module has freed its socket then, and has room for the next.
    socket.once('close', () => {
      timer.cancel();
      resolve({ heard, error });
    });
  });
}
