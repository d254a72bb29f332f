import { type Argument, type Command, command, order, pem, secret, set } from '../../src/at/index.ts';
import { DriverError, type ModuleLine } from '../../src/driver/index.ts';
import { explain } from './failures.ts';
import { isModemOff, readFunctionality } from './functionality.ts';

/** Types of credentials, by the numbers of `%CMNG`. */
export const credentialTypes = {
  'root-ca': 0,
  'client-certificate': 1,
  'client-key': 2,
  psk: 3,
  'psk-identity': 4,
  'public-key': 5,
} as const;

export type CredentialType = keyof typeof credentialTypes;

/** A credential as the modem lists it: never its content. */
export interface StoredCredential {
  readonly tag: number;
  /** One of {@link credentialTypes}, or the number of one that cannot be written from here. */
  readonly type: CredentialType | number;
  /** SHA-256 of the content, in hex. */
  readonly sha256: string | undefined;
}

/** What can be done with the credentials of a module. */
export interface Credentials {
  /**
   * @param content PEM for certificates and keys, hex digits for a pre-shared key, a text for its identity
   * @throws DriverError `FEATURE_MISSING` unless the modem is off; UsageError `UNSAFE_ARGUMENT`
   */
  write(tag: number, type: CredentialType, content: string): Promise<void>;
  list(tag?: number): Promise<readonly StoredCredential[]>;
  /** One that is not there counts as deleted. @throws DriverError `FEATURE_MISSING` unless the modem is off */
  delete(tag: number, type: CredentialType): Promise<void>;
}

/** Whatever lends a module's line for a while: the context of a binding. */
export interface ModuleHandle {
  perform<Result>(work: (line: ModuleLine, signal: AbortSignal) => Promise<Result>): Promise<Result>;
}

const flashMs = 15_000;
// The modem writes its flash on after the answer.
const settleMs = 1000;
const notFound = 513;
const operations = { write: 0, list: 1, delete: 3 } as const;

const asText: ReadonlySet<CredentialType> = new Set(['psk', 'psk-identity']);

function content(type: CredentialType, text: string): Argument {
  if (type === 'psk' && !/^([0-9a-f]{2})+$/i.test(text)) {
    throw new DriverError('FEATURE_MISSING', 'a pre-shared key is written in hex digits, two a byte');
  }
  return asText.has(type) ? secret(text) : pem(text);
}

const listed = (tag: number | undefined): Command<readonly StoredCredential[]> =>
  command({
    line: set('%CMNG', operations.list, tag),
    timeoutMs: flashMs,
    lines: {
      '%CMNG': (params): StoredCredential => {
        const number = params.int();
        const type = params.int();
        const known = (Object.keys(credentialTypes) as CredentialType[]).find((name) => credentialTypes[name] === type);
        return { tag: number, type: known ?? type, sha256: params.optionalText() };
      },
    },
    result: ({ lines }) => lines['%CMNG'],
  });

async function requireModemOff(line: ModuleLine, signal: AbortSignal): Promise<void> {
  const mode = await line.run(readFunctionality, signal);
  if (isModemOff(mode)) return;
  throw new DriverError(
    'FEATURE_MISSING',
    `credentials can be changed only with the modem off; it is in mode ${mode}`,
    {
      hint: 'Disconnect the interface, run AT+CFUN=4 on its binding, and try again.',
    },
  );
}

/** Gives a refusal its meaning: the numbers are Nordic's own. */
function refused(thrown: unknown): never {
  if (!(thrown instanceof Error) || !('number' in thrown) || thrown.number === undefined) throw thrown;
  throw new DriverError('FEATURE_MISSING', explain(thrown), { cause: thrown });
}

/**
 * The credentials in the modem, for TLS: `credentials(binding.context).write(42, 'root-ca', text)`. Contents never reach
 * a log. Source: nRF91 AT Commands Reference Guide, `%CMNG`.
 */
export function credentials(module: ModuleHandle): Credentials {
  return {
    write: (tag, type, text) => {
      const line = set('%CMNG', operations.write, tag, credentialTypes[type], content(type, text));
      return module.perform(async (modem, signal) => {
        await requireModemOff(modem, signal);
        await modem.run(order(line, flashMs), signal).catch(refused);
        await modem.pause(settleMs, signal);
      });
    },
    list: (tag) => module.perform((modem, signal) => modem.run(listed(tag), signal)),
    delete: (tag, type) =>
      module.perform(async (modem, signal) => {
        await requireModemOff(modem, signal);
        const line = set('%CMNG', operations.delete, tag, credentialTypes[type]);
        await modem.run(order(line, flashMs), signal).catch((thrown: unknown) => {
          if (thrown instanceof Error && 'number' in thrown && thrown.number === notFound) return;
          refused(thrown);
        });
        await modem.pause(settleMs, signal);
      }),
  };
}
