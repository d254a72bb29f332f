import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Binding } from './binding.ts';
import type { Cause } from './cause.ts';
import type { Control } from './control.ts';
import type { EventAttendant, EventBus } from './event-bus.ts';
import type { ConnectivityEvent } from './events.ts';
import { IdleTimers } from './idle-timers.ts';
import type { NetworkInterface } from './interface.ts';
import type { InterfaceEntry, InterfaceTable } from './interface-table.ts';
import type { Recorder } from './recorder.ts';

/** Which automations a connection manager has on. All are, unless the application says otherwise. */
export interface AutomationOptions {
  /** Interfaces go admin-up when the manager starts. */
  readonly autoUp: boolean;
  /** Bound interfaces that become admin-up are connected. */
  readonly autoConnect: boolean;
  /** Bound interfaces that gave up go admin-down. */
  readonly autoDown: boolean;
}

/** The parts of the manager that the automations work with. */
interface Parts {
  readonly clock: Clock;
  readonly log: Log;
  readonly table: InterfaceTable;
  readonly bus: EventBus;
  readonly recorder: Recorder;
  readonly control: Control;
}

const automation = (text: string): Cause => ({ kind: 'automation', text });

/**
 * Auto-up, auto-connect, auto-down and the idle timeout, as Zephyr's Connection Manager has them. What is due is noted
 * when it happens and done when its event is delivered, ahead of the listeners; a call of the application in between
 * counts for more than the note.
 */
export class Automations implements EventAttendant {
  readonly #options: AutomationOptions;
  readonly #parts: Parts;
  readonly #idle: IdleTimers;
  #started = false;

  constructor(options: AutomationOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    this.#idle = new IdleTimers(parts.clock, (binding, iface) => this.#idleExpired(binding, iface));
    parts.bus.attend(this);
  }

  /** Takes the interfaces up, and connects those that were up before. Once. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#parts.bus.hold(() => {
      for (const { iface, noAutoUp } of this.#parts.table.all) {
        if (iface.isAdminUp) this.#autoConnect(iface);
        else if (this.#options.autoUp && !noAutoUp) iface.setAdmin(true, automation('auto-up'));
      }
    });
  }

  /** An application's disconnect went through: an interface that is not up has nothing more to wait for. */
  disconnected(iface: NetworkInterface): void {
    if (iface.isUp) return;
    const entry = this.#parts.table.entry(iface);
    entry.disconnecting = false;
    entry.givenUp = 'auto-down after disconnect';
    this.#autoDown(entry);
  }

  /** The interface was used: its idle timer starts anew. */
  used(iface: NetworkInterface): void {
    const binding = this.#parts.table.bindingOf(iface);
    if (binding !== undefined) this.#idle.restart(binding, iface);
  }

  close(): void {
    this.#parts.bus.attend(undefined);
    for (const { iface } of this.#parts.table.all) this.#idle.cancel(iface);
  }

  raised(event: ConnectivityEvent): void {
    const entry = this.#parts.table.entry(event.iface);
    switch (event.type) {
      case 'iface-admin-up':
        // Void again if it is connect() that takes the interface up.
        entry.toBeConnected = true;
        break;
      case 'iface-up':
        entry.givenUp = undefined;
        break;
      case 'iface-down':
        this.#noteDown(entry);
        break;
      case 'connection-timeout':
        entry.givenUp = 'auto-down after the connection timeout';
        break;
      case 'fatal-error':
        entry.givenUp = 'auto-down after a fatal error';
        break;
      default:
    }
  }

  delivered(event: ConnectivityEvent): void {
    switch (event.type) {
      case 'iface-admin-up':
        if (this.#parts.table.entry(event.iface).toBeConnected) this.#autoConnect(event.iface);
        break;
      case 'iface-admin-down':
        if (!event.iface.isAdminUp) this.#idle.cancel(event.iface);
        break;
      case 'iface-up':
        this.used(event.iface);
        break;
      case 'iface-down':
      case 'connection-timeout':
      case 'fatal-error':
        this.#autoDown(this.#parts.table.entry(event.iface));
        break;
      default:
    }
  }

  #noteDown(entry: InterfaceEntry): void {
    const binding = this.#parts.table.bindingOf(entry.iface);
    // Taken admin-down: that is nobody giving up.
    if (binding === undefined || !entry.iface.isAdminUp) return;
    if (entry.disconnecting) entry.givenUp = 'auto-down after disconnect';
    else if (!binding.getFlag('PERSISTENT')) entry.givenUp = 'auto-down after the loss of the connection';
    entry.disconnecting = false;
  }

  #autoConnect(iface: NetworkInterface): void {
    const binding = this.#parts.table.bindingOf(iface);
    if (!this.#options.autoConnect || binding === undefined || binding.getFlag('NO_AUTO_CONNECT')) return;
    if (!iface.isAdminUp) return;
    try {
      this.#parts.bus.hold(() => this.#parts.control.connect(iface, automation('auto-connect')));
    } catch (thrown) {
      this.#parts.log.warn({ iface: iface.name, err: thrown }, `auto-connect failed: ${messageOf(thrown)}`);
    }
  }

  /** Takes an interface that has given up admin-down. */
  #autoDown(entry: InterfaceEntry): void {
    const { iface, givenUp } = entry;
    if (givenUp === undefined) return;
    entry.givenUp = undefined;
    this.#idle.cancel(iface);
    const binding = this.#parts.table.bindingOf(iface);
    if (!this.#options.autoDown || binding === undefined || binding.getFlag('NO_AUTO_DOWN')) return;
    iface.setAdmin(false, automation(givenUp));
  }

  #idleExpired(binding: Binding, iface: NetworkInterface): void {
    const { idleTimeoutS } = binding;
    this.#parts.bus.hold(() => {
      const cause: Cause = { kind: 'timer', text: 'the idle timeout elapsed' };
      this.#parts.recorder.emit('idle-timeout', iface, { idleTimeoutS, cause });
      try {
        // Without the mark of an application's disconnect: a persistent interface is not taken down by idling.
        this.#parts.control.release(binding);
      } catch (thrown) {
        this.#parts.log.warn({ iface: iface.name, err: thrown }, `cannot disconnect when idle: ${messageOf(thrown)}`);
      }
    });
  }
}
