import { AtError } from '../../src/at/index.ts';
import { DriverError, esmCauses, type ReadyModule } from '../../src/driver/index.ts';
import { isRefusal, WrongOptionError } from './failures.ts';
import type { QuectelDialect } from './models.table.ts';
import type { QuectelOptions } from './options.ts';
import {
  type ActiveContext,
  activate,
  attach,
  configureContext,
  deactivate,
  defineContext,
  pdpTypes,
  readActiveContexts,
  readAttachment,
  readContextDefinition,
  readExtendedError,
  readLastError,
  restart,
} from './packet-data.ts';
import { setFunctionality } from './radio.ts';

/** The context that is ours. 2 and 3 are often IMS and emergency calls and are left alone. */
export const ownContext = 1;

/** ESM causes that only another APN, type, user or password can cure. */
const wrongOptionCauses: ReadonlySet<number> = new Set([8, 27, 28, 29, 32, 33, 50, 51, 66]);

/** The PDP context of the module's own TCP/IP stack: the bearer. */
export class Bearer {
  readonly #module: ReadyModule<QuectelOptions, QuectelDialect>;
  /** It has to be deactivated by us before it can be activated again: the network dropped it, or refused it. */
  #isStale = false;

  constructor(module: ReadyModule<QuectelOptions, QuectelDialect>) {
    this.#module = module;
  }

  /** The network dropped it. */
  dropped(): void {
    this.#isStale = true;
  }

  /** What is active now, if it is. */
  async active(signal: AbortSignal): Promise<ActiveContext | undefined> {
    const active = await this.#module.line.run(readActiveContexts, signal);
    return active.find(({ id }) => id === ownContext);
  }

  /** On LTE the module attaches with the APN of context 1, so that has to be right before the radio is on. */
  async define(signal: AbortSignal): Promise<void> {
    const { line, options } = this.#module;
    const { apn, pdpType } = options();
    if (apn === undefined && pdpType === undefined) return;
    const defined = await line.run(readContextDefinition(ownContext), signal);
    const sameApn = apn === undefined || defined?.apn.toLowerCase() === apn.toLowerCase();
    if (sameApn && (pdpType === undefined || defined?.type === pdpTypes[pdpType][1])) return;
    await this.release(signal);
    await line.run(setFunctionality(4), signal);
    await line.run(defineContext(ownContext, pdpType ?? 'ipv4', apn ?? defined?.apn ?? ''), signal);
  }

  /** @throws DriverError `BEARER_REFUSED` with the reason that the network or the module gave */
  async bringUp(signal: AbortSignal): Promise<ActiveContext> {
    const { line } = this.#module;
    if (this.#isStale) await this.#deactivate(signal);
    const before = await this.active(signal);
    if (before !== undefined) return before;
    await this.#attach(signal);
    const { apn = '', user = '', password = '', pdpType = 'ipv4', auth } = this.#module.options();
    const authentication = auth ?? (user === '' ? 'none' : 'chap');
    await line.run(configureContext(ownContext, { type: pdpType, apn, user, password, authentication }), signal);
    try {
      await line.run(activate(ownContext), signal);
    } catch (thrown) {
      if (!(thrown instanceof AtError) || thrown.code === 'AT_RESET') throw thrown;
      // Some firmware says ERROR because it is active already; only the list tells.
      const after = signal.aborted ? undefined : await this.active(signal);
      if (after === undefined) throw await this.#refusal(thrown, signal);
    }
    const active = await this.active(signal);
    if (active === undefined) throw new DriverError('BEARER_REFUSED', 'the context is not active after its activation');
    return active;
  }

  /** Deactivates it where there is something to deactivate. */
  async release(signal: AbortSignal): Promise<void> {
    if (this.#isStale || (await this.active(signal)) !== undefined) await this.#deactivate(signal);
  }

  /** After a detach the packet domain may stay off although the module is registered. */
  async #attach(signal: AbortSignal): Promise<void> {
    const { line } = this.#module;
    try {
      if ((await line.run(readAttachment, signal)) === false) await line.run(attach, signal);
    } catch (thrown) {
      // The activation will say it better.
      if (!isRefusal(thrown)) throw thrown;
    }
  }

  /** The TCP/IP commands say plain ERROR whatever CMEE is; the reason has to be asked for. */
  async #refusal(refused: AtError, signal: AbortSignal): Promise<DriverError> {
    const { line } = this.#module;
    // A context that was dropped while another program was at the module refuses everything until it is deactivated.
    this.#isStale = true;
    const last = await line.run(readLastError, signal).catch(() => undefined);
    const extended = await line.run(readExtendedError, signal).catch(() => undefined);
    signal.throwIfAborted();
    const cause = Number(/^\d+/.exec(extended ?? '')?.[0]);
    const why = esmCauses.get(cause);
    const reason = last === undefined || last.number === 0 ? refused.message : `${last.number} ${last.text}`;
    const message = `the network or the module refused the PDP context: ${reason}`;
    const details = { cause: refused, hint: 'Check the options apn, pdpType, user and password.' };
    if (why === undefined) return new DriverError('BEARER_REFUSED', message, details);
    const told = `${message}, ESM cause ${cause} (${why})`;
    const Kind = wrongOptionCauses.has(cause) ? WrongOptionError : DriverError;
    return new Kind('BEARER_REFUSED', told, details);
  }

  async #deactivate(signal: AbortSignal): Promise<void> {
    const { line } = this.#module;
    try {
      await line.run(deactivate(ownContext), signal);
    } catch (thrown) {
      if (signal.aborted || !(thrown instanceof AtError)) throw thrown;
      // Silence for so long: the manual has the module restarted.
      if (thrown.code === 'AT_TIMEOUT') await line.run(restart, signal);
      if (!isRefusal(thrown) || (await this.active(signal)) !== undefined) throw thrown;
    }
    this.#isStale = false;
  }
}
