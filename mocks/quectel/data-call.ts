import type { Clock, Timer } from '../../src/base/clock.ts';
import type { Timers } from '../module/timers.ts';
import type { DataMode, DataPort, DtrMode } from './data-mode.ts';
import { EscapeSequence } from './escape-sequence.ts';

/** What a data call needs from the module around it. */
export interface DataCallHost {
  readonly clock: Clock;
  readonly timers: Timers;
  dtrMode(): DtrMode;
  /** The host went back to command mode and left the call up. */
  held?(): void;
  /** The call is over. */
  ended?(): void;
}

const frameEveryMs = 3000;
// RFC 1661 4.6: Max-Configure is 10.
const mostFrames = 10;
// A configure request of LCP in its frame (RFC 1662).
const configureRequest = Buffer.from('~\xff}#\xc0!}!}!} }4}"}&} }*} } }%}&\x9c\x8d}/\xcd}\'}"}(}"\x1e\x3c~', 'latin1');

/**
 * A PPP session whose other end nobody attends: what comes is data, not commands, and what goes out are the module's
 * configure requests. Three plus signs with a second of silence on either side leave it (Quectel AT manuals, +++), or
 * DTR, as `AT&D` has it.
 */
export class DataCall implements DataMode {
  readonly #host: DataCallHost;
  readonly #escape: EscapeSequence;
  #port: DataPort | undefined;
  #framesLeft = mostFrames;
  #frame: Timer | undefined;

  constructor(host: DataCallHost) {
    this.#host = host;
    this.#escape = new EscapeSequence({
      clock: host.clock,
      timers: host.timers,
      data: () => undefined,
      escaped: () => this.#hold(),
    });
  }

  begin(port: DataPort): void {
    this.#port = port;
    this.#framesLeft = mostFrames;
    this.#sendFrame();
  }

  receive(bytes: Uint8Array): void {
    this.#escape.receive(bytes);
  }

  dtrDropped(): void {
    const mode = this.#host.dtrMode();
    if (mode === 1) this.#hold();
    else if (mode === 2) this.end();
  }

  /** The bearer is gone, or the host hung up. */
  end(): void {
    const port = this.#stop();
    this.#host.ended?.();
    port?.leave('NO CARRIER');
  }

  #hold(): void {
    const port = this.#stop();
    this.#host.held?.();
    port?.leave('OK');
  }

  #stop(): DataPort | undefined {
    const port = this.#port;
    this.#port = undefined;
    this.#frame?.cancel();
    this.#escape.close();
    return port;
  }

  #sendFrame(): void {
    if (this.#port === undefined || this.#framesLeft === 0) return;
    this.#framesLeft -= 1;
    this.#port.write(configureRequest);
    this.#frame = this.#host.timers.after(frameEveryMs, () => this.#sendFrame());
  }
}
