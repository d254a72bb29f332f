import { AtError } from '../../src/at/index.ts';
import type { ReadyModule } from '../../src/driver/index.ts';
import type { Association } from './association.ts';
import type { EspDialect } from './dialects.table.ts';
import { JoinError, joinWords } from './failures.ts';
import type { KnownNetwork } from './option-readers.ts';
import type { EspOptions } from './options.ts';
import type { Rounds } from './rounds.ts';
import { join, leave, readAssociation } from './station.ts';
import { tryOut } from './tolerate.ts';

/** How long DHCP may take after the association, where the join itself does not wait for it. */
const addressMs = 15_000;
const addressPollMs = 1000;

/** One join of one network, from the command to the address. */
export class Joining {
  readonly #module: ReadyModule<EspOptions, EspDialect>;
  readonly #association: Association;
  readonly #rounds: Rounds;

  constructor(module: ReadyModule<EspOptions, EspDialect>, association: Association, rounds: Rounds) {
    this.#module = module;
    this.#association = association;
    this.#rounds = rounds;
  }

  /**
   * @returns the addresses
   * @throws JoinError when it failed: the module is then not associated
   */
  async join(network: KnownNetwork, signal: AbortSignal): Promise<readonly string[]> {
    const { dialect, line } = this.#module;
    const { command, code } = join(dialect, network);
    let refused: AtError | undefined;
    try {
      await line.run(command, signal);
    } catch (thrown) {
      if (!(thrown instanceof AtError) || thrown.code === 'AT_RESET' || signal.aborted) throw thrown;
      refused = thrown;
    }
    // The module gives up waiting for an address before the address gives up coming.
    const addresses = await this.#awaitAddress(refused === undefined ? addressMs : 0, signal);
    if (addresses !== undefined && (refused === undefined || (await this.#isIn(network, signal)))) {
      this.#rounds.succeeded(network);
      return addresses;
    }
    const wasAssociated = this.#association.isOn;
    // It may go on trying by itself, and one that is associated without an address is of no use.
    await tryOut(line, leave, signal);
    this.#association.set(false, { kind: 'answer', text: 'left' });
    throw this.#failure(network, wasAssociated, code(), refused);
  }

  #failure(network: KnownNetwork, wasAssociated: boolean, code: number | undefined, refused?: AtError): JoinError {
    const wrong = code === 2 && !wasAssociated;
    const why = wasAssociated
      ? 'associated, but it got no address (DHCP)'
      : refused?.code === 'AT_TIMEOUT'
        ? 'the join was never answered'
        : joinWords(code);
    const reason = `${JSON.stringify(network.ssid)}: ${why}`;
    const failure = this.#rounds.failed(network, wrong);
    this.#module.reports.fact({ name: 'notice', value: reason, data: { ssid: network.ssid, code } });
    return new JoinError(reason, failure);
  }

  /** The addresses, as soon as one of them is of use; undefined when none came, or the association went. */
  async #awaitAddress(withinMs: number, signal: AbortSignal): Promise<readonly string[] | undefined> {
    const { dialect, line } = this.#module;
    const until = line.clock.now() + withinMs;
    const lossesBefore = this.#association.losses;
    for (;;) {
      const { losses } = this.#association;
      const standing = await this.#association.ask(signal);
      if (standing.up && losses === this.#association.losses) {
        this.#association.set(true, { kind: 'answer', text: standing.shown });
        return standing.addresses;
      }
      // Old firmware does not say that it is associated before it has an address.
      const isIn = standing.associated || (!dialect.hasState && lossesBefore === this.#association.losses);
      if (!isIn || line.clock.now() >= until) return undefined;
      await line.pause(addressPollMs, signal);
    }
  }

  /** Whether it is this network that the module is in: a join that was refused may have left another one in place. */
  async #isIn({ ssid }: KnownNetwork, signal: AbortSignal): Promise<boolean> {
    const { dialect, line } = this.#module;
    return (await line.run(readAssociation(dialect), signal))?.ssid === ssid;
  }
}
