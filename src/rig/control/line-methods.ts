import { z } from 'zod';
import { ControlError, UsageError } from '../../base/errors.ts';
import type { AtFunction, AtOptions, NetworkInterface } from '../../connectivity/index.ts';
import type { CallContext, ControlMethods } from './server.ts';

/** What is recorded of an interface's line; private values are hidden in it. */
export interface LineTrace {
  readonly header: object;
  readonly entries: readonly unknown[];
  /** How many older entries are gone. */
  readonly dropped: number;
  /** @returns a function that ends the listening */
  listen(listener: (entry: unknown) => void): () => void;
}

const one = z.object({ iface: z.string() });
const direct = z.object({
  iface: z.string(),
  command: z.string().max(4096),
  timeoutMs: z.number().positive().max(3_600_000).optional(),
  /** Base64. */
  payload: z.string().max(131_072).optional(),
});
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
  const trace = (iface: NetworkInterface): LineTrace => {
    const found = traceOf?.(iface);
    if (found === undefined) throw new ControlError('ENOTSUP', `${iface.name} is not recorded`, { where: iface.name });
    return found;
  };
  return {
    at: (params, { signal }) => {
      const { command, iface: name, payload, timeoutMs } = parse(direct, params);
      const iface = named(name);
      const options: AtOptions = {
        signal,
        ...(timeoutMs !== undefined && { timeoutMs }),
        ...(payload !== undefined && { payload: Buffer.from(payload, 'base64') }),
      };
      const own = held.get(signal);
      return own?.iface === iface ? own.at(command, options) : iface.at(command, options);
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
      const { header, listen } = trace(named(parse(one, params).iface));
      signal.addEventListener('abort', listen(emit), { once: true });
      return { header };
    },
  };
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
