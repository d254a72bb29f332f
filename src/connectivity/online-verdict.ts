/** What an HTTP(S) GET brought back. */
export interface ProbeAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** What one check found. */
export type OnlineVerdict =
  | { readonly kind: 'online' }
  | { readonly kind: 'portal'; readonly location?: string }
  | { readonly kind: 'offline'; readonly reason: string };

const redirects = new Set([301, 302, 303, 307, 308]);

const hostOf = (url: string | URL): string => new URL(url).hostname.toLowerCase().replace(/^www\./, '');

/** Where a redirect leads, in full; undefined when it says nothing that can be followed. */
function targetOf(url: string, location: string | undefined): URL | undefined {
  if (location === undefined || !URL.canParse(location, url)) return undefined;
  return new URL(location, url);
}

/**
 * Judges the answer to a GET of `url`. A captive portal gives itself away by a redirect to another host, by a page where
 * none was asked for, or by asking to sign in to the network (511).
 * @param expected the body, or a part of it as an expression; any body will do unless given
 */
export function judgeAnswer(url: string, answer: ProbeAnswer, expected?: string | RegExp): OnlineVerdict {
  const { status, headers, body } = answer;
  if (status === 511) return { kind: 'portal' };
  const target = redirects.has(status) ? targetOf(url, headers.location) : undefined;
  if (target !== undefined && hostOf(target) !== hostOf(url)) return { kind: 'portal', location: target.href };
  if (status !== 200 && status !== 204 && status !== 301) return { kind: 'offline', reason: `HTTP status ${status}` };
  // A redirect has no body of interest: the host is the one that was asked.
  if (expected === undefined || status === 301) return { kind: 'online' };
  const matches = typeof expected === 'string' ? body.trim() === expected.trim() : expected.test(body);
  return matches ? { kind: 'online' } : { kind: 'portal' };
}
