import { ReadlineParser } from '@serialport/parser-readline';
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { pause } from '../base/pause.ts';
import type { ControlLines, Port, Transport } from '../transport/transport.ts';
import { clearLines, type Wiring } from './wiring.ts';

const reopenMs = 2000;
/** The longest line that is kept whole, in bytes; a port at another speed may never bring a line end. */
const maxLine = 512;
const lf = 0x0a;

export interface LogPortOptions {
  readonly port: Port;
  readonly clock: Clock;
  readonly log: Log;
  readonly wiring: Wiring;
  /** Takes each line, printable and of bounded length. */
  readonly line: (text: string) => void;
}

/** The port on which a module prints its log: read line by line for as long as it is there, never written to. */
export class LogPort {
  readonly #options: LogPortOptions;
  readonly #closing = new AbortController();
  #loop: Promise<void> | undefined;
  #transport: Transport | undefined;

  constructor(options: LogPortOptions) {
    this.#options = options;
  }

  /** The control lines, while it is open. */
  get controlLines(): ControlLines | undefined {
    return this.#transport?.controlLines;
  }

  open(): void {
    this.#loop ??= this.#run();
  }

  /** Ends it and resolves when the port is released. */
  async close(): Promise<void> {
    this.#closing.abort(new DOMException('the log port was closed', 'AbortError'));
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { clock, log, port } = this.#options;
    const { signal } = this.#closing;
    let told = false;
    while (!signal.aborted) {
      try {
        await this.#stay(signal);
        told = false;
      } catch (thrown) {
        if (!told && !signal.aborted) log.debug({ port: port.name, err: thrown }, `log port: ${messageOf(thrown)}`);
        told = true;
      }
      await pause(clock, reopenMs, signal).catch(() => undefined);
    }
  }

  /** From opening the port to its close. */
  async #stay(signal: AbortSignal): Promise<void> {
    const { port, wiring } = this.#options;
    const gone = new AbortController();
    const { write, end } = this.#parser();
    const transport = await port.open({ onBytes: write, onClosed: () => gone.abort() }, { signal });
    this.#transport = transport;
    try {
      await clearLines(transport, wiring);
      await aborted(AbortSignal.any([gone.signal, signal]));
    } finally {
      this.#transport = undefined;
      await transport.close();
      end();
    }
  }

  #parser(): { write: (bytes: Uint8Array) => void; end: () => void } {
    const parser = new ReadlineParser({ encoding: 'latin1' });
    parser.on('data', (text: unknown) => this.#line(String(text)));
    let length = 0;
    return {
      write: (bytes) => {
        // The parser keeps what has no line end, however long: it gets one where a line grows too long.
        for (let at = 0; at < bytes.length; ) {
          const end = bytes.indexOf(lf, at);
          const stop = Math.min(end === -1 ? bytes.length : end + 1, at + maxLine - length);
          parser.write(bytes.slice(at, stop));
          length = stop - 1 === end ? 0 : length + stop - at;
          at = stop;
          if (length < maxLine) continue;
          parser.write('\n');
          length = 0;
        }
      },
      end: () => parser.destroy(),
    };
  }

  #line(raw: string): void {
    // Colours and what a boot loader leaves behind at another speed say nothing to a reader.
    const text = raw
      .replaceAll(/\x1b\[[\d;]*m/g, '')
      .replaceAll(/[^\x20-\x7e]/g, '')
      .trim();
    if (text !== '' && !this.#closing.signal.aborted) this.#options.line(text);
  }
}

/** Resolves when the signal aborts. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
