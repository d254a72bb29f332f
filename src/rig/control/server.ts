import { chmod } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { z } from 'zod';
import { AtlinkError, messageOf, TransportError, UsageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { LineSocket } from './line-socket.ts';
import type { ControlFault, ControlRequest } from './protocol.ts';

/** What a method is called with beside its parameters. */
export interface CallContext {
  /** Aborts when whoever asked is gone. */
  readonly signal: AbortSignal;
  /** Sends an event of a subscription. */
  readonly emit: (event: unknown) => void;
}

/** The methods, by name. What one throws reaches whoever asked. */
export type ControlMethods = Readonly<Record<string, (params: unknown, context: CallContext) => unknown>>;

const requestSchema = z.object({ id: z.number().int(), method: z.string(), params: z.unknown().optional() });
const mostClients = 64;
const mostCallsAtOnce = 64;

/** What crosses the socket of an error: no stack, and never a secret (messages hold none). */
function faultOf(thrown: unknown): ControlFault {
  if (!(thrown instanceof AtlinkError)) return { code: 'EIO', message: messageOf(thrown) };
  const { code, hint, message, transcript } = thrown;
  return { code, message, ...(hint !== undefined && { hint }), ...(transcript.length > 0 && { transcript }) };
}

/** Answers the commands that talk to this program, over a local socket that this user alone may use. */
export class ControlServer {
  readonly path: string;
  readonly #methods: ControlMethods;
  readonly #server: Server;
  readonly #clients = new Set<LineSocket>();

  private constructor(path: string, methods: ControlMethods) {
    this.path = path;
    this.#methods = methods;
    this.#server = createServer((socket) => this.#welcome(socket));
  }

  /** Listens. @throws TransportError `PORT_FAILED` when that is not possible */
  static async listen(path: string, methods: ControlMethods): Promise<ControlServer> {
    const control = new ControlServer(path, methods);
    const server = control.#server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause) =>
        reject(
          new TransportError('PORT_FAILED', `the control socket cannot be opened: ${messageOf(cause)}`, { cause }),
        ),
      );
      server.listen(path, resolve);
    });
    // The folder is this user's alone already; some systems look at the socket as well.
    if (process.platform !== 'win32') await chmod(path, 0o600);
    return control;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.end('closed');
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #welcome(socket: Socket): void {
    if (this.#clients.size >= mostClients) {
      socket.destroy();
      return;
    }
    const gone = new AbortController();
    let calls = 0;
    const lines = new LineSocket(socket, {
      message: (value) => {
        const request = requestSchema.safeParse(value);
        if (!request.success || calls >= mostCallsAtOnce) {
          lines.end('that is no request, or too many at once');
          return;
        }
        calls++;
        void this.#answer(request.data, lines, gone.signal).finally(() => calls--);
      },
      closed: () => {
        this.#clients.delete(lines);
        gone.abort(new UsageError('whoever asked is gone', {}, 'CLOSED'));
      },
    });
    this.#clients.add(lines);
  }

  async #answer({ id, method, params }: ControlRequest, lines: LineSocket, signal: AbortSignal): Promise<void> {
    try {
      const run = Object.hasOwn(this.#methods, method) ? this.#methods[method] : undefined;
      if (run === undefined) {
        throw new UsageError(`there is no method ${method}`, { hint: didYouMean(method, Object.keys(this.#methods)) });
      }
      const result = await run(params ?? {}, { signal, emit: (event) => lines.send({ id, event }) });
      lines.send({ id, result: result ?? null });
    } catch (thrown) {
      lines.send({ id, error: faultOf(thrown) });
    }
  }
}
