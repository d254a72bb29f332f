import { createHash } from 'node:crypto';
import { type Argument, type Command, type CommandLine, command, order, pem, secret, set } from '../../src/at/index.ts';
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
  /**
   * Writes what a TLS socket is to be opened with, and what is not there yet, under the tag that is computed of it: the
   * socket then finds it by the same texts.
   * @returns the tag
   * @throws as `write` does
   */
  store(texts: PemCredentials): Promise<number>;
  /** One that is not there counts as deleted. @throws DriverError `FEATURE_MISSING` unless the modem is off */
  delete(tag: number, type: CredentialType): Promise<void>;
}

/** PEM texts, as the options of a TLS socket have them. */
export interface PemCredentials {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
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

/** `AT%CMNG=1[,<tag>]` */
export const listCredentials = (tag?: number): Command<readonly StoredCredential[]> =>
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

/** The text of certificates and keys as it goes over the wire. @throws UsageError `UNSAFE_ARGUMENT` for what is no PEM */
export function wireText(text: string): string {
  const { secret: value } = pem(text);
  return typeof value === 'object' && 'pem' in value ? value.pem : '';
}

// Above what people choose by hand, and below what the modem keeps for tests.
const firstTag = 0x40000000;

/** The security tag that belongs to these texts: the same for the same texts, whatever their line ends. */
export function credentialTag({ ca, cert, key }: PemCredentials): number {
  const hash = createHash('sha256');
  for (const text of [ca, cert, key]) hash.update(`${text === undefined ? '' : wireText(text)}|`, 'latin1');
  return firstTag + (hash.digest().readUInt32BE(0) & 0x3fffffff);
}

export const pemTypes: readonly (readonly [keyof PemCredentials, CredentialType])[] = [
  ['ca', 'root-ca'],
  ['cert', 'client-certificate'],
  ['key', 'client-key'],
];

async function writeOne(modem: ModuleLine, line: CommandLine, signal: AbortSignal): Promise<void> {
  await modem.run(order(line, flashMs), signal).catch(refused);
  await modem.pause(settleMs, signal);
}

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
        await writeOne(modem, line, signal);
      });
    },
    store: async (texts) => {
      const tag = credentialTag(texts);
      await module.perform(async (modem, signal) => {
        const stored = await modem.run(listCredentials(tag), signal);
        const missing = pemTypes.filter(([, type]) => !stored.some((each) => each.type === type));
        const wanted = missing.flatMap(([name, type]) => {
          const text = texts[name];
          if (text === undefined) return [];
          return [set('%CMNG', operations.write, tag, credentialTypes[type], content(type, text))];
        });
        if (wanted.length > 0) await requireModemOff(modem, signal);
        for (const each of wanted) await writeOne(modem, each, signal);
      });
      return tag;
    },
    list: (tag) => module.perform((modem, signal) => modem.run(listCredentials(tag), signal)),
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
