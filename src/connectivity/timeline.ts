import type { Cause } from './cause.ts';
import type { ConnectivityEvent, EventType } from './events.ts';

/** One change in the life of an interface. */
export interface TimelineEntry {
  readonly time: Date;
  readonly event: EventType;
  readonly cause?: Cause;
  /** What the event carried, in words. */
  readonly detail?: string;
  /** How long the state before it had lasted, in milliseconds; absent for the first of its kind. */
  readonly previousMs?: number;
}

/** What an event changed, so that the length of a state can be told: carrier-on ends what carrier-off began. */
function subjectOf(event: EventType): string {
  if (event.startsWith('module-')) return 'module';
  return event.replace(/-(on|off|up|down|added|removed|connected|disconnected|phase)$/, '');
}

/** The last changes of one interface, oldest first: the answer to "why is it down". */
export class Timeline {
  readonly #limit: number;
  readonly #entries: TimelineEntry[] = [];
  readonly #since = new Map<string, number>();
  #start = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @param nowMs monotonic milliseconds */
  add(nowMs: number, entry: Omit<TimelineEntry, 'previousMs'>): void {
    if (this.#limit === 0) return;
    const subject = subjectOf(entry.event);
    const since = this.#since.get(subject);
    this.#since.set(subject, nowMs);
    const full = since === undefined ? entry : { ...entry, previousMs: nowMs - since };
    if (this.#entries.length < this.#limit) {
      this.#entries.push(full);
      return;
    }
    this.#entries[this.#start] = full;
    this.#start = (this.#start + 1) % this.#limit;
  }

  get entries(): readonly TimelineEntry[] {
    return [...this.#entries.slice(this.#start), ...this.#entries.slice(0, this.#start)];
  }

  /** The last change of the given kinds, if it is still remembered. */
  last(...events: readonly EventType[]): TimelineEntry | undefined {
    return this.entries.findLast(({ event }) => events.includes(event));
  }
}

/** What an event carries beside its cause, in words. */
export function detailOf(event: ConnectivityEvent): string | undefined {
  switch (event.type) {
    case 'address-added':
    case 'address-removed':
      return event.address.address;
    case 'connection-timeout':
      return `after ${event.timeoutS} s`;
    case 'idle-timeout':
      return `after ${event.idleTimeoutS} s`;
    case 'fatal-error':
      return event.reason;
    case 'offline':
      return event.reason;
    case 'portal':
      return event.location;
    case 'module-ready':
      return [event.identity.manufacturer, event.identity.model, event.identity.firmware].filter(Boolean).join(' ');
    case 'attempt-phase':
      return event.detail === undefined ? event.phase : `${event.phase}: ${event.detail}`;
    case 'fact':
      return `${event.fact.name}: ${event.fact.value}`;
    default:
      return undefined;
  }
}
