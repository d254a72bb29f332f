import type { LineFormat } from './framing.ts';
import { framedUrc } from './framing.ts';
import type { Output } from './output.ts';

/** What the module's voice needs to know of the rest of it. */
export interface VoiceHost {
  readonly output: Output;
  format(): LineFormat;
  /** `AT+QCFG="urc/cache",1` parks URCs (Quectel EG800Q and EG91xQ AT manual). */
  parks(): boolean;
  /** URCs go to the port on which the host listens. */
  routedHere(): boolean;
  /** The port carries data. */
  inDataMode(): boolean;
}

const mostParkedUrcs = 64;

/** Everything the module says without being asked. */
export class Voice {
  readonly #host: VoiceHost;
  readonly #parked: string[] = [];
  /** What waits for the end of data mode. */
  readonly #unsaid: string[] = [];

  constructor(host: VoiceHost) {
    this.#host = host;
  }

  /** An unsolicited result code, to whichever port they are routed. */
  urc(text: string): void {
    if (this.#host.parks()) {
      if (this.#parked.length < mostParkedUrcs) this.#parked.push(text);
    } else if (this.#host.routedHere()) {
      this.report(text);
    }
  }

  /** Says what was parked. */
  release(): void {
    for (const text of this.#parked.splice(0)) this.urc(text);
  }

  /** The late answer to a command: it comes on the port that asked, at the next line boundary. */
  report(text: string): void {
    if (!this.#host.inDataMode()) {
      this.#host.output.announce(framedUrc(text, this.#host.format()));
      return;
    }
    // A port in data mode has no room for words.
    if (this.#unsaid.length >= mostParkedUrcs) this.#unsaid.shift();
    this.#unsaid.push(text);
  }

  /** Data can be pushed to the host now. */
  get pushes(): boolean {
    return !this.#host.inDataMode() && !this.#host.parks();
  }

  /** Data behind the URC that counts them, closed by CR LF. */
  push(text: string, data: readonly Uint8Array[]): void {
    if (this.#host.routedHere()) this.#host.output.announce(framedUrc(text, this.#host.format()), ...data, '\r\n');
  }

  /** Command mode is back. */
  resume(): void {
    for (const text of this.#unsaid.splice(0)) this.report(text);
  }
}
