import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { BindingReports } from './binding.ts';
import type { Cause } from './cause.ts';
import type { EventBus } from './event-bus.ts';
import type { ConnectivityEvent, EventPayloads, EventType } from './events.ts';
import type { NetworkInterface } from './interface.ts';
import type { InterfaceTable } from './interface-table.ts';
import { detailOf } from './timeline.ts';

/** Makes the events: gives each its time, writes it into its interface's timeline and hands it to the bus. */
export class Recorder {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #table: InterfaceTable;
  readonly #bus: EventBus;
  #silent = false;

  constructor(clock: Clock, log: Log, table: InterfaceTable, bus: EventBus) {
    this.#clock = clock;
    this.#log = log;
    this.#table = table;
    this.#bus = bus;
  }

  /** Nothing is raised from here on. */
  silence(): void {
    this.#silent = true;
  }

  emit<Type extends EventType>(type: Type, iface: NetworkInterface, payload: EventPayloads[Type]): void {
    const entry = this.#silent ? undefined : this.#table.find(iface);
    if (entry === undefined) return;
    // Assigned and not spread: this is where the time of an event goes.
    const made: { time: Date; previousMs?: number } = { time: this.#clock.date() };
    const event = Object.assign(made, { type, iface }, payload) as unknown as ConnectivityEvent;
    const previousMs = entry.timeline.add(this.#clock.now(), type, made.time, event.cause, detailOf(event));
    if (previousMs !== undefined) made.previousMs = previousMs;
    this.#bus.emit(event);
  }

  /** The way by which an implementation's news of one interface come here. */
  reportsOf(iface: NetworkInterface): BindingReports {
    const withCause = (cause: Cause | undefined): { cause?: Cause } => (cause === undefined ? {} : { cause });
    const timeoutS = (): number => this.#table.entry(iface).binding?.timeoutS ?? 0;
    return {
      clock: this.#clock,
      log: this.#log.child({ iface: iface.name }),
      hold: (change) => this.#bus.hold(change),
      connectionTimeout: (cause) => this.emit('connection-timeout', iface, { timeoutS: timeoutS(), cause }),
      fatalError: (reason, cause, code) =>
        this.emit('fatal-error', iface, { reason, cause, ...(code !== undefined && { code }) }),
      moduleState: (state, cause, identity = {}) =>
        this.emit(`module-${state}`, iface, { ...withCause(cause), ...(state === 'ready' && { identity }) } as never),
      attemptPhase: (phase, detail) =>
        this.emit('attempt-phase', iface, { phase, ...(detail !== undefined && { detail }) }),
      fact: (fact, cause) => this.emit('fact', iface, { fact, ...withCause(cause) }),
    };
  }
}
