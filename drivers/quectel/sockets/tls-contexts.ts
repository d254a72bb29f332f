import type { Command } from '../../../src/at/index.ts';
import type { ModuleTls } from '../../../src/driver/index.ts';
import { type Call, socketError } from './failure.ts';
import { Lane } from './lane.ts';
import type { Stack } from './stack.ts';
import { allCipherSuites, configureTls, readModuleClock, tlsContexts } from './tls-commands.ts';
import type { TlsFiles } from './tls-files.ts';
import { checkServerName, type SecurityLevel, securityLevel, versionNumber } from './tls-settings.ts';

/** One set of settings in the module, and how many connections were opened with it. */
interface Slot {
  readonly number: number;
  key: string | undefined;
  users: number;
}

/** What a connection is opened with. */
export interface TlsContext {
  readonly number: number;
  /** The connection does not need it any more. */
  release(): void;
}

const negotiationS = 150;
const dayMs = 86_400_000;

/** What is written into a slot. */
interface Settings {
  readonly version: number;
  readonly level: SecurityLevel;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly sni: 0 | 1;
}

/** The module's sets of TLS settings. Connections with the same settings share one; one that is in use is not changed. */
export class TlsContexts {
  readonly #stack: Stack;
  readonly #files: TlsFiles;
  readonly #namesMayPass: () => boolean;
  readonly #lane = new Lane();
  readonly #slots: Slot[] = Array.from({ length: tlsContexts }, (_, number) => ({ number, key: undefined, users: 0 }));

  /** @param namesMayPass whether a firmware that does not compare names may be used all the same */
  constructor(stack: Stack, files: TlsFiles, namesMayPass: () => boolean) {
    this.#stack = stack;
    this.#files = files;
    this.#namesMayPass = namesMayPass;
  }

  /** @throws SocketError `EOPNOTSUPP` for what the module cannot do, `EMFILE` when every set is in use */
  async take(tls: ModuleTls, host: string, call: Call): Promise<TlsContext> {
    checkServerName(tls, host, call);
    const plan = { version: versionNumber(tls, call), level: securityLevel(tls, call) };
    const store = async (text: string | undefined): Promise<string> =>
      text === undefined ? '' : await this.#files.store(text, call);
    const ca = plan.level === 0 ? '' : await store(tls.ca);
    const [cert, key] = [await store(tls.cert), await store(tls.key)];
    const settings: Settings = { ...plan, ca, cert, key, sni: tls.serverName === undefined ? 0 : 1 };
    return await this.#lane.run(() => this.#occupy(settings, call));
  }

  async #occupy(settings: Settings, call: Call): Promise<TlsContext> {
    const key = JSON.stringify(settings);
    const slot = this.#slots.find((each) => each.key === key) ?? this.#slots.find(({ users }) => users === 0);
    if (slot === undefined) {
      throw socketError('EMFILE', call, `all ${tlsContexts} sets of TLS settings of the module are in use`, {
        hint: 'Connections with the same settings share one.',
      });
    }
    if (slot.key !== key) {
      slot.key = undefined;
      await this.#configure(slot.number, settings, call);
      slot.key = key;
    }
    slot.users++;
    let isReleased = false;
    const release = (): void => {
      if (!isReleased) slot.users--;
      isReleased = true;
    };
    return { number: slot.number, release };
  }

  async #configure(context: number, settings: Settings, call: Call): Promise<void> {
    const { ca, cert, key, level, sni, version } = settings;
    const must = async (command: Command): Promise<void> => {
      await this.#stack.line.run(command, call, { refused: 'EOPNOTSUPP' });
    };
    await must(configureTls('sslversion', context, version));
    await must(allCipherSuites(context));
    await must(configureTls('seclevel', context, level));
    if (ca !== '') await must(configureTls('cacert', context, ca));
    if (cert !== '') await must(configureTls('clientcert', context, cert));
    if (key !== '') await must(configureTls('clientkey', context, key));
    await must(configureTls('ignorelocaltime', context, level === 0 ? 1 : await this.#ignoresTime(call)));
    await must(configureTls('negotiatetime', context, negotiationS));
    // Older firmware does not know it, and sends no name.
    await this.#isTaken(configureTls('sni', context, sni), call);
    await this.#compareNames(context, level !== 0, call);
  }

  /** What verifies a certificate and not whose it is lets anybody in who has one of the same CA. */
  async #compareNames(context: number, isWanted: boolean, call: Call): Promise<void> {
    const isKnown = this.#stack.checksNames;
    const isTaken = isKnown && (await this.#isTaken(configureTls('checkhost', context, isWanted ? 1 : 0), call));
    if (!isWanted || isTaken) return;
    const text = 'this firmware verifies the certificate of a server, but not its name';
    if (!this.#namesMayPass()) {
      const hint = 'Do TLS in the program, over a plain socket; or set the option tlsNames to unverified.';
      throw socketError('EOPNOTSUPP', call, text, { hint });
    }
    this.#stack.notice(`TLS: ${text}`);
  }

  /** A module that does not know the date would refuse every certificate, or take one that is long over. */
  async #ignoresTime(call: Call): Promise<0 | 1> {
    const now = this.#stack.line.line.clock.date().getTime();
    const clock = await this.#stack.line.ask(readModuleClock, call);
    if (clock !== undefined && Math.abs(clock - now) < dayMs) return 0;
    this.#stack.notice("TLS: the module's clock is not right, so that it cannot tell whether a certificate is over");
    return 1;
  }

  async #isTaken(command: Command, call: Call): Promise<boolean> {
    return (await this.#stack.line.ask(confirmed(command), call)) === true;
  }
}

/** The same command with something to tell it from a refusal. */
const confirmed = (command: Command): Command<true> => ({ ...command, result: () => true });
