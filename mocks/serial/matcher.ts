/** A message of the host: a line without its end, or whatever the framing cuts. */
export interface Message {
  readonly text: string;
  readonly bytes: Buffer;
}

/** What a message is compared with: the whole of it, but for a regular expression that says otherwise. */
export type Matcher = string | RegExp | Uint8Array | ((text: string, bytes: Buffer) => boolean);

/** What a message had in it: of a regular expression the groups too. Undefined when it does not match. */
export function match(matcher: Matcher, { bytes, text }: Message): readonly string[] | undefined {
  if (typeof matcher === 'string') return matcher === text ? [text] : undefined;
  if (matcher instanceof Uint8Array) return bytes.equals(matcher) ? [text] : undefined;
  if (typeof matcher === 'function') return matcher(text, bytes) ? [text] : undefined;
  // Not `exec` itself: of a global pattern it would go on where it ended last.
  return text.match(new RegExp(matcher.source, matcher.flags.replaceAll(/[gy]/g, ''))) ?? undefined;
}

/** A matcher for people. */
export function describeMatcher(matcher: Matcher): string {
  if (typeof matcher === 'string') return show(matcher);
  if (matcher instanceof Uint8Array) return show(Buffer.from(matcher));
  if (typeof matcher === 'function')
    return matcher.name === '' ? 'what a function accepts' : `what ${matcher.name} accepts`;
  return String(matcher);
}

const longestShown = 200;

/** Bytes for people: text with escapes where it is text, hexadecimal where it is not. */
export function show(what: string | Buffer): string {
  const text = typeof what === 'string' ? what : what.toString('latin1');
  const cut = text.slice(0, longestShown);
  const more = text.length > longestShown ? ` and ${text.length - longestShown} more` : '';
  const odd = [...cut].filter((character) => !/[\r\n\t\x1a\x1b\x20-\x7e]/.test(character)).length;
  if (typeof what !== 'string' && odd * 3 > cut.length) {
    return `<${Buffer.from(cut, 'latin1')
      .toString('hex')
      .replaceAll(/(..)(?=.)/g, '$1 ')}>${more}`;
  }
  return JSON.stringify(cut) + more;
}
