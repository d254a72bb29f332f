import type { Clock } from '../../base/clock.ts';
import { DriverError } from '../../base/errors.ts';
import type { ConnectionManager, EventType, ModuleIdentity, NetworkInterface } from '../../connectivity/index.ts';

/** How the one interface of a command is brought up, step by step, each within a time. */
export class BringingUp {
  readonly #manager: ConnectionManager;
  readonly #clock: Clock;
  readonly #iface: NetworkInterface;
  readonly #limitMs: number;
  readonly #signal: AbortSignal;

  constructor(manager: ConnectionManager, clock: Clock, iface: NetworkInterface, limitMs: number, signal: AbortSignal) {
    this.#manager = manager;
    this.#clock = clock;
    this.#iface = iface;
    this.#limitMs = limitMs;
    this.#signal = signal;
  }

  /** Resolves when the module answers; called before it could. @throws DriverError when it does not in time */
  async moduleReady(): Promise<ModuleIdentity> {
    let identity: ModuleIdentity = {};
    const unlisten = this.#manager.on(
      'module-ready',
      (event) => {
        identity = event.identity;
      },
      this.#iface,
    );
    try {
      await this.#until('module-ready', () => false);
      return identity;
    } finally {
      unlisten();
    }
  }

  /** Resolves when it is connected. @throws DriverError with what is missing when it is not in time */
  async connected(): Promise<void> {
    this.#manager.connect(this.#iface);
    await this.#until('*', () => this.#manager.isReady(this.#iface));
  }

  /** Resolves when it has left the network. */
  async disconnected(): Promise<void> {
    if (!this.#iface.isAdminUp) return;
    let isIdle = false;
    const unlisten = this.#manager.on(
      'attempt-phase',
      ({ phase }) => {
        isIdle = phase === 'idle';
      },
      this.#iface,
    );
    this.#manager.disconnect(this.#iface);
    try {
      await this.#until('*', () => isIdle);
    } finally {
      unlisten();
    }
  }

  /** @param holds looked at with every event; an event of one type is enough by itself */
  #until(type: EventType | '*', holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        timer.cancel();
        unlisten();
        this.#signal.removeEventListener('abort', aborted);
        settle();
      };
      const aborted = (): void => end(() => reject(this.#signal.reason));
      const fail = (why: string): void =>
        end(() => reject(new DriverError('STARTUP_FAILED', `${this.#iface.name} is not ready for the check: ${why}`)));
      const timer = this.#clock.after(this.#limitMs, () =>
        fail(`${this.#limitMs / 1000} s have passed. ${this.#manager.explain(this.#iface)}`),
      );
      const unlisten = this.#manager.on(
        '*',
        (event) => {
          if (event.type === type || holds()) end(resolve);
          else if (event.type === 'fatal-error') fail(event.reason);
          else if (event.type === 'attempt-phase' && event.phase === 'waiting-for-parameters')
            fail(event.detail ?? 'an option is missing');
        },
        this.#iface,
      );
      this.#signal.addEventListener('abort', aborted, { once: true });
      if (this.#signal.aborted) aborted();
      else if (holds()) end(resolve);
    });
  }
}
