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

/** What the entries of a timeline tell about: an event ends the state that the last one on the same subject began. */
export type TimelineSubject = 'admin' | 'iface' | 'carrier' | 'dormant' | 'module' | 'attempt' | 'end' | (string & {});

const subjects: Partial<Record<EventType, TimelineSubject>> = {
  'iface-admin-up': 'admin',
  'iface-admin-down': 'admin',
  'attempt-phase': 'attempt',
  'connection-timeout': 'end',
  'fatal-error': 'end',
  online: 'online',
  offline: 'online',
  portal: 'online',
};

// By type and worked out once: events come by the hundred thousand.
const knownSubjects = new Map<EventType, TimelineSubject>();

function subjectOfType(event: EventType): TimelineSubject {
  const known = knownSubjects.get(event);
  if (known !== undefined) return known;
  const plain = event.replace(/-(on|off|up|down|added|removed|connected|disconnected)$/, '');
  const subject = subjects[event] ?? (event.startsWith('module-') ? 'module' : plain);
  knownSubjects.set(event, subject);
  return subject;
}

function subjectOf(event: EventType, detail: string | undefined): TimelineSubject {
  return event === 'fact' ? `fact ${detail?.split(':', 1)[0] ?? ''}` : subjectOfType(event);
}

/** The last entry on a subject, and when it was made in monotonic milliseconds. */
export interface LatestEntry {
  readonly atMs: number;
  readonly entry: TimelineEntry;
}

/** The last changes of one interface, oldest first: the answer to "why is it down". */
export class Timeline {
  readonly #limit: number;
  readonly #entries: TimelineEntry[] = [];
  readonly #latest = new Map<TimelineSubject, LatestEntry>();
  #start = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * @param nowMs monotonic milliseconds
   * @returns how long the state before it had lasted, in milliseconds; undefined for the first of its kind
   */
  add(nowMs: number, event: EventType, time: Date, cause?: Cause, detail?: string): number | undefined {
    const subject = subjectOf(event, detail);
    const before = this.#latest.get(subject);
    const full: { -readonly [Key in keyof TimelineEntry]: TimelineEntry[Key] } = { time, event };
    if (cause !== undefined) full.cause = cause;
    if (detail !== undefined && detail !== '') full.detail = detail;
    if (before !== undefined) full.previousMs = nowMs - before.atMs;
    this.#latest.set(subject, { atMs: nowMs, entry: full });
    this.#keep(full);
    return full.previousMs;
  }

  #keep(entry: TimelineEntry): void {
    if (this.#limit === 0) return;
    if (this.#entries.length < this.#limit) {
      this.#entries.push(entry);
      return;
    }
    this.#entries[this.#start] = entry;
    this.#start = (this.#start + 1) % this.#limit;
  }

  get entries(): readonly TimelineEntry[] {
    return [...this.#entries.slice(this.#start), ...this.#entries.slice(0, this.#start)];
  }

  /** The last entry on a subject: remembered even when it has left the list. */
  latest(subject: TimelineSubject): LatestEntry | undefined {
    return this.#latest.get(subject);
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
