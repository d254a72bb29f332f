import { join, parse } from 'node:path';
import { messageOf } from '../../base/errors.ts';
import type { Plan } from '../../rig/bring-up/plan.ts';
import type { LineTrace } from '../../rig/control/line-methods.ts';
import { Recorder } from '../../trace/recorder.ts';
import type { TraceHeader } from '../../trace/trace-entry.ts';
import { tap } from '../../transport/tap.ts';
import type { Port } from '../../transport/transport.ts';
import type { Cli } from '../cli.ts';
import { packageVersion } from '../version.ts';
import { TraceFile } from './trace-file.ts';

/** `lab.trace` as `lab.lte1.trace`: several interfaces do not share a file. */
function pathOf(path: string, name: string | undefined): string {
  if (name === undefined) return path;
  const { dir, ext, name: base } = parse(path);
  return join(dir, `${base}.${name}${ext}`);
}

/** What is recorded of one interface: the last of it always, all of it into a file on request. */
export class InterfaceTrace implements LineTrace {
  /** The same port, looked on at. */
  readonly port: Port;
  readonly header: TraceHeader;
  readonly #recorder = new Recorder();
  readonly #file: Promise<TraceFile | undefined>;
  #unlisten: () => void = () => undefined;

  /** @param suffix what tells its file from those of other interfaces */
  constructor(cli: Cli, plan: Plan, suffix: string | undefined, path: string | undefined) {
    this.port = tap(plan.port, this.#recorder, cli.clock);
    this.header = {
      source: plan.name,
      recorded: cli.clock.date().toISOString(),
      by: `atlink ${packageVersion()}`,
      driver: plan.driver.name,
      redacted: true,
      payload: false,
    };
    this.#file = path === undefined ? Promise.resolve(undefined) : this.#openFile(cli, pathOf(path, suffix));
  }

  get entries(): readonly unknown[] {
    return this.#recorder.ring.entries;
  }

  get dropped(): number {
    return this.#recorder.ring.dropped;
  }

  readonly listen = (listener: (entry: unknown) => void): (() => void) => this.#recorder.listen(listener);

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
