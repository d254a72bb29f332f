import { type Command, order, set, type Urc, urc } from '../../../src/at/index.ts';

const shortMs = 5000;

/** `AT+QIDNSGIP=<ctx>,"<name>"`: `OK` says only that it has begun. One at a time. */
export const lookUp = (context: number, name: string): Command => order(set('+QIDNSGIP', context, name), shortMs);

/** One line of the answer to {@link lookUp}: a header, then a line for each address; or an error alone. */
export type LookupLine =
  | { readonly kind: 'header'; readonly count: number }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'error'; readonly error: number };

/** `+QIURC: "dnsgip",0,<count>,<ttl>`, `+QIURC: "dnsgip","<address>"`, `+QIURC: "dnsgip",<err>`. */
export const lookupLine: Urc<LookupLine> = urc('+QIURC', (params): LookupLine | undefined => {
  if (params.text() !== 'dnsgip') return undefined;
  if (!params.isInt(1)) return { kind: 'address', address: params.text() };
  const error = params.int();
  return error === 0 ? { kind: 'header', count: params.optionalInt() ?? 0 } : { kind: 'error', error };
});

/** `AT+QPING=<ctx>,"<host>",<timeout>,<count>`: timeout 1 to 255 s, count 1 to 10. */
export const sendPings = (context: number, host: string, timeoutS: number, count: number): Command =>
  order(set('+QPING', context, host, timeoutS, count), shortMs);

export const mostPings = 10;
export const longestPingS = 255;

/** One line of the answer to {@link sendPings}. */
export type PingLine =
  | { readonly kind: 'reply'; readonly address: string; readonly roundTripMs: number }
  | { readonly kind: 'error'; readonly error: number }
  /** The last one: how many were sent and answered. */
  | { readonly kind: 'summary' };

/** `+QPING: 0,"<ip>",<bytes>,<ms>,<ttl>`, `+QPING: <err>`, and at the end `+QPING: 0,<sent>,<received>,...`. */
export const pingLine: Urc<PingLine> = urc('+QPING', (params): PingLine | undefined => {
  const error = params.int();
  if (error !== 0) return { kind: 'error', error };
  if (!params.isString(1)) return { kind: 'summary' };
  return { kind: 'reply', address: params.text(), roundTripMs: params.skip().int() };
});
