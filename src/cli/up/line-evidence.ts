import { ControlError } from '../../base/errors.ts';
import type { ConnectionManager, NetworkInterface } from '../../connectivity/index.ts';
import type { Cli } from '../cli.ts';
import type { InterfaceTrace } from '../trace/up-trace.ts';
import type { Verdict } from './verdict.ts';

interface Traced {
  readonly iface: NetworkInterface;
  readonly trace: InterfaceTrace;
}

const hintOf = (path: string): string => `The last of its line is in ${path}.`;

/** Keeps what was last said on the line of an interface that failed, and says where. */
export class LineEvidence {
  readonly #traced: readonly Traced[];
  readonly #unlisten: () => void;
  readonly #said = new Set<string>();
  #saying: Promise<void> = Promise.resolve();

  /** @param mayShow when something may be said: a table that is drawn would be torn apart */
  constructor(cli: Cli, manager: ConnectionManager, traced: readonly Traced[], mayShow: Promise<void>) {
    this.#traced = traced;
    this.#unlisten = manager.on('fatal-error', ({ iface }) => {
      const path = this.#save(iface);
      const saying = this.#saying;
      this.#saying = Promise.all([path, mayShow, saying]).then(([kept]) => {
        if (kept === undefined || this.#said.has(kept)) return;
        this.#said.add(kept);
        cli.say(`${iface.name}: ${hintOf(kept)}`);
      });
    });
  }

  /** The verdict with the last lines, and with where more of them are. */
  async addedTo(verdict: Verdict, iface: NetworkInterface | undefined): Promise<Verdict> {
    const trace = this.#traced.find((each) => each.iface === iface)?.trace;
    const { error } = verdict;
    if (error === undefined || iface === undefined || trace === undefined) return verdict;
    const transcript = error.transcript.length > 0 ? error.transcript : trace.lastLines;
    const path = transcript.length === 0 ? undefined : await this.#save(iface);
    const isNew = path !== undefined && !this.#said.has(path);
    if (isNew) this.#said.add(path);
    const hints = [error.hint, isNew ? hintOf(path) : undefined].filter((hint) => hint !== undefined);
    const { code, message, where } = error;
    const hint = hints.length === 0 ? {} : { hint: hints.join('\n') };
    return { ...verdict, error: new ControlError(code, message, { ...hint, ...(where && { where }), transcript }) };
  }

  /** Resolves when all of it is written and said. */
  async close(): Promise<void> {
    this.#unlisten();
    await this.#saying;
  }

  async #save(iface: NetworkInterface): Promise<string | undefined> {
    return await this.#traced.find((each) => each.iface === iface)?.trace.save();
  }
}
