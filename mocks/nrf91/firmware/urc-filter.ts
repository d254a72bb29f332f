import type { Said } from '../answer.ts';
import { error, ok } from '../answer.ts';
import type { Command } from '../command.ts';
import { numberAt } from '../command.ts';
import type { Core } from '../modem/core.ts';
import type { BuildOptions } from '../options.ts';

/** The commands by which a host opens the way for a URC, with what the URC begins with. */
const openers: Readonly<Record<string, string>> = { '+CEREG': '+CEREG', '+CGEREP': '+CGEV', '%XTIME': '%XTIME' };

/**
 * URCs that the application wants for itself and hands on only after the host asked: `+CGEV` with PPP in Serial LTE
 * Modem, and `+CEREG`, `+CGEV` and `%XTIME` in Serial Modem of September 2026.
 */
export class UrcFilter {
  readonly #filtered: ReadonlySet<string>;
  readonly #open = new Set<string>();
  readonly #core: () => Core | undefined;
  readonly #downgrades: boolean;

  constructor(build: BuildOptions, core: () => Core | undefined) {
    const names = build.urcFilter === true ? Object.keys(openers) : build.ppp === true ? ['+CGEREP'] : [];
    this.#filtered = new Set(names);
    this.#downgrades = build.urcFilter === true;
    this.#core = core;
  }

  /** The application's own subscriptions, after each start of the modem core. */
  subscribe(): void {
    for (const name of this.#filtered) this.#core()?.modes.set(name, 1);
  }

  /** Whether the host is to see it. */
  passes(urc: string): boolean {
    for (const name of this.#filtered) {
      if (!this.#open.has(name) && urc.startsWith(`${openers[name]}:`)) return false;
    }
    return true;
  }

  /** An answer that the application gives itself; undefined: the modem core is asked. */
  answer(command: Command): Said | undefined {
    if (!this.#filtered.has(command.name)) return undefined;
    const empty = command.form === 'run' || (command.form === 'set' && command.args.every(({ text }) => text === ''));
    if (empty) return error;
    if (command.form !== 'set') return undefined;
    const mode = numberAt(command, 0, 0, 9);
    if (mode === undefined) return undefined;
    if (mode > 0) {
      this.#open.add(command.name);
      return undefined;
    }
    // Off is not passed on: the application goes on listening.
    this.#open.delete(command.name);
    return ok;
  }

  /** What an answer of the modem core looks like to the host. */
  shown(command: Command, lines: readonly string[]): readonly string[] {
    const closed = this.#downgrades && command.form === 'read' && this.#filtered.has(command.name);
    if (!closed || this.#open.has(command.name)) return lines;
    return lines.map((line) => line.replace(/: \d/, ': 0'));
  }

  /** A command of the host went through. */
  done(command: Command): void {
    if (command.name !== '+CFUN' || command.form !== 'set' || this.#filtered.size === 0) return;
    const mode = numberAt(command, 0, 0, 99);
    if (mode === 0) {
      this.#open.clear();
      this.subscribe();
    } else if (this.#downgrades && (mode === 1 || mode === 21)) {
      // It sends AT+CEREG=1 itself after each activation, so the host's longer form is gone.
      this.subscribe();
    }
  }
}
