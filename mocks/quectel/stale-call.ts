import type { Clock } from '../../src/base/clock.ts';
import type { Timers } from '../module/timers.ts';

/** What a call that nobody attends needs from the module around it. */
export interface StaleCallHost {
  readonly clock: Clock;
  readonly timers: Timers;
  /** `AT&D`: 0 DTR is ignored, 1 it leaves data mode, 2 it ends the call. */
  dtrMode(): number;
  write(raw: string): void;
  /** Back in command mode. */
  ended(result: 'OK' | 'NO CARRIER'): void;
}

const guardMs = 1000;
const frameEveryMs = 3000;
// RFC 1661 4.6: Max-Configure is 10.
const mostFrames = 10;
// A configure request of LCP in its frame (RFC 1662).
const configureRequest = '~\xff}#\xc0!}!}!} }4}"}&} }*} } }%}&\x9c\x8d}/\xcd}\'}"}(}"\x1e\x3c~';

/**
 * A PPP session that outlived its host: what comes is data, not commands, and what goes out are frames. Three plus
 * signs with a second of silence on either side leave it (Quectel AT manuals, +++), or DTR, as `AT&D` has it.
 */
export class StaleCall {
  readonly #host: StaleCallHost;
  #lastByte = Number.NEGATIVE_INFINITY;
  #pluses = 0;
  #framesLeft = mostFrames;
  #over = false;

  constructor(host: StaleCallHost) {
    this.#host = host;
    this.#sendFrame();
  }

  receive(bytes: Uint8Array): void {
    for (const byte of bytes) this.#take(byte);
  }

  /** DTR went from active to inactive. */
  dtrDropped(): void {
    const mode = this.#host.dtrMode();
    if (mode === 1) this.#end('OK');
    else if (mode === 2) this.#end('NO CARRIER');
  }

  #take(byte: number): void {
    const now = this.#host.clock.now();
    const silence = now - this.#lastByte;
    this.#lastByte = now;
    const plus = byte === 0x2b;
    if (plus && silence >= guardMs) this.#pluses = 1;
    else this.#pluses = plus && this.#pluses > 0 && this.#pluses < 3 ? this.#pluses + 1 : 0;
    if (this.#pluses !== 3) return;
    this.#host.timers.after(guardMs, () => {
      if (this.#pluses === 3 && this.#lastByte === now) this.#end('OK');
    });
  }

  #sendFrame(): void {
    if (this.#over || this.#framesLeft === 0) return;
    this.#framesLeft -= 1;
    this.#host.write(configureRequest);
    this.#host.timers.after(frameEveryMs, () => this.#sendFrame());
  }

  #end(result: 'OK' | 'NO CARRIER'): void {
    if (this.#over) return;
    this.#over = true;
    this.#host.ended(result);
  }
}
