import { escaped, order, set } from '../../../src/at/index.ts';
import type { ModuleTls, TlsVersion } from '../../../src/driver/index.ts';
import { Certificates, ownSlot, storedSlot } from './certificates.ts';
import type { SocketContext } from './context.ts';
import { setModuleClock } from './module-clock.ts';
import { asSocketError, isRefused, socketError } from './socket-failures.ts';

const shortMs = 5000;
/** Names longer than this are not taken. ESP-AT User Guide, AT+CIPSSLCSNI, AT+CIPSSLCCN. */
const longestName = 64;
const versions: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

const cannot = (what: string, hint: string): ReturnType<typeof socketError> =>
  socketError('EOPNOTSUPP', 'connect', what, { hint });

/** TLS inside the module: what a link is told before it is started. ESP-AT User Guide, AT+CIPSSLCCONF and following. */
export class TlsSetup {
  readonly #context: SocketContext;
  readonly #certificates: Certificates;
  /** Links whose names were set before: they keep them. */
  readonly #named = new Set<number>();
  #tail: Promise<unknown> = Promise.resolve();
  /** On a module that has one TLS link. */
  #inUse = false;
  #sized = false;

  constructor(context: SocketContext) {
    this.#context = context;
    this.#certificates = new Certificates(context.line);
  }

  /**
   * One start at a time, for they share the store.
   * @param work is given what it has to call when its link is free again
   */
  async exclusively<Result>(signal: AbortSignal, work: (freed: () => void) => Promise<Result>): Promise<Result> {
    const turn = this.#tail.then(async () => {
      signal.throwIfAborted();
      return await this.#alone(work);
    });
    this.#tail = turn.catch(() => undefined);
    return await turn;
  }

  async #alone<Result>(work: (freed: () => void) => Promise<Result>): Promise<Result> {
    if (this.#context.dialect.tlsConfig !== 'none') return await work(() => undefined);
    if (this.#inUse) {
      throw socketError('EMFILE', 'connect', 'this firmware has one TLS link, and that is in use', {
        hint: 'Close it first.',
      });
    }
    this.#inUse = true;
    const freed = (): void => {
      this.#inUse = false;
    };
    try {
      return await work(freed);
    } catch (thrown) {
      freed();
      throw thrown;
    }
  }

  /** Refuses what this firmware cannot do. @throws SocketError `EOPNOTSUPP` */
  check({ ca, cert, key, maxVersion, minVersion, serverName, verify }: ModuleTls): void {
    const { oldestTls, tlsConfig } = this.#context.dialect;
    if (verify && tlsConfig !== 'names') {
      throw cannot(
        'this firmware cannot verify the name of a server',
        'Use ESP-AT 2.1 or newer, do TLS here and not in the module, or switch verification off.',
      );
    }
    if ((cert !== undefined || ca !== undefined) && tlsConfig === 'none') {
      throw cannot('this firmware takes no certificates', 'Do TLS here and not in the module.');
    }
    if ((cert === undefined) !== (key === undefined)) {
      throw cannot('a certificate needs its key, and a key its certificate', 'Give both, or neither.');
    }
    if (minVersion !== undefined && versions.indexOf(minVersion) > versions.indexOf(oldestTls)) {
      throw cannot(
        `this firmware may use ${oldestTls} and cannot be kept from it`,
        `Leave minVersion out, or set it to ${oldestTls}.`,
      );
    }
    if (maxVersion !== undefined && maxVersion !== 'TLSv1.3') {
      throw cannot('the module cannot be kept from a newer version of TLS', 'Leave maxVersion out.');
    }
    if (serverName !== undefined && Buffer.byteLength(serverName) > longestName) {
      throw cannot(`the module takes names of ${longestName} bytes`, 'Do TLS here and not in the module.');
    }
  }

  /** Tells a link what its next start is to do. @throws SocketError */
  async configure(id: number, tls: ModuleTls): Promise<void> {
    try {
      await this.#configure(id, tls);
    } catch (thrown) {
      throw asSocketError(thrown, 'connect');
    }
  }

  async #configure(id: number, { ca, cert, key, serverName, verify }: ModuleTls): Promise<void> {
    const { dialect, line, life } = this.#context;
    if (dialect.tlsConfig === 'none') {
      // 4096 bytes hold the records of most servers; the module has to be told before its first link.
      if (!this.#sized) await this.#tell(order(set('+CIPSSLSIZE', 4096), shortMs));
      this.#sized = true;
      return;
    }
    if (ca !== undefined) await this.#certificates.store('client_ca', ca);
    if (cert !== undefined && key !== undefined) {
      await this.#certificates.store('client_cert', cert);
      await this.#certificates.store('client_key', key);
    }
    if (verify) await setModuleClock(line, life);
    const auth = (cert === undefined ? 0 : 1) + (verify ? 2 : 0);
    const slots = [cert, ca].map((given) => (given === undefined ? storedSlot : ownSlot));
    const conf = order(set('+CIPSSLCCONF', id, auth, ...(auth === 0 ? [] : slots)), shortMs);
    if (!(await this.#tell(conf)) && auth !== 0) {
      throw cannot(
        `the module refused ${conf.line.shown}`,
        'Its certificates are missing, or its firmware was built without TLS verification.',
      );
    }
    if (dialect.tlsConfig === 'names') await this.#setNames(id, serverName, verify);
  }

  async #setNames(id: number, serverName: string | undefined, verify: boolean): Promise<void> {
    if (serverName === undefined && verify) {
      throw cannot('the module verifies names, not addresses', 'Connect to the name of the server.');
    }
    if (serverName === undefined && !this.#named.has(id)) return;
    const name = escaped(serverName ?? '');
    const named = await this.#tell(order(set('+CIPSSLCCN', id, name), shortMs));
    await this.#tell(order(set('+CIPSSLCSNI', id, name), shortMs));
    if (serverName !== undefined) this.#named.add(id);
    if (verify && !named) {
      throw cannot('the module cannot be told the name to verify', 'Do TLS here and not in the module.');
    }
  }

  /** @returns whether the module took it */
  async #tell(command: ReturnType<typeof order>): Promise<boolean> {
    try {
      await this.#context.line.run(command);
      return true;
    } catch (thrown) {
      if (!isRefused(thrown)) throw thrown;
      return false;
    }
  }
}
