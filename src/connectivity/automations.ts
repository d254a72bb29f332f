import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Binding } from './binding.ts';
import type { Cause } from './cause.ts';
import type { Control } from './control.ts';
import type { EventBus } from './event-bus.ts';
import type { ConnectivityEvent } from './events.ts';
import { IdleTimers } from './idle-timers.ts';
import type { NetworkInterface } from './interface.ts';
import type { InterfaceTable } from './interface-table.ts';
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
 * Auto-up, auto-connect, auto-down and the idle timeout, as Zephyr's Connection Manager has them. They act on events,
 * as an application would.
 */
export class Automations {
  readonly #options: AutomationOptions;
  readonly #parts: Parts;
  readonly #idle: IdleTimers;
  readonly #unlisten: () => void;

  constructor(options: AutomationOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    this.#idle = new IdleTimers(parts.clock, (binding, iface) => this.#idleExpired(binding, iface));
    this.#unlisten = parts.bus.on('*', (event) => this.#handle(event));
  }

  /** Takes the interfaces up, and connects those that were up before. */
  start(): void {
    this.#parts.bus.hold(() => {
      for (const { iface, noAutoUp } of this.#parts.table.all) {
        if (iface.isAdminUp) this.#autoConnect(iface);
        else if (this.#options.autoUp && !noAutoUp) iface.setAdmin(true, automation('auto-up'));
      }
    });
  }

  /** An application's disconnect went through: an interface that was not up has nothing more to wait for. */
  disconnected(iface: NetworkInterface): void {
    if (!iface.isUp) this.#ifaceDown(iface);
  }

  /** The interface was used: its idle timer starts anew. */
  used(iface: NetworkInterface): void {
    const binding = this.#parts.table.bindingOf(iface);
    if (binding !== undefined) this.#idle.restart(binding, iface);
  }

  close(): void {
    this.#unlisten();
    for (const { iface } of this.#parts.table.all) this.#idle.cancel(iface);
  }

  #handle(event: ConnectivityEvent): void {
    const { iface } = event;
    switch (event.type) {
      case 'iface-admin-up':
        // An interface taken up by connect() is being connected already.
        if (event.cause?.text !== 'connect()') this.#autoConnect(iface);
        break;
      case 'iface-up':
        this.used(iface);
        break;
      case 'iface-down':
        this.#idle.cancel(iface);
        this.#ifaceDown(iface);
        break;
      case 'connection-timeout':
        this.#autoDown(iface, 'auto-down after the connection timeout');
        break;
      case 'fatal-error':
        this.#autoDown(iface, 'auto-down after a fatal error');
        break;
      default:
    }
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

  #ifaceDown(iface: NetworkInterface): void {
    const binding = this.#parts.table.bindingOf(iface);
    // An interface that is up again was only interrupted between two deliveries; it has given up nothing.
    if (binding === undefined || iface.isUp) return;
    const entry = this.#parts.table.entry(iface);
    const { disconnecting } = entry;
    if (!disconnecting && binding.getFlag('PERSISTENT')) return;
    entry.disconnecting = false;
    this.#autoDown(iface, disconnecting ? 'auto-down after disconnect' : 'auto-down after the loss of the connection');
  }

  #autoDown(iface: NetworkInterface, why: string): void {
    const binding = this.#parts.table.bindingOf(iface);
    if (!this.#options.autoDown || binding === undefined || binding.getFlag('NO_AUTO_DOWN')) return;
    iface.setAdmin(false, automation(why));
  }

  #idleExpired(binding: Binding, iface: NetworkInterface): void {
    const { idleTimeoutS } = binding;
    this.#parts.bus.hold(() => {
      const cause: Cause = { kind: 'timer', text: 'the idle timeout elapsed' };
      this.#parts.recorder.emit('idle-timeout', iface, { idleTimeoutS, cause });
      // Without the mark of an application's disconnect: a persistent interface is not taken down by idling.
      this.#parts.control.release(binding);
    });
  }
}
