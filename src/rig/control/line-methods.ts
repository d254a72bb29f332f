import { z } from 'zod';
import { ControlError, UsageError } from '../../base/errors.ts';
import type { AtFunction, AtOptions, NetworkInterface } from '../../connectivity/index.ts';
import type { CallContext, ControlMethods } from './server.ts';

/** How much of a line is recorded beside what may be shown to anybody. */
export interface RecordedToo {
  readonly unredacted?: boolean;
  readonly payload?: boolean;
}

/** What is recorded of an interface's line; private values are hidden in it. */
export interface LineTrace {
  readonly header: object;
  readonly entries: readonly unknown[];
  /** How many older entries are gone. */
  readonly dropped: number;
  /** Whether who started the program lets private values and payload be recorded. */
  readonly allowsPrivate: boolean;
  /** The last lines of it, readable, for an error. */
  readonly lastLines: readonly string[];
  /** Keeps all of it in a file. @returns its path; undefined where there is no place for it */
  save(): Promise<string | undefined>;
  /** @returns a function that ends the listening */
  listen(listener: (entry: unknown) => void, more?: RecordedToo): () => void;
}

const one = z.object({ iface: z.string() });
const direct = z.object({
  iface: z.string(),
  command: z.string().max(4096),
  timeoutMs: z.number().positive().max(3_600_000).optional(),
  /** Base64. */
  payload: z.string().max(131_072).optional(),
  /** Whoever asks can be asked for the payload: with the event `{ prompt: true }`. */
  asks: z.boolean().optional(),
});
/** The answer to that; null where there is none. */
const answer = z.object({ payload: z.string().max(131_072).nullable() });
const recorded = one.extend({ payload: z.boolean().optional(), unredacted: z.boolean().optional() });
const hold = z.object({ iface: z.string(), limitMs: z.number().positive().max(3_600_000) });

function parse<Schema extends z.ZodType>(schema: Schema, params: unknown): z.infer<Schema> {
  const result = schema.safeParse(params);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UsageError(`${issue?.path.join('.') ?? 'the parameters'}: ${issue?.message ?? 'cannot be read'}`);
}

/** Who holds a line exclusively: whoever asked, known by the signal that ends with the connection, and which line. */
type Held = WeakMap<AbortSignal, { readonly iface: NetworkInterface; readonly at: AtFunction }>;

/** Direct use of a module's line, its lines as they go, and its trace. */
export function lineMethods(
  named: (name: string) => NetworkInterface,
  traceOf: ((iface: NetworkInterface) => LineTrace | undefined) | undefined,
): ControlMethods {
  const held: Held = new WeakMap();
  const asked = new AskedPayloads();
  const trace = (iface: NetworkInterface): LineTrace => {
    const found = traceOf?.(iface);
    if (found === undefined) throw new ControlError('ENOTSUP', `${iface.name} is not recorded`, { where: iface.name });
    return found;
  };
  return {
    at: (params, { emit, signal }) => {
      const { asks, command, iface: name, payload, timeoutMs } = parse(direct, params);
      const iface = named(name);
      const options: AtOptions = {
        signal,
        ...(timeoutMs !== undefined && { timeoutMs }),
        ...(asks === true && { payload: () => asked.ask(signal, emit) }),
        ...(payload !== undefined && { payload: Buffer.from(payload, 'base64') }),
      };
      const own = held.get(signal);
      return own?.iface === iface ? own.at(command, options) : iface.at(command, options);
    },
    payload: (params, { signal }) => {
      const { payload } = parse(answer, params);
      asked.answer(signal, payload === null ? undefined : Buffer.from(payload, 'base64'));
    },
    exclusive: (params, context) => {
      const { iface, limitMs } = parse(hold, params);
      return takeExclusively(held, named(iface), limitMs, context);
    },
    lines: (params, { emit, signal }) => {
      const stop = named(parse(one, params).iface).observeLines(emit);
      signal.addEventListener('abort', stop, { once: true });
    },
    trace: (params) => {
      const { dropped, entries, header } = trace(named(parse(one, params).iface));
      return { header, entries, dropped };
    },
    record: (params, { emit, signal }) => {
      const { iface: name, payload = false, unredacted = false } = parse(recorded, params);
      const iface = named(name);
      const { allowsPrivate, header, listen } = trace(iface);
      const isPrivate = payload || unredacted;
      if (isPrivate && !allowsPrivate) throw privateRefusal(name);
      const stop = isPrivate ? listen(emit, { payload, unredacted }) : listen(emit);
      signal.addEventListener('abort', stop, { once: true });
      return { header: { ...header, redacted: !unredacted, payload } };
    },
  };
}

/** Whoever is asked for the payload of a command of theirs, known by the signal that ends with the connection. */
class AskedPayloads {
  readonly #pending = new WeakMap<AbortSignal, (payload: Uint8Array | undefined) => void>();

  ask(signal: AbortSignal, emit: CallContext['emit']): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#pending.set(signal, (payload) => {
        if (payload === undefined) reject(new UsageError('the data that it asks for was not given', {}, 'CLOSED'));
        else resolve(payload);
      });
      emit({ prompt: true });
    });
  }

  answer(signal: AbortSignal, payload: Uint8Array | undefined): void {
    const settle = this.#pending.get(signal);
    this.#pending.delete(signal);
    if (settle === undefined) throw new ControlError('EINVAL', 'nothing is asked for');
    settle(payload);
  }
}

function privateRefusal(name: string): ControlError {
  return new ControlError('EINVAL', `${name} is recorded without private values and payload alone`, {
    where: name,
    hint: 'Who starts it decides: atlink up --allow-unredacted. Or stand between: atlink record --port.',
  });
}

/** Answers when the line is held; it is given back when whoever asked hangs up, and when the time is over. */
function takeExclusively(
  held: Held,
  iface: NetworkInterface,
  limitMs: number,
  { emit, signal }: CallContext,
): Promise<void> {
  return new Promise((resolve, reject) => {
    iface
      .exclusive(
        (at, over) => {
          held.set(signal, { iface, at });
          resolve();
          return new Promise<void>((_done, fail) => {
            over.addEventListener('abort', () => fail(over.reason), { once: true });
          });
        },
        { limitMs, signal },
      )
      .catch((thrown: unknown) => {
        held.delete(signal);
        reject(thrown);
        // Told as an event: whoever asked has had the answer long ago.
        emit({ over: thrown instanceof Error ? thrown.message : String(thrown) });
      });
  });
}
