import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { systemClock } from '../base/clock.ts';
import { runCommandLine } from './program.ts';
import { realSuppliers } from './real-suppliers.ts';
import type { Suppliers } from './suppliers.ts';

/** A command line that runs in this process, with everything real but the signals and the outputs. */
export class RealRun {
  readonly #signals = new EventEmitter();
  readonly #changed = new EventEmitter();
  #out = '';
  #err = '';
  /** The exit code. */
  readonly ended: Promise<number>;

  constructor(args: readonly string[], env: Readonly<Record<string, string>>, suppliers: Suppliers) {
    const output = (take: (text: string) => void): Writable =>
      new Writable({
        write: (chunk, _encoding, done) => {
          take(String(chunk));
          this.#changed.emit('change');
          done();
        },
      });
    const stdout = output((text) => {
      this.#out += text;
    });
    const stderr = output((text) => {
      this.#err += text;
    });
    this.ended = runCommandLine(args, {
      io: { stdout, stderr, env },
      clock: systemClock,
      signals: this.#signals,
      suppliers,
      exitNow: () => undefined,
    });
  }

  get out(): string {
    return this.#out;
  }

  get err(): string {
    return this.#err;
  }

  /** Resolves when either output holds the text; rejects when it ends without. */
  async prints(text: string): Promise<void> {
    const isThere = (): boolean => this.#out.includes(text) || this.#err.includes(text);
    const ended = this.ended.then((code) => {
      if (!isThere()) throw new Error(`it ended with ${code} before ${text}:\n${this.#out}\n${this.#err}`);
    });
    const printed = new Promise<void>((resolve) => {
      const look = (): void => {
        if (isThere()) resolve();
        else this.#changed.once('change', look);
      };
      look();
    });
    await Promise.race([ended, printed]);
  }

  interrupt(): void {
    this.#signals.emit('SIGINT', 'SIGINT');
  }
}

/** Command lines that find each other and nobody else. */
export class RealRuns {
  readonly #folder = mkdtempSync(join(tmpdir(), 'atlink-runs-'));
  readonly #started: RealRun[] = [];

  start(args: readonly string[], env: Readonly<Record<string, string>> = {}): RealRun {
    const places = { XDG_RUNTIME_DIR: this.#folder, XDG_STATE_HOME: this.#folder };
    const suppliers: Suppliers = {
      ...realSuppliers,
      serveControl: async (program) =>
        await (await import('./control-service.ts')).serveControl(program, { ...process.env, ...places }),
    };
    const run = new RealRun(args, { ...places, ...env }, suppliers);
    this.#started.push(run);
    return run;
  }

  async close(): Promise<void> {
    for (const run of this.#started) run.interrupt();
    await Promise.all(this.#started.map(({ ended }) => ended));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
