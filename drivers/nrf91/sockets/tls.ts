import { createHash } from 'node:crypto';
import type { ModuleTls } from '../../../src/driver/index.ts';
import { credentialTag, listCredentials, type PemCredentials, pemTypes, wireText } from '../credentials.ts';
import { type SocketPlace, socketFailure } from './failure.ts';
import type { SocketStack } from './socket-stack.ts';

/** What a TLS socket is opened with. */
export interface ModuleTlsKind {
  readonly tag: number;
  readonly verify: boolean;
}

const older = new Set(['TLSv1', 'TLSv1.1']);

/** The hash that the modem lists, of the text as it may have been written: by this driver, or by other tools. */
function hashesOf(text: string): ReadonlySet<string> {
  const lines = wireText(text);
  const bare = lines.replace(/\n$/, '');
  const texts = [lines, bare, lines.replaceAll('\n', '\r\n'), bare.replaceAll('\n', '\r\n'), text];
  return new Set(texts.map((each) => createHash('sha256').update(each, 'latin1').digest('hex')));
}

/**
 * The security tag for a TLS socket. Texts that are given have to be in the modem already, under the tag that
 * `credentials(...).store` computes of them: the modem writes credentials only while it is switched off.
 * @throws SocketError `EPROTO` for versions that the modem does not speak, `EOPNOTSUPP` where credentials are missing
 */
export async function tlsKind(
  stack: SocketStack,
  tls: ModuleTls,
  chosenTag: number | undefined,
  place: SocketPlace,
): Promise<ModuleTlsKind> {
  if (tls.minVersion === 'TLSv1.3' || older.has(tls.maxVersion ?? '')) {
    throw socketFailure('EPROTO', 'the modem speaks TLS 1.2 and nothing else', place);
  }
  const given = pemTypes.filter(([name]) => tls[name] !== undefined);
  if (given.length > 0) {
    const tag = credentialTag(tls);
    await requireStored(stack, tls, tag, place);
    return { tag, verify: tls.verify };
  }
  if (chosenTag === undefined && tls.verify) {
    throw socketFailure('EOPNOTSUPP', 'the modem knows no certificate authorities by itself', place, {
      hint: 'Give ca, or write it with credentials() and name its tag in the option tlsTag.',
    });
  }
  return { tag: chosenTag ?? credentialTag({}), verify: tls.verify };
}

async function requireStored(
  stack: SocketStack,
  texts: PemCredentials,
  tag: number,
  place: SocketPlace,
): Promise<void> {
  const stored = await stack.line.run(listCredentials(tag)).catch(() => []);
  const missing = pemTypes.filter(([name, type]) => {
    const text = texts[name];
    if (text === undefined) return false;
    const hashes = hashesOf(text);
    return !stored.some(
      (each) => each.tag === tag && each.type === type && hashes.has(each.sha256?.toLowerCase() ?? ''),
    );
  });
  if (missing.length === 0) return;
  const what = missing.map(([name]) => name).join(', ');
  throw socketFailure('EOPNOTSUPP', `${what} of tls: not stored in the modem, under tag ${tag}`, place, {
    hint: 'Store them once, with the modem off: disconnect, run AT+CFUN=4, then credentials(binding.context).store().',
  });
}
