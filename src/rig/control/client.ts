import { connect as connectSocket, type Socket } from 'node:net';
import {
  AtlinkError,
  type AtlinkErrorCode,
  ControlError,
  type ControlErrorCode,
  messageOf,
  UsageError,
} from '../../base/errors.ts';
import { LineSocket } from './line-socket.ts';
import type { ControlFault, ControlReply } from './protocol.ts';

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
  readonly event: ((event: unknown) => void) | undefined;
  /** Whether events come after the answer too. */
  readonly isLasting: boolean;
  answered: boolean;
}

const controlCodes: readonly string[] = [
  'ENOTSUP',
  'EINVAL',
  'ENOPROTOOPT',
  'EALREADY',
  'EIO',
  'ENETDOWN',
] satisfies readonly ControlErrorCode[];

/** An error that another program of ours raised, as it was. */
function errorFrom({ code, message, hint, transcript }: ControlFault): AtlinkError {
  const lines = Array.isArray(transcript) ? transcript.filter((line) => typeof line === 'string') : [];
  const details = { ...(hint !== undefined && { hint }), transcript: lines };
  if (controlCodes.includes(code)) return new ControlError(code as ControlErrorCode, message, details);
  if (code === 'USAGE') return new UsageError(message, details);
  return new AtlinkError(code as AtlinkErrorCode, message, details);
}

/** What another program says is not trusted: it may be of another version, or none of ours. */
const isReply = (value: unknown): value is ControlReply => {
  if (typeof value !== 'object' || value === null || !('id' in value)) return false;
  return 'result' in value || 'event' in value || ('error' in value && isFault(value.error));
};

const isFault = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'code' in value && 'message' in value;

const gone = (reason: string | undefined): ControlError =>
  new ControlError('ENETDOWN', `the running atlink is gone${reason === undefined ? '' : `: ${reason}`}`);

/** One connection to a running atlink. */
export class ControlClient {
  readonly path: string;
  readonly #lines: LineSocket;
  readonly #pending = new Map<number, Pending>();
  #next = 1;
  #closed: ControlError | undefined;
  #tellEnd: () => void = () => undefined;
  /** Resolves when the connection is over. */
  readonly ended: Promise<void>;

  private constructor(path: string, socket: Socket) {
    this.path = path;
    this.ended = new Promise((resolve) => {
      this.#tellEnd = resolve;
    });
    this.#lines = new LineSocket(socket, {
      message: (value) => {
        if (isReply(value)) this.#take(value);
        else this.#lines.end('what it says is no answer');
      },
      closed: (reason) => this.#end(gone(reason)),
    });
  }

  /** @throws ControlError `ENETDOWN` when nobody answers there */
  static connect(path: string): Promise<ControlClient> {
    return new Promise((resolve, reject) => {
      const socket = connectSocket(path);
      const failed = (error: Error): void => reject(new ControlError('ENETDOWN', messageOf(error), { where: path }));
      socket.once('error', failed);
      socket.once('connect', () => {
        socket.off('error', failed);
        resolve(new ControlClient(path, socket));
      });
    });
  }

  /** Asks for something. @throws the error that the other side raised; ControlError `ENETDOWN` when it is gone */
  call(method: string, params: unknown = {}): Promise<unknown> {
    return this.#send(method, params, undefined, false);
  }

  /** Asks for something that tells events until it is answered. @throws as `call` does */
  converse(method: string, params: unknown, event: (event: unknown) => void): Promise<unknown> {
    return this.#send(method, params, event, false);
  }

  /** Asks for events; resolves when the subscription stands. They come until this is closed. */
  subscribe(method: string, params: unknown, event: (event: unknown) => void): Promise<unknown> {
    return this.#send(method, params, event, true);
  }

  close(): void {
    this.#lines.end();
  }

  #send(method: string, params: unknown, event: Pending['event'], isLasting: boolean): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#closed !== undefined) return reject(this.#closed);
      const id = this.#next++;
      this.#pending.set(id, { resolve, reject, event, isLasting, answered: false });
      this.#lines.send({ id, method, params });
    });
  }

  #take(reply: ControlReply): void {
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return;
    if ('event' in reply) {
      pending.event?.(reply.event);
      return;
    }
    if (!pending.isLasting || 'error' in reply) this.#pending.delete(reply.id);
    pending.answered = true;
    if ('error' in reply) pending.reject(errorFrom(reply.error));
    else pending.resolve(reply.result);
  }

  #end(error: ControlError): void {
    this.#closed = error;
    for (const pending of this.#pending.values()) if (!pending.answered) pending.reject(error);
    this.#pending.clear();
    this.#tellEnd();
  }
}
