import { messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { ConnectivityEvent, EventType } from './events.ts';
import type { NetworkInterface } from './interface.ts';

type AnyListener = (event: ConnectivityEvent) => void;

interface Entry {
  readonly listener: AnyListener;
  removed: boolean;
}

/** The lists are replaced, never changed, so that a delivery in progress can go through one without copying it. */
type Listeners = Map<EventType | '*', readonly Entry[]>;

const none: readonly Entry[] = [];

/** Somebody who is told of each event twice, ahead of all listeners: the automations. */
export interface EventAttendant {
  /** The event has just happened; it may be some time until it is delivered. */
  raised(event: ConnectivityEvent): void;
  /** The event is about to be delivered. */
  delivered(event: ConnectivityEvent): void;
}

// Beyond this many undelivered events a listener is feeding itself: better a loud error than a full memory.
const queueLimit = 100_000;

/**
 * Delivers events in the order in which they happened, one at a time, and never inside a change: while a change is
 * being made (`hold`), and while a listener runs, new events wait. So a listener may call the control API freely, and
 * every listener sees every event in the same order.
 */
export class EventBus {
  readonly #forAll: Listeners = new Map();
  // By interface, so that a listener on one interface costs nothing to the events of the thousand others.
  readonly #forOne = new WeakMap<NetworkInterface, Listeners>();
  readonly #queue: ConnectivityEvent[] = [];
  readonly #log: Log;
  #attendant: EventAttendant | undefined;
  #held = 0;
  #delivering = false;

  constructor(log: Log) {
    this.#log = log;
  }

  /** There is one attendant at most; `undefined` dismisses it. */
  attend(attendant: EventAttendant | undefined): void {
    this.#attendant = attendant;
  }

  /** @returns a function that removes the listener again */
  on(type: EventType | '*', listener: AnyListener, iface?: NetworkInterface): () => void {
    const listeners = iface === undefined ? this.#forAll : this.#listenersOf(iface);
    // An entry of its own, so that the same function may be added twice and each removal takes away its own.
    const entry: Entry = { listener, removed: false };
    listeners.set(type, [...(listeners.get(type) ?? []), entry]);
    return () => {
      if (entry.removed) return;
      entry.removed = true;
      const rest = (listeners.get(type) ?? []).filter((other) => other !== entry);
      if (rest.length > 0) listeners.set(type, rest);
      else listeners.delete(type);
    };
  }

  emit(event: ConnectivityEvent): void {
    if (this.#queue.length >= queueLimit) {
      this.#log.error({ event: event.type }, 'too many undelivered events: a listener raises more than it takes');
      return;
    }
    this.#queue.push(event);
    this.#attendant?.raised(event);
    this.#deliver();
  }

  /** Runs `change` as one step: what it raises is delivered when the outermost step ends. */
  hold<Result>(change: () => Result): Result {
    this.#held++;
    try {
      return change();
    } finally {
      this.#held--;
      this.#deliver();
    }
  }

  #listenersOf(iface: NetworkInterface): Listeners {
    const known = this.#forOne.get(iface);
    if (known !== undefined) return known;
    const made: Listeners = new Map();
    this.#forOne.set(iface, made);
    return made;
  }

  #deliver(): void {
    if (this.#held > 0 || this.#delivering) return;
    this.#delivering = true;
    try {
      let next = 0;
      // By index and not by shift(): a burst of events stays linear.
      while (next < this.#queue.length) {
        const event = this.#queue[next++];
        if (event !== undefined) this.#deliverOne(event);
      }
    } finally {
      this.#queue.length = 0;
      this.#delivering = false;
    }
  }

  #deliverOne(event: ConnectivityEvent): void {
    this.#attendant?.delivered(event);
    this.#deliverTo(this.#forAll, event);
    const one = this.#forOne.get(event.iface);
    if (one !== undefined) this.#deliverTo(one, event);
  }

  #deliverTo(listeners: Listeners, event: ConnectivityEvent): void {
    for (const entry of listeners.get(event.type) ?? none) if (!entry.removed) this.#call(entry.listener, event);
    for (const entry of listeners.get('*') ?? none) if (!entry.removed) this.#call(entry.listener, event);
  }

  #call(listener: AnyListener, event: ConnectivityEvent): void {
    try {
      listener(event);
    } catch (thrown) {
      // A listener's mistake is its own: the others still hear the event.
      this.#log.error({ event: event.type, err: thrown }, `a listener failed: ${messageOf(thrown)}`);
    }
  }
}
