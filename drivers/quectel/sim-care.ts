import { type Urc, urc } from '../../src/at/index.ts';
import { type Cause, DriverError, type ReadyModule, unlockSim } from '../../src/driver/index.ts';
import type { QuectelDialect } from './models.table.ts';
import type { QuectelOptions } from './options.ts';
import { readIccid, readPinAttempts } from './sim.ts';

// The manual gives the SIM 20 s after the boot before "not inserted" is to be believed.
const graceMs = 20_000;

/** `+QSIMSTAT: <reporting>,<inserted>`: 0 out, 1 in, 2 not known yet. */
const slotChanged: Urc<'in' | 'out'> = urc('+QSIMSTAT', (params) => {
  const inserted = params.skip().optionalInt();
  return inserted === 0 ? 'out' : inserted === 1 ? 'in' : undefined;
});

/** `+CPIN: <state>` by itself, when a card comes or goes. */
const stateChanged: Urc<string> = urc('+CPIN', (params) => params.text());

/** Brings the SIM to READY, and follows it: a card may be pulled out and put in at any moment. */
export class SimCare {
  readonly #module: ReadyModule<QuectelOptions, QuectelDialect>;
  readonly #removed: (cause: Cause) => void;
  #gone = new AbortController();
  /** The last look found no card. */
  #isMissing = false;

  /** @param removed told once for each removal */
  constructor(module: ReadyModule<QuectelOptions, QuectelDialect>, removed: (cause: Cause) => void) {
    this.#module = module;
    this.#removed = removed;
  }

  watch(): void {
    const { line } = this.#module;
    line.onUrc(slotChanged, (change, text) => (change === 'out' ? this.#goes(text) : this.#comes(text)));
    line.onUrc(stateChanged, (state, text) => {
      if (/^NOT (READY|INSERTED)$/.test(state)) this.#goes(text);
      else this.#comes(text);
    });
  }

  /** Aborts when the card that is in now is pulled out. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** @throws DriverError as {@link unlockSim} does */
  async unlock(signal: AbortSignal): Promise<void> {
    const { line, memory, options, reports } = this.#module;
    const optional = <Value>(work: Promise<Value>): Promise<Value | undefined> =>
      work.catch((thrown: unknown) => {
        if (signal.aborted) throw thrown;
        return undefined;
      });
    await unlockSim(
      {
        line,
        memory,
        pin: () => options().pin,
        attemptsLeft: (aborting) => optional(line.run(readPinAttempts, aborting)),
        iccid: (aborting) => optional(line.run(readIccid, aborting)),
        fact: (fact) => reports.fact(fact),
        graceMs,
      },
      signal,
    ).catch((thrown: unknown) => {
      this.#isMissing = thrown instanceof DriverError && thrown.code === 'SIM_MISSING';
      throw thrown;
    });
    this.#isMissing = false;
    // What was said of a card before counts no more.
    if (this.#gone.signal.aborted) this.#gone = new AbortController();
  }

  #goes(text: string): void {
    if (this.#gone.signal.aborted) return;
    const cause: Cause = { kind: 'urc', text };
    this.#module.reports.fact({ name: 'sim', value: 'removed' }, cause);
    this.#gone.abort(new DriverError('SIM_MISSING', 'the SIM was removed', { hint: 'Insert it again.' }));
    this.#removed(cause);
  }

  #comes(text: string): void {
    if (!this.#gone.signal.aborted && !this.#isMissing) return;
    if (this.#gone.signal.aborted) this.#gone = new AbortController();
    this.#isMissing = false;
    this.#module.reports.fact({ name: 'sim', value: 'inserted' }, { kind: 'urc', text });
    this.#module.reports.resume();
  }
}
