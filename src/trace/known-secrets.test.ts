import { describe, expect, test } from '@jest/globals';
import { Recorder } from './recorder.ts';
import type { TraceEntry } from './trace-entry.ts';
import { traceText } from './trace-text.ts';

const pem =
  '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49\nAwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----\n';
/** What the options of an interface may hold: none of it stands where the table of commands would look for it. */
const secrets = ['7391', 'geheim-apn', 'correct, "horse\\', 'grüße99', pem] as const;
const shown = [
  '7391',
  'geheim-apn',
  'correct, "horse\\',
  'grüße99',
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49',
  'AwEHBG0wawIBAQQg',
];

const ucs2 = (text: string): string => Buffer.from(text, 'utf16le').swap16().toString('hex');
const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64').replace(/=+$/, '');
const escaped = (text: string): string => text.replaceAll(/[\\",]/g, '\\$&');

/** Every way in which a secret could be said. */
const forms = (secret: string): readonly string[] => [
  secret,
  escaped(secret),
  Buffer.from(secret).toString('hex'),
  Buffer.from(secret).toString('hex').toUpperCase(),
  ucs2(secret),
  ucs2(secret).toUpperCase(),
  base64(secret),
  base64(`u:${secret}`),
  base64(`me:${secret}`),
  base64(`{"pass":"${secret}"}`),
];

const lines = shown.flatMap((secret) =>
  forms(secret).flatMap((form) => [`> AT+QCFG="unknown","${form}"\r`, `< +QCFG: "unknown",x${form}y\r\nOK\r\n`]),
);

function recorded(said: readonly string[], chunk: number, options: { payload?: boolean } = {}): readonly TraceEntry[] {
  const recorder = new Recorder({ secrets, ringBytes: 10_000_000, ...options });
  let now = 0;
  for (const line of said) {
    const bytes = Buffer.from(line.slice(2), 'utf8');
    for (let at = 0; at < bytes.length; at += chunk) {
      recorder.onChunk(line.startsWith('>') ? 'out' : 'in', bytes.subarray(at, at + chunk), now++);
    }
  }
  recorder.flush();
  return recorder.ring.entries;
}

/** What a trace holds: its text, and all that is encoded in it. */
function places(entries: readonly TraceEntry[]): readonly string[] {
  const header = { source: 'lte0', recorded: '2026-01-01T00:00:00Z', redacted: true, payload: true };
  const text = traceText({ header, entries });
  const bytes = entries.map((entry) =>
    'bytes' in entry ? entry.bytes : 'length' in entry ? (entry.payload ?? '') : '',
  );
  const all = Buffer.from(bytes.join(''), 'latin1');
  const words = [...all.toString('latin1').matchAll(/[A-Za-z0-9+/]{4,}/g)];
  const decoded = words.map(([word]) => Buffer.from(word, 'base64').toString('utf8'));
  return [text, all.toString('latin1'), all.toString('utf8'), ...decoded];
}

/** The forms of secrets that can be read out of a trace. */
function formsIn(entries: readonly TraceEntry[]): readonly string[] {
  const all = places(entries);
  return shown.flatMap(forms).filter((form) => all.some((place) => place.includes(form)));
}

const lengthOf = (said: readonly string[]): number =>
  said.reduce((sum, line) => sum + Buffer.byteLength(line.slice(2), 'utf8'), 0);

describe.each([1, 2, 7, 64, 10_000])('in chunks of %d', (chunk) => {
  test('no configured secret reaches a trace, however it is written', () => {
    const entries = recorded(lines, chunk);
    expect(formsIn(entries)).toEqual([]);
    const kept = entries.reduce((sum, entry) => sum + ('bytes' in entry ? entry.bytes.length : 0), 0);
    expect(kept).toBe(lengthOf(lines));
  });

  test('nor does it in payload that is kept', () => {
    const data = shown.flatMap(forms).join(' and ');
    const said = [`> AT+QISEND=0,${Buffer.byteLength(data)}\r`, '< > ', `> ${data}`, '< \r\nSEND OK\r\n'];
    const entries = recorded(said, chunk, { payload: true });
    expect(formsIn(entries)).toEqual([]);
    const kept = entries.reduce((sum, entry) => sum + ('length' in entry ? entry.length : 0), 0);
    expect(kept).toBe(Buffer.byteLength(data));
    const payload = entries.map((entry) => ('length' in entry ? (entry.payload ?? '') : '')).join('');
    expect(payload.match(/ and /g)).toHaveLength(shown.flatMap(forms).length - 1);
  });
});

test('a short number inside a longer one is another number', () => {
  const [entry] = recorded(['< +QIRD: 173910,7391\r\n'], 100);
  expect(entry).toMatchObject({ bytes: '+QIRD: 173910,0001\r\n', hidden: [[14, 4]] });
});

test('the beginning of a secret at the very end of kept payload is hidden', () => {
  const said = ['> AT+QISEND=0,40\r', '< > ', '> password geheim-'];
  const payload = recorded(said, 3, { payload: true }).map((entry) => ('length' in entry ? entry.payload : ''));
  expect(payload.join('')).toMatch(/^password x+\w$/);
});

test('what became secret later is hidden from then on', () => {
  const recorder = new Recorder();
  recorder.learn(['new secret']);
  recorder.onChunk('in', Buffer.from('+X: new secret\r\n'), 1);
  expect(recorder.ring.entries).toMatchObject([{ bytes: '+X: xxxxxxxxx1\r\n' }]);
});

test('who listens for more is told more, and the ring is not', () => {
  const recorder = new Recorder({ secrets: ['geheim-apn'] });
  const [plain, all, payload]: TraceEntry[][] = [[], [], []];
  recorder.listen((entry) => plain?.push(entry));
  const stop = recorder.listen((entry) => all?.push(entry), { unredacted: true, payload: true });
  recorder.listen((entry) => payload?.push(entry), { payload: true });
  const say = (direction: 'in' | 'out', text: string): void => recorder.onChunk(direction, Buffer.from(text), 1);
  say('out', 'AT+QISEND=0,16\r');
  say('in', '> ');
  say('out', 'hello geheim-apn');
  say('out', 'AT+CPIN=7391\r');
  stop();
  say('out', 'AT+CPIN=7391\r');
  recorder.flush();
  expect(recorder.ring.entries).toEqual(plain);
  expect(plain?.slice(2)).toMatchObject([{ length: 16 }, { bytes: 'AT+CPIN=0002\r' }, { bytes: 'AT+CPIN=0002\r' }]);
  expect(plain?.[2]).not.toHaveProperty('payload');
  expect(all?.slice(2)).toMatchObject([{ payload: 'hello geheim-apn' }, { bytes: 'AT+CPIN=7391\r' }]);
  expect(payload?.slice(2, 4)).toMatchObject([{ payload: 'hello xxxxxxxxx1' }, { bytes: 'AT+CPIN=0002\r' }]);
});
