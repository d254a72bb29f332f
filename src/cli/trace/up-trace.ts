import { join, parse } from 'node:path';
import { messageOf } from '../../base/errors.ts';
import type { Plan } from '../../rig/bring-up/plan.ts';
import type { LineTrace } from '../../rig/control/line-methods.ts';
import type { KeepOptions } from '../../trace/keep-options.ts';
import { lastLines } from '../../trace/last-lines.ts';
import { Recorder } from '../../trace/recorder.ts';
import type { TraceEntry, TraceHeader } from '../../trace/trace-entry.ts';
import { tap } from '../../transport/tap.ts';
import type { Port } from '../../transport/transport.ts';
import type { Cli } from '../cli.ts';
import { packageVersion } from '../version.ts';
import { keepTrace } from './kept-trace.ts';
import { TraceFile } from './trace-file.ts';

/** `lab.trace` as `lab.lte1.trace`: several interfaces do not share a file. */
function pathOf(path: string, name: string | undefined): string {
  if (name === undefined) return path;
  const { dir, ext, name: base } = parse(path);
  return join(dir, `${base}.${name}${ext}`);
}

/** How the lines of the interfaces are recorded. */
export interface UpTraceOptions {
  /** The file that all of it goes into. */
  readonly path?: string | undefined;
  /** Where the last of it is kept when something fails. */
  readonly stateDirectory?: string | undefined;
  /** Others may record private values and payload too. */
  readonly allowsPrivate?: boolean | undefined;
}

// What fails is told by several at once: one file is enough for them.
const sameMs = 5000;

/** What is recorded of one interface: the last of it always, all of it into a file on request. */
export class InterfaceTrace implements LineTrace {
  /** The same port, looked on at. */
  readonly port: Port;
  readonly header: TraceHeader;
  readonly allowsPrivate: boolean;
  readonly #cli: Cli;
  readonly #stateDirectory: string | undefined;
  readonly #recorder: Recorder;
  readonly #file: Promise<TraceFile | undefined>;
  #saved: { readonly atMs: number; readonly path: Promise<string | undefined> } | undefined;
  #unlisten: () => void = () => undefined;

  /** @param suffix what tells its file from those of other interfaces */
  constructor(cli: Cli, plan: Plan, suffix: string | undefined, options: UpTraceOptions) {
    this.#cli = cli;
    this.#stateDirectory = options.stateDirectory;
    this.allowsPrivate = options.allowsPrivate === true;
    this.#recorder = new Recorder({ secrets: cli.secrets });
    this.port = tap(plan.port, this.#recorder, cli.clock);
    this.header = {
      source: plan.name,
      recorded: cli.clock.date().toISOString(),
      by: `atlink ${packageVersion()}`,
      driver: plan.driver.name,
      redacted: true,
      payload: false,
    };
    const { path } = options;
    this.#file = path === undefined ? Promise.resolve(undefined) : this.#openFile(cli, pathOf(path, suffix));
  }

  get entries(): readonly TraceEntry[] {
    return this.#recorder.ring.entries;
  }

  get dropped(): number {
    return this.#recorder.ring.dropped;
  }

  get lastLines(): readonly string[] {
    return lastLines(this.entries);
  }

  readonly listen = (listener: (entry: unknown) => void, keep?: KeepOptions): (() => void) =>
    this.#recorder.listen(listener, keep);

  /** Values that are secret from here on. */
  learn(secrets: readonly string[]): void {
    this.#recorder.learn(secrets);
  }

  /** A place that cannot be written is no reason to fail otherwise: it is said. */
  save(): Promise<string | undefined> {
    const [cli, folder] = [this.#cli, this.#stateDirectory];
    const atMs = cli.clock.now();
    if (this.#saved !== undefined && atMs - this.#saved.atMs < sameMs) return this.#saved.path;
    const trace = { header: { ...this.header, recorded: cli.clock.date().toISOString() }, entries: this.entries };
    const kept = folder === undefined ? Promise.resolve(undefined) : keepTrace(folder, trace, cli.clock.date());
    const path = kept.catch((thrown: unknown) => {
      cli.say(`${this.header.source}: the last of its line cannot be kept: ${messageOf(thrown)}`);
      return undefined;
    });
    this.#saved = { atMs, path };
    return path;
  }

  /** Resolves when the file is complete. */
  async close(): Promise<void> {
    this.#recorder.flush();
    this.#unlisten();
    await (await this.#file)?.close();
  }

  /** A file that cannot be written is no reason to leave the module alone: it is said, and the rest goes on. */
  async #openFile(cli: Cli, path: string): Promise<TraceFile | undefined> {
    const said = (thrown: unknown): void => cli.say(`${path}: ${messageOf(thrown)}`);
    // What comes before the file is open is not to be missed.
    const early: Parameters<TraceFile['add']>[0][] = [];
    let add: TraceFile['add'] = (entry) => void early.push(entry);
    this.#unlisten = this.#recorder.listen((entry) => add(entry));
    try {
      const file = await TraceFile.create(path, this.header, said);
      early.forEach(file.add);
      add = file.add;
      return file;
    } catch (thrown) {
      this.#unlisten();
      said(thrown);
      return undefined;
    }
  }
}
