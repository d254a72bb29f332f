import { AtChannel } from '../../at/index.ts';
import type { Clock } from '../../base/clock.ts';
import { TransportError } from '../../base/errors.ts';
import { pause } from '../../base/pause.ts';
import type { Port, Transport } from '../../transport/transport.ts';

const mostHeard = 16 * 1024;
const stepMs = 20;

/** A port that is open for examination: at first it is listened to byte by byte, then spoken with in AT commands. */
export class OpenLine {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #transport: Transport | undefined;
  #channel: AtChannel | undefined;
  #heard = '';
  #lost: TransportError | undefined;

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
  }

  /** @throws TransportError */
  async open(port: Port, line: { readonly dtr?: 'assert' | 'clear'; readonly settleMs?: number }): Promise<void> {
    const handlers = {
      onBytes: (bytes: Uint8Array) => this.#take(bytes),
      onClosed: () => this.#end(new TransportError('PORT_LOST', `${port.name} went away`, { where: port.name })),
    };
    this.#transport = await port.open(handlers, { signal: this.#signal });
    if (line.dtr !== undefined) {
      // Some adapters have no such line and still work.
      await this.#transport.controlLines?.set({ dtr: line.dtr === 'assert' }).catch(() => undefined);
    }
    if (line.settleMs !== undefined) await pause(this.#clock, line.settleMs, this.#signal);
  }

  get isOpen(): boolean {
    return this.#transport !== undefined;
  }

  get canChangeSpeed(): boolean {
    return this.#transport?.setBaudRate !== undefined;
  }

  async setSpeed(baudRate: number): Promise<void> {
    await this.#transport?.setBaudRate?.(baudRate);
  }

  /** Clear To Send; undefined where the line has none, or cannot tell. */
  async cts(): Promise<boolean | undefined> {
    const lines = await this.#transport?.controlLines?.get().catch(() => undefined);
    return lines?.cts;
  }

  /**
   * Says something and listens until what was heard is enough, or the time is over.
   * @returns what was heard, in Latin-1
   */
  async exchange(text: string, limitMs: number, isEnough: (heard: string) => boolean): Promise<string> {
    this.#heard = '';
    if (text !== '') await this.#write(Buffer.from(text, 'latin1'));
    const until = this.#clock.now() + limitMs;
    while (this.#clock.now() < until && !isEnough(this.#heard)) {
      if (this.#lost !== undefined) throw this.#lost;
      await pause(this.#clock, stepMs, this.#signal);
    }
    return this.#heard;
  }

  /** From here on the line speaks in AT commands. */
  channel(): AtChannel {
    // CR LF, because some want both and none minds.
    this.#channel ??= new AtChannel({
      clock: this.#clock,
      terminator: '\r\n',
      inStep: false,
      write: (bytes) => this.#write(bytes),
    });
    return this.#channel;
  }

  async close(): Promise<void> {
    this.#channel?.close(new TransportError('PORT_CLOSED', 'the examination is over'));
    const transport = this.#transport;
    this.#transport = undefined;
    await transport?.close();
  }

  #write(bytes: Uint8Array): Promise<void> {
    return this.#transport?.write(bytes) ?? Promise.reject(new TransportError('PORT_CLOSED', 'not open'));
  }

  #take(bytes: Uint8Array): void {
    this.#channel?.receive(bytes);
    this.#heard = (this.#heard + Buffer.from(bytes).toString('latin1')).slice(-mostHeard);
  }

  #end(error: TransportError): void {
    this.#lost ??= error;
    this.#channel?.close(error);
  }
}
