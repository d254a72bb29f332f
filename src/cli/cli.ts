import type { Clock } from '../base/clock.ts';
import { errorText } from './errors.ts';
import { type Io, writeLine } from './io.ts';
import { redactor } from './redact.ts';
import type { SignalSource } from './signals.ts';
import type { Suppliers } from './suppliers.ts';

/** What the command line is given by whoever starts it. */
export interface CliWorld {
  readonly io: Io;
  readonly clock: Clock;
  readonly signals: SignalSource;
  readonly suppliers: Suppliers;
  /** Ends the process at once: for who will not wait for an orderly end. */
  readonly exitNow: (code: number) => void;
}

/** One run of the command line: the outside world, and what may not be printed into it. */
export class Cli {
  readonly io: Io;
  readonly clock: Clock;
  readonly signals: SignalSource;
  readonly suppliers: Suppliers;
  readonly exitNow: (code: number) => void;
  /** Whether errors are told with all that is known. */
  verbose = false;
  #secrets: readonly string[] = [];
  #redact: (text: string) => string = (text) => text;

  constructor(world: CliWorld) {
    this.io = world.io;
    this.clock = world.clock;
    this.signals = world.signals;
    this.suppliers = world.suppliers;
    this.exitNow = world.exitNow;
  }

  /** From here on these values are blotted out of everything that is printed. */
  keepSecret(secrets: readonly string[]): void {
    this.#secrets = secrets;
    this.#redact = redactor(secrets);
  }

  /** What is kept secret: for whoever hides it elsewhere than in what is printed. */
  get secrets(): readonly string[] {
    return this.#secrets;
  }

  /** Blots the secrets out. */
  readonly redact = (text: string): string => this.#redact(text);

  /** A result, on standard output. */
  print(line: string): void {
    writeLine(this.io.stdout, this.redact(line));
  }

  /** A line of JSON, whose secrets were blotted out before it became JSON. */
  printJson(line: string): void {
    writeLine(this.io.stdout, line);
  }

  /** Something worth knowing that is no result: on standard error, so that results stay clean. */
  say(line: string): void {
    writeLine(this.io.stderr, this.redact(line));
  }

  /** The one place where an error is printed. */
  fail(thrown: unknown): void {
    const { verbose, redact } = this;
    const debug = this.io.env.ATLINK_DEBUG === '1';
    for (const line of errorText(thrown, { verbose, debug, redact })) writeLine(this.io.stderr, line);
  }
}
