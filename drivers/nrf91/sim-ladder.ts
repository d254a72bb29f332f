import { DriverError, type ReadyModule, unlockSim } from '../../src/driver/index.ts';
import type { Nrf91Dialect } from './dialects.ts';
import { NoRetryError } from './failures.ts';
import { resetModem } from './functionality.ts';
import type { Nrf91Options } from './options.ts';
import type { Radio } from './radio.ts';
import { readIccid, readPinAttempts, readSimState, simCauses } from './sim.ts';

// It answers 0.2 to 1.5 s after it was switched on; slow cards need some more.
const graceMs = 10_000;
const failuresKey = 'SIM failures';

/**
 * Brings the SIM to READY, and climbs down one step for each time that it cannot be used: the card is switched off and
 * on, then the modem core is started over (which has cured cards after an update of the modem firmware), and then it is
 * somebody's turn to look.
 */
export class SimLadder {
  readonly #module: ReadyModule<Nrf91Options, Nrf91Dialect>;
  readonly #radio: Radio;

  constructor(module: ReadyModule<Nrf91Options, Nrf91Dialect>, radio: Radio) {
    this.#module = module;
    this.#radio = radio;
  }

  /** @throws DriverError `SIM_MISSING`, `SIM_LOCKED`, `SIM_PIN_REFUSED`; NoRetryError at the end of the ladder */
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
    );
  }

  /** @throws DriverError `SIM_MISSING` when the modem says that its card failed */
  async blame(signal: AbortSignal): Promise<void> {
    const state = await this.#module.line.run(readSimState, signal).catch(() => undefined);
    signal.throwIfAborted();
    if (state?.isInitialised !== false || state.cause === undefined) return;
    throw new DriverError('SIM_MISSING', 'the modem could not be switched on, because the SIM failed');
  }

  /** The card served for a registration. */
  succeeded(): void {
    this.#module.memory.delete(failuresKey);
  }

  /** Takes the next step after the card could not be used; what it throws is why. */
  async failed(thrown: DriverError, signal: AbortSignal): Promise<never> {
    const { dialect, line, memory } = this.#module;
    const failures = Number(memory.get(failuresKey) ?? 0) + 1;
    memory.set(failuresKey, failures);
    const state = await line.run(readSimState, signal).catch(() => undefined);
    const cause = state?.cause === undefined ? '' : `: ${simCauses.get(state.cause) ?? `cause ${state.cause}`}`;
    const error = new DriverError('SIM_MISSING', `${thrown.message}${cause}`, { cause: thrown });
    if (failures === 1) {
      await this.#radio.switchOff(signal, true);
      throw error;
    }
    if (failures === 2 && dialect.hasResets) {
      await line.run(resetModem, signal).catch(() => undefined);
      await this.#radio.subscribe(signal);
      throw error;
    }
    memory.delete(failuresKey);
    throw new NoRetryError('SIM_MISSING', error.message, {
      cause: thrown,
      hint: 'Check that the card sits well, has an active profile, and works at 1.8 V; then connect again.',
    });
  }
}
