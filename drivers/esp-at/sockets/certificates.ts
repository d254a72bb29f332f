import { createHash } from 'node:crypto';
import { type Command, command, pem, set } from '../../../src/at/index.ts';
import type { ModuleLine } from '../../../src/driver/index.ts';
import { countedBlock } from '../counted.ts';
import { isRefused, socketError } from './socket-failures.ts';

/** What the module was flashed with, and what it uses when nothing is given. */
export const storedSlot = 0;
/** What is written here: the second of the two that stock firmware has. */
export const ownSlot = 1;

/** Where a TLS client's certificates are. ESP-AT User Guide, AT+SYSMFG. */
export type CertificateStore = 'client_ca' | 'client_cert' | 'client_key';

const storeMs = 15_000;
const binary = 8;

/** `AT+SYSMFG=1,<namespace>,<key>`: `+SYSMFG:<namespace>,<key>,<type>,<n>,<n bytes>`. */
const readStored = (store: CertificateStore): Command<Uint8Array | undefined> =>
  command({
    line: set('+SYSMFG', 1, store, `${store}.${ownSlot}`),
    timeoutMs: storeMs,
    block: countedBlock('+SYSMFG:', /^\+SYSMFG:"[^"\r\n]*","[^"\r\n]*",[78],(\d+),/),
    result: ({ blocks: [block] }) => block?.bytes,
  });

/** `AT+SYSMFG=2,<namespace>,<key>,8,<n>`: `OK`, prompt, the bytes, `OK`. It stays in the flash. */
const writeStored = (store: CertificateStore, bytes: Uint8Array): Command =>
  command({
    line: set('+SYSMFG', 2, store, `${store}.${ownSlot}`, binary, bytes.length),
    timeoutMs: storeMs,
    payload: { bytes, okBeforePrompt: true },
    abortWith: new Uint8Array(bytes.length),
    result: () => undefined,
  });

function bytesOf(text: string, store: CertificateStore): Uint8Array {
  try {
    const { secret } = pem(text);
    if (typeof secret === 'object' && 'pem' in secret) return Buffer.from(secret.pem);
  } catch {
    // The message of that error says no more than this one.
  }
  throw socketError('EPROTO', 'connect', `what was given for ${store} is not PEM`, {
    hint: 'A certificate or key as text begins with -----BEGIN.',
  });
}

/** Certificates and keys in the module's store. What is there already is not written again: that would wear the flash. */
export class Certificates {
  readonly #line: ModuleLine;
  readonly #known = new Map<CertificateStore, string>();

  constructor(line: ModuleLine) {
    this.#line = line;
  }

  /** @throws SocketError `EOPNOTSUPP` where the firmware takes none by command; as commands do */
  async store(store: CertificateStore, text: string): Promise<void> {
    const bytes = bytesOf(text, store);
    const digest = createHash('sha256').update(bytes).digest('hex');
    if (this.#known.get(store) === digest) return;
    this.#known.delete(store);
    try {
      const stored = await this.#stored(store);
      if (stored === undefined || !Buffer.from(stored).equals(bytes)) await this.#line.run(writeStored(store, bytes));
    } catch (thrown) {
      if (!isRefused(thrown)) throw thrown;
      throw socketError('EOPNOTSUPP', 'connect', 'this firmware does not take certificates by command (AT+SYSMFG)', {
        cause: thrown,
        hint: 'Flash them into its partitions and leave ca, cert and key out, or do TLS here and not in the module.',
      });
    }
    this.#known.set(store, digest);
  }

  async #stored(store: CertificateStore): Promise<Uint8Array | undefined> {
    try {
      return await this.#line.run(readStored(store));
    } catch (thrown) {
      // Nothing there, or no such command: writing will tell.
      if (isRefused(thrown)) return undefined;
      throw thrown;
    }
  }
}
