import type { ConnectivityEvent } from '../../connectivity/index.ts';

/** What an event carries, flat, so that a filter need not dig: `address` is the text of the address. */
function carried(event: ConnectivityEvent): object {
  if (event.type === 'fact') return event.fact;
  const { type: _type, iface: _iface, time: _time, cause: _cause, previousMs: _previousMs, ...rest } = event;
  return 'address' in rest ? { address: rest.address.address, family: rest.address.family } : rest;
}

function redacted(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((entry) => redacted(entry, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, redacted(entry, redact)]));
}

/** One event as one line of JSON: `{"time":…,"iface":"lte0","event":"carrier-on","cause":{…},"previousMs":4210}`. */
export function jsonLine(event: ConnectivityEvent, redact: (text: string) => string = (text) => text): string {
  const { time, iface, type, cause, previousMs } = event;
  const texts = redacted({ ...(cause && { cause }), ...carried(event) }, redact) as object;
  const lasted = previousMs === undefined ? {} : { previousMs: Math.round(previousMs) };
  return JSON.stringify({ time: time.toISOString(), iface: iface.name, event: type, ...texts, ...lasted });
}

/** An event as `jsonLine` wrote it. */
export interface JsonEvent {
  readonly time: string;
  readonly iface: string;
  readonly event: string;
  readonly [carried: string]: unknown;
}

/** What is shown of an event, out of its JSON: another program's interface is but a name here. */
export function eventFromJson({ event, iface, time, ...carried }: JsonEvent): ConnectivityEvent {
  const { address, family, ...rest } = carried;
  const whole = event === 'fact' ? { fact: rest } : rest;
  const shown = {
    ...whole,
    ...(rest.cause !== undefined && { cause: rest.cause }),
    ...(address !== undefined && { address: { address, family } }),
    type: event,
    iface: { name: iface },
    time: new Date(time),
  };
  return shown as unknown as ConnectivityEvent;
}
