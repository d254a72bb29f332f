import type { Timer } from '../../../src/base/clock.ts';
import type { Timers } from '../../module/timers.ts';
import { framedLine } from './framing.ts';

// Serial Modem: URCs wait this long after the last byte, and longer for a line that is being echoed.
const idleMs = 100;
const echoedIdleMs = 1000;
const queueBytes = 4096;
// What waits for a command of Serial LTE Modem to end; a real one has a heap of its own for it.
const mostHeld = 64;

/** What a gate needs from the line around it. */
export interface GateHost {
  readonly timers: Timers;
  /** A command is running. */
  busy(): boolean;
  /** Payload is going through: the line is not in command mode. */
  inDataMode(): boolean;
  /** Typed bytes are returned. */
  echoes(): boolean;
  write(text: string): void;
  /** The line is free: what else waited for that may go out. */
  free(): void;
}

/** When a URC may leave the module, which the three applications see differently. */
export interface UrcGate {
  /** A URC of the modem core, or of the application itself, without line ends. */
  urc(text: string, own?: boolean): void;
  /** A byte was typed. */
  typed(): void;
  /** A command ended; `open` lets out what waited, once the bytes behind the command were looked at. */
  ended(): void;
  open(): void;
  /** Nothing keeps a URC from going out now. */
  readonly isOpen: boolean;
}

/** The AT host: at any time, also while a command runs. */
export class RawGate implements UrcGate {
  readonly #host: GateHost;

  constructor(host: GateHost) {
    this.#host = host;
  }

  urc(text: string): void {
    this.#host.write(`${text}\r\n`);
  }

  typed(): void {}

  ended(): void {}

  open(): void {}

  readonly isOpen = true;
}

/** Serial LTE Modem: behind a command that runs, and not at all in data mode. */
export class HeldGate implements UrcGate {
  readonly #host: GateHost;
  readonly #evenWhenBusy: boolean;
  readonly #held: { readonly text: string; readonly own: boolean }[] = [];

  constructor(host: GateHost, evenWhenBusy: boolean) {
    this.#host = host;
    this.#evenWhenBusy = evenWhenBusy;
  }

  urc(text: string, own = false): void {
    if (!this.#host.busy() || this.#evenWhenBusy) {
      this.#say(text, own);
      return;
    }
    if (this.#held.length >= mostHeld) this.#held.shift();
    this.#held.push({ text, own });
  }

  typed(): void {}

  ended(): void {
    for (const { own, text } of this.#held.splice(0)) this.#say(text, own);
  }

  open(): void {
    if (this.isOpen) this.#host.free();
  }

  get isOpen(): boolean {
    return !this.#host.inDataMode();
  }

  #say(text: string, own: boolean): void {
    if (this.#host.inDataMode()) return;
    if (own) {
      this.#host.write(framedLine(text));
      return;
    }
    // The empty line and the URC are two writes, so that something may come between them on a real line.
    this.#host.write('\r\n');
    this.#host.write(`${text}\r\n`);
  }
}

/** Serial Modem: queued, and let out when no command runs and nobody types. */
export class QueuedGate implements UrcGate {
  readonly #host: GateHost;
  readonly #evenWhenBusy: boolean;
  #queue = '';
  #idle: Timer | undefined;

  constructor(host: GateHost, evenWhenBusy: boolean) {
    this.#host = host;
    this.#evenWhenBusy = evenWhenBusy;
  }

  urc(text: string): void {
    const item = framedLine(text);
    if (this.#queue.length + item.length > queueBytes) {
      // The firmware takes the whole queue for outdated then.
      this.#queue = '';
      return;
    }
    this.#queue += item;
    if (this.#evenWhenBusy && !this.#host.inDataMode()) this.#flush();
    else this.open();
  }

  typed(): void {
    this.#idle?.cancel();
    this.#idle = this.#host.timers.after(this.#host.echoes() ? echoedIdleMs : idleMs, () => {
      this.#idle = undefined;
      this.open();
    });
  }

  ended(): void {
    this.#idle?.cancel();
    this.#idle = undefined;
  }

  open(): void {
    if (!this.isOpen) return;
    this.#flush();
    this.#host.free();
  }

  get isOpen(): boolean {
    return this.#idle === undefined && !this.#host.busy() && !this.#host.inDataMode();
  }

  #flush(): void {
    const text = this.#queue;
    this.#queue = '';
    if (text !== '') this.#host.write(text);
  }
}
