import type { NetworkAddress, NetworkFailure, StreamEvents } from './contract.ts';

/** Hears a connection and keeps what it heard. */
export class Recorder implements StreamEvents {
  readonly heard: string[] = [];
  readonly #chunks: Uint8Array[] = [];
  local: NetworkAddress | undefined;
  remote: NetworkAddress | undefined;

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get text(): string {
    return this.bytes.toString('latin1');
  }

  opened(local: NetworkAddress, remote: NetworkAddress): void {
    this.local = local;
    this.remote = remote;
    this.heard.push('opened');
  }

  failed(failure: NetworkFailure, detail?: string): void {
    this.heard.push(['failed', failure, detail].filter(Boolean).join(' '));
  }

  data(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
  }

  ended(): void {
    this.heard.push('ended');
  }

  closed(failure?: NetworkFailure): void {
    this.heard.push(failure === undefined ? 'closed' : `closed ${failure}`);
  }

  /** Waits until the condition holds. */
  async until(condition: (recorder: this) => boolean): Promise<void> {
    while (!condition(this)) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Waits until something was heard. */
  async hears(what: string): Promise<void> {
    await this.until(({ heard }) => heard.some((one) => one === what || one.startsWith(`${what} `)));
  }
}
