import { isIP } from 'node:net';
import type { CaseName, CaseResult } from './cases.ts';

export interface TlsVerdict {
  readonly verdict: 'verifies' | 'does not verify' | 'cannot be checked';
  /** In one sentence. */
  readonly because: string;
}

const lapses: Readonly<Record<Exclude<CaseName, 'good'>, string>> = {
  expired: 'an expired certificate',
  'wrong-name': 'a certificate for another name',
  untrusted: 'a certificate of an authority that it was not given',
  'self-signed': 'a certificate that nobody signed but itself',
};

const list = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;

/**
 * Whether a module truly verifies: it connects to the good server and to no other. What it accepted wrongly weighs more
 * than what could not be seen.
 * @param host that it connected to: a module that is given an address has no name to compare
 */
export function judge(results: readonly CaseResult[], host: string): TlsVerdict {
  const bad = results.filter(({ name }) => name !== 'good');
  const accepted = bad.filter(({ name, outcome }) => outcome.kind === 'accepted' && !isNameless(name, host));
  if (accepted.length > 0) {
    const what = accepted.map(({ name }) => lapses[name as keyof typeof lapses]);
    return { verdict: 'does not verify', because: `it accepted ${list(what)}` };
  }
  const good = results.find(({ name }) => name === 'good')?.outcome;
  if (good?.kind !== 'accepted') {
    const why = good === undefined ? 'it was not tried' : good.reason;
    return { verdict: 'cannot be checked', because: `it does not connect to the good server: ${why}` };
  }
  const open = bad.filter(({ outcome }) => outcome.kind !== 'rejected');
  if (open.length === 0) return { verdict: 'verifies', because: 'it connected to the good server and to no other' };
  const [first] = open;
  const why =
    first?.outcome.kind === 'unknown'
      ? first.outcome.reason
      : 'it was given an address, so it had no name to compare; give a name with --server-address';
  return { verdict: 'cannot be checked', because: `${first?.name}: ${why}` };
}

const isNameless = (name: CaseName, host: string): boolean => name === 'wrong-name' && isIP(host) !== 0;
