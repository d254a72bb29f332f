import { describe, expect, test } from '@jest/globals';
import { Recorder, type RecorderOptions } from './recorder.ts';
import type { TraceEntry } from './trace-entry.ts';
import { parseTrace, traceText } from './trace-text.ts';

/** Plays a conversation: `>` to the module, `<` from it. */
function recorded(lines: readonly string[], options: RecorderOptions = {}, chunk = 10_000): readonly TraceEntry[] {
  const recorder = new Recorder(options);
  let now = 0;
  for (const line of lines) {
    const bytes = Buffer.from(line.slice(2), 'latin1');
    for (let at = 0; at < bytes.length; at += chunk) {
      recorder.onChunk(line.startsWith('>') ? 'out' : 'in', bytes.subarray(at, at + chunk), now++);
    }
  }
  recorder.flush();
  return recorder.ring.entries;
}

/** What was said, without the times, payload as its length. */
function shown(entries: readonly TraceEntry[]): string {
  return entries
    .map((entry) => ('note' in entry ? `!${entry.note}` : 'length' in entry ? `{${entry.length}}` : entry.bytes))
    .join('');
}

const quectel = [
  '> AT+QISEND=0,5\r',
  '< \r\n> ',
  '> hello',
  '< \r\nSEND OK\r\n',
  '< \r\n+QIURC: "recv",0\r\n',
  '> AT+QIRD=0,1500\r',
  '< \r\n+QIRD: 7\r\n\r\nOK\r\nx\r\n\r\nOK\r\n',
];
const espAt = [
  '> AT+CIPSEND=0,5\r\n',
  '< \r\nOK\r\n\r\n>',
  '> hello',
  '< \r\nRecv 5 bytes\r\n\r\nSEND OK\r\n',
  '< \r\n+IPD,0,6:wo\r\nld\r\n+IPD,0,2\r\n',
  '> AT+CIPRECVDATA=0,10\r\n',
  '< +CIPRECVDATA:2,hi\r\nOK\r\n',
];
const nrf91 = [
  '> AT#XSEND\r\n',
  '< \r\nOK\r\n',
  '> some data +++',
  '< \r\n#XDATAMODE: 0\r\n',
  '> AT#XRECV=5\r\n',
  '< \r\n#XRECV: 4\r\nping\r\nOK\r\n',
];

describe('payload', () => {
  test.each([
    ['quectel', quectel, 'AT+QISEND=0,5\r\r\n> {5}\r\nSEND OK\r\n\r\n+QIURC: "recv",0\r\n'],
    [
      'esp-at',
      espAt,
      'AT+CIPSEND=0,5\r\n\r\nOK\r\n\r\n>{5}\r\nRecv 5 bytes\r\n\r\nSEND OK\r\n\r\n+IPD,0,6:{6}\r\n+IPD,0,2\r\n',
    ],
    ['nrf91', nrf91, 'AT#XSEND\r\n\r\nOK\r\n{10}+++\r\n#XDATAMODE: 0\r\nAT#XRECV=5\r\n\r\n#XRECV: 4\r\n{4}\r\nOK\r\n'],
  ])('of %s is a length and nothing more', (_family, lines, beginning) => {
    expect(shown(recorded(lines))).toMatch(new RegExp(`^${beginning.replaceAll(/[+{}[\]().*?]/g, '\\$&')}`));
  });

  test.each([1, 2, 3, 5])('however the bytes are chunked (%d)', (chunk) => {
    for (const lines of [quectel, espAt, nrf91]) {
      const whole = shown(recorded(lines)).replaceAll(/(?:\{\d+\})+/g, '#');
      expect(shown(recorded(lines, {}, chunk)).replaceAll(/(?:\{\d+\})+/g, '#')).toBe(whole);
    }
  });

  test('is kept when that is asked for', () => {
    const kept = recorded(quectel, { payload: true }).flatMap((entry) => ('length' in entry ? [entry.payload] : []));
    expect(kept).toEqual(['hello', '\r\nOK\r\nx']);
  });

  test('that is echoed is hidden too', () => {
    const lines = ['> AT+QISEND=0,5\r', '< \r\n> ', '> hello', '< hello\r\nSEND OK\r\n'];
    expect(shown(recorded(lines))).not.toContain('hello');
  });

  test('of a message, a transparent socket, and a key with lines of its own', () => {
    const all = shown(
      recorded([
        '> AT+CMGS="+491701234567"\r',
        '< \r\n> ',
        '> meet me\x1a',
        '< \r\n+CMGS: 4\r\n\r\nOK\r\n',
        '> AT+QIOPEN=1,0,"TCP","192.0.2.1",7,0,2\r',
        '< \r\nCONNECT\r\n',
        '> secret words',
        '< other words\r\nOK\r\nmore',
        '> +++',
        '< \r\nOK\r\n',
        '> AT%CMNG=0,1,0,"-----BEGIN KEY-----\nc2VjcmV0\n-----END KEY-----\n"\r\n',
        '< OK\r\n',
        '> AT\r',
      ]),
    );
    expect(all).not.toMatch(/meet|words|more|c2Vj|4917/);
    expect(all).toContain('\r\nCONNECT\r\n{12}{');
    expect(all).toMatch(/\+\+\+\r\nOK\r\nAT%CMNG=0,1,0,"x+\w*"\r\nOK\r\nAT\r$/);
  });
});

const secrets = [
  '352656106647673',
  '262019876543210',
  '89490200001234567890',
  '7391',
  'geheim-apn',
  'correct horse',
  '+491701234567',
  '7c:df:a1:00:11:22',
  'MIIBszCCAVm',
  '4250.5589',
  'GET /private',
] as const;
const secretive = [
  '> AT+CGSN\r',
  '< AT+CGSN\r\r\n352656106647673\r\n\r\nOK\r\n',
  '> AT+CIMI\r',
  '< \r\n262019876543210\r\n\r\nOK\r\n',
  '> AT+QCCID\r',
  '< \r\n+QCCID: 89490200001234567890\r\n\r\nOK\r\n',
  '> AT+CPIN="7391"\r',
  '< AT+CPIN="7391"\r\r\nOK\r\n',
  '> AT+QICSGP=1,1,"internet","me","geheim-apn",1\r',
  '< \r\nOK\r\n',
  '> AT+CWJAP="lab","correct horse"\r\n',
  '< AT+CWJAP="lab","correct horse"\r\nOK\r\n',
  '< +CNUM: ,"+491701234567",145\r\n',
  '< +CIFSR:STAMAC,"7c:df:a1:00:11:22"\r\n',
  '> AT%CMNG=0,1,0,"-----BEGIN CERTIFICATE-----\nMIIBszCCAVm\n-----END CERTIFICATE-----\n"\r\n',
  '< OK\r\n',
  '> AT+QGPSLOC=0\r',
  '< +QGPSLOC: 061951.00,4250.5589S,14718.5084E,0.7\r\nOK\r\n',
  '> AT+QISEND=0,12\r',
  '< > ',
  '> GET /private',
  '< \r\nSEND OK\r\n',
];

test.each([1, 4, 7, 1000])('no secret reaches a file, as text or in base64 (chunks of %d)', (chunk) => {
  const entries = recorded(secretive, {}, chunk);
  const header = { source: 'lte0', recorded: '2026-01-01T00:00:00Z', redacted: true, payload: false };
  const text = traceText({ header, entries });
  const decoded = [...text.matchAll(/"base64":"([^"]*)"/g)].map(([, code]) =>
    Buffer.from(code ?? '', 'base64').toString('latin1'),
  );
  const bare = entries.map((entry) => ('bytes' in entry ? entry.bytes : '')).join('');
  for (const secret of secrets) {
    for (const place of [text, bare, ...decoded]) expect(place).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(secret, 'latin1').toString('base64').replace(/=+$/, ''));
  }
  // Still a trace that tells what happened.
  expect(bare).toContain('AT+QICSGP=1,1,"internet","');
  const all = secretive.reduce((sum, line) => sum + line.length - 2, 0);
  expect(bare.length + 'GET /private'.length).toBe(all);
});

test('unredacted, everything is there', () => {
  const bare = recorded(secretive, { unredacted: true, payload: true })
    .map((entry) => ('bytes' in entry ? entry.bytes : 'length' in entry ? (entry.payload ?? '') : ''))
    .join('');
  expect(bare).toBe(secretive.map((line) => line.slice(2)).join(''));
});

test('the same bytes make the same trace, however they come', () => {
  const whole = shown(recorded(secretive)).replaceAll(/\{\d+\}/g, '#');
  expect(shown(recorded(secretive, {}, 1)).replaceAll(/(?:\{\d+\})+/g, '#')).toBe(whole);
});

test('a half line at the end is hidden', () => {
  expect(shown(recorded(['< +CGSN: "35265610']))).toMatch(/^x+1$/);
});

test('the ring keeps the last, within its limit', () => {
  const recorder = new Recorder({ ringBytes: 1000 });
  for (let index = 0; index < 5000; index++) recorder.onChunk('in', Buffer.from(`+X: ${index}\r\n`), index);
  const { dropped, entries } = recorder.ring;
  expect(entries.length).toBeLessThan(20);
  expect(entries.at(-1)).toMatchObject({ bytes: '+X: 4999\r\n' });
  expect(dropped + entries.length).toBe(5000);
});

test('a flood without line ends stays within bounds', () => {
  const recorder = new Recorder();
  for (let index = 0; index < 2000; index++) recorder.onChunk('in', Buffer.alloc(1000, 0x61), index);
  expect(recorder.ring.entries.length).toBeLessThan(100);
});

test('a trace is read as it was written', () => {
  const entries: TraceEntry[] = [
    { t: 0, note: 'opened' },
    { t: 1.25, dir: 'out', bytes: 'AT+CPIN=0001\r', hidden: [[8, 4]] },
    { t: 2, dir: 'in', bytes: 'caf\xe9\0' },
    { t: 3, dir: 'in', length: 4 },
    { t: 4, dir: 'out', length: 2, payload: '\xff\n' },
  ];
  const header = {
    source: 'lte0',
    recorded: '2026-01-01T00:00:00Z',
    driver: 'quectel',
    redacted: true,
    payload: false,
  };
  const text = traceText({ header, entries });
  expect(parseTrace(text, 'a.trace')).toEqual({ header, entries });
  // A program that was killed leaves half a line.
  expect(parseTrace(text.slice(0, -5), 'a.trace').entries).toHaveLength(4);
});

test.each([
  ['', 'line 1: this is no JSON'],
  ['{}\n', 'line 1: this is no atlink trace'],
  ['{"atlink-trace":9}\n', 'this trace has version 9; this atlink knows 1'],
  ['{"atlink-trace":1}\n{"dir":"in","text":""}\n', 'line 2: the time "t" is missing'],
  ['{"atlink-trace":1}\n{"t":1,"dir":"up"}\n', 'line 2: "dir" is neither "in" nor "out"'],
  ['{"atlink-trace":1}\n{"t":1,"dir":"in"}\n', 'line 2: it has neither "text", "base64", "length" nor "note"'],
])('what is no trace is refused: %j', (text, message) => {
  expect(() => parseTrace(text, 'a.trace')).toThrow(message);
});
