import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { CommandLine } from './command-line.ts';
import { SecretMask } from './secret-mask.ts';
import { type LineObserver, Transcript } from './transcript.ts';

export interface WireOptions {
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  readonly onLine?: LineObserver | undefined;
}

/** The way out to the module, and the record of what went over the line both ways, secrets hidden. */
export class Wire {
  readonly transcript: Transcript;
  readonly #options: WireOptions;
  readonly #mask = new SecretMask();

  constructor(options: WireOptions) {
    this.#options = options;
    this.transcript = new Transcript(options.clock, options.onLine);
  }

  /** A line of the module as it may be shown. */
  hide(line: string): string {
    return this.#mask.hide(line);
  }

  /** @param failed told when the line could not be written */
  send(line: CommandLine, terminator: string, failed?: (thrown: unknown) => void): void {
    this.#mask.learn(line.secrets);
    this.transcript.add('>', line.shown);
    this.#options.log.trace({ at: line.shown }, 'command');
    this.write(Buffer.from(line.wire + terminator, 'latin1'), failed);
  }

  write(bytes: Uint8Array, failed?: (thrown: unknown) => void): void {
    this.#options.write(bytes).catch((thrown: unknown) => {
      // A pipe that fails says so by closing as well; until then the line is taken, for nobody knows what went out.
      this.#options.log.debug({ err: thrown }, `a write failed: ${messageOf(thrown)}`);
      failed?.(thrown);
    });
  }
}
