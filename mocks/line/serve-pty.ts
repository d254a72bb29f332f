import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { SimulatedModule } from '../simulated-module.ts';
import { makeLink, removeLink } from './link.ts';
import { PacedOutput } from './paced-output.ts';
import { openPty } from './pty.ts';
import type { PtyMaster, PtyMeans } from './pty-contract.ts';

/** How a module is offered at a pseudo-terminal. */
export interface ServePtyOptions {
  /** A symbolic link to the slave, which keeps its name over unplugging and plugging in again. */
  readonly link?: string;
  /** Bytes go at this speed, either way, in pieces of at most 64. Default: at once. */
  readonly baudRate?: number;
  /** The time by which the speed is measured. Default: the system's. */
  readonly clock?: Clock;
  /** How to come by a pseudo-terminal. Default: node-pty, socat, python3. */
  readonly means?: readonly PtyMeans[];
}

/** Where a module comes back that was pulled out. */
export interface ReplugOptions {
  /** Under another name, as a USB device does that is enumerated anew: the path of a link. Default: as before. */
  readonly path?: string;
}

/** A module that is being served at a pseudo-terminal. */
export interface ServedPty {
  /** What a client opens: the link if there is one, else the slave. Empty while unplugged without a link. */
  readonly path: string;
  /** Hangs up, as a pulled plug does; the link is gone meanwhile. */
  unplug(): Promise<void>;
  /** A new pseudo-terminal behind the same link; with `path`, behind that link from now on. */
  replug(options?: ReplugOptions): Promise<void>;
  /** Ends serving; the module itself lives on. */
  close(): Promise<void>;
}

/**
 * Serves a module at a pseudo-terminal.
 * @throws TransportError `PORT_FAILED` when no pseudo-terminal can be had; UsageError when the link's place is taken
 */
export async function servePty(module: SimulatedModule, options: ServePtyOptions = {}): Promise<ServedPty> {
  const served = new PtyServer(module, options);
  await served.replug();
  return served;
}

class PtyServer implements ServedPty {
  readonly #module: SimulatedModule;
  readonly #options: ServePtyOptions;
  #link: string | undefined;
  #master: PtyMaster | undefined;
  /** What the module said, and what it is to hear. */
  #said: PacedOutput | undefined;
  #heard: PacedOutput | undefined;
  #detach: (() => void) | undefined;
  #closed = false;
  #last: Promise<void> = Promise.resolve();

  constructor(module: SimulatedModule, options: ServePtyOptions) {
    this.#module = module;
    this.#options = options;
    this.#link = options.link;
  }

  get path(): string {
    return this.#link ?? this.#master?.path ?? '';
  }

  replug({ path }: ReplugOptions = {}): Promise<void> {
    return this.#inTurn(() => this.#plugIn(path ?? this.#link));
  }

  unplug(): Promise<void> {
    return this.#inTurn(() => this.#pullOut());
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.unplug();
  }

  /** One after the other, however they were called; a failure is its caller's alone. */
  #inTurn(action: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(action);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #plugIn(link: string | undefined): Promise<void> {
    if (this.#closed || this.#master !== undefined) return;
    const { baudRate, clock = systemClock, means } = this.#options;
    const heard = new PacedOutput(
      { clock, baudRate },
      (bytes) => this.#module.receive(bytes),
      () => this.#master?.resume(),
    );
    const master = await openPty(
      {
        onBytes: (bytes) => {
          // Who writes faster than the line is has to wait, as at a real port.
          if (!heard.write(bytes)) this.#master?.pause();
        },
        onDrained: () => this.#said?.resume(),
        onLost: () => void this.unplug(),
      },
      means,
    );
    try {
      if (link !== undefined) await makeLink(link, master.path);
    } catch (thrown) {
      await master.close();
      throw thrown;
    }
    const said = new PacedOutput(
      { clock, baudRate },
      (bytes) => master.write(bytes),
      () => this.#module.drained?.(),
    );
    this.#link = link;
    this.#master = master;
    this.#said = said;
    this.#heard = heard;
    this.#detach = this.#module.attach((bytes) => said.write(bytes));
  }

  async #pullOut(): Promise<void> {
    const master = this.#master;
    if (master === undefined) return;
    this.#master = undefined;
    this.#detach?.();
    this.#said?.close();
    this.#heard?.close();
    if (this.#link !== undefined) await removeLink(this.#link, master.path);
    await master.close();
  }
}
