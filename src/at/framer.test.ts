import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytesOf, framesOf } from './framer.test-support.ts';
import { Framer } from './framer.ts';

const exchanges: Readonly<Record<string, readonly [wire: string, frames: readonly string[]]>> = {
  'echo on, one line (Quectel)': [
    'AT+CPIN?\r\r\n+CPIN: READY\r\n\r\nOK\r\n',
    ['line AT+CPIN?', 'line +CPIN: READY', 'line OK'],
  ],
  'several lines share the frame': ['\r\n+A: 1\r\n+A: 2\r\n\r\nOK\r\n', ['line +A: 1', 'line +A: 2', 'line OK']],
  'a counted block behind a header line': [
    '\r\n+QIRD: 5\r\nhello\r\n\r\nOK\r\n',
    ['block +QIRD: 5 | hello', 'line OK'],
  ],
  'a counted block that looks like an answer': [
    '\r\n+QIRD: 12\r\n\r\nOK\r\n> +++\r\n\r\nOK\r\n',
    ['block +QIRD: 12 | \r\nOK\r\n> +++\r', 'line OK'],
  ],
  'a block of nothing': ['\r\n+QIRD: 0\r\n\r\nOK\r\n', ['block +QIRD: 0 | ', 'line OK']],
  'a header that is none': [
    '\r\n+QIRD: 0,x\r\n+QIRD: ?\r\n\r\nOK\r\n',
    ['block +QIRD: 0,x | ', 'line +QIRD: ?', 'line OK'],
  ],
  'a length that nobody can mean': ['\r\n+QIRD: 65537\r\nOK\r\n', ['line +QIRD: 65537', 'line OK']],
  'pushed data': [
    '\r\n+QIURC: "recv",0,4\r\nping\r\n\r\n+QIURC: "closed",0\r\n',
    ['block +QIURC: "recv",0,4 | ping', 'line +QIURC: "closed",0'],
  ],
  'prompt, then the answer': ['\r\n> \r\nSEND OK\r\n', ['prompt', 'line SEND OK']],
  'two prompts': ['\r\n> \r\nSEND OK\r\n\r\n> \r\nSEND OK\r\n', ['prompt', 'line SEND OK', 'prompt', 'line SEND OK']],
  'prompt on its own line': ['\r\n>\r\n\r\nSEND OK\r\n', ['prompt', 'line SEND OK']],
  'only one prompt is awaited': ['\r\n> >x\r\n', ['prompt', 'line >x']],
  'OK before the prompt, no blank (ESP-AT)': [
    'AT+CIPSEND=0,4\r\n\r\nOK\r\n\r\n>\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n',
    ['line AT+CIPSEND=0,4', 'line OK', 'prompt', 'line Recv 4 bytes', 'line SEND OK'],
  ],
  'data in the line of its header, the next line glued to it': [
    '\r\n+IPD,0,4:ping0,CLOSED\r\n',
    ['block +IPD,0,4: | ping', 'line 0,CLOSED'],
  ],
  'one link, data with line ends': [
    '\r\n+IPD,6:a\r\n:b\nWIFI GOT IP\r\n',
    ['block +IPD,6: | a\r\n:b\n', 'line WIFI GOT IP'],
  ],
  'a sender with colons in its address': ['\r\n+IPD,1,2,"fe80::1",7:hi', ['block +IPD,1,2,"fe80::1",7: | hi']],
  'the same header without data (passive)': ['\r\n+IPD,0,4\r\n', ['line +IPD,0,4']],
  'read data in the line of its header': [
    'AT+CIPRECVDATA=0,2048\r\n+CIPRECVDATA:4,"10.0.0.5",7,ping\r\nOK\r\n',
    ['line AT+CIPRECVDATA=0,2048', 'block +CIPRECVDATA:4,"10.0.0.5",7, | ping', 'line OK'],
  ],
  'lines without a leading line end (nRF91 at_host)': ['+CFUN: 0\r\nOK\r\n', ['line +CFUN: 0', 'line OK']],
  'information and OK in two writes (nRF91 SLM)': [
    '\r\n#XRECV: 3\r\n\r\nOOK\r\n\r\nOK\r\n',
    ['block #XRECV: 3 | \r\nO', 'line OK', 'line OK'],
  ],
  'noise at power-up': ['\0\0\xff\xfe\r\nR\0DY\r\n\0\r\nRDY\0\r\n', ['line \xff\xfe', 'line R\0DY', 'line RDY']],
  'no line end yet': ['\r\nOK', []],
};

describe('the frames of', () => {
  test.each(Object.entries(exchanges))('%s', (_name, [wire, frames]) => {
    const bytes = bytesOf(wire);
    expect(framesOf(bytes)).toEqual(frames);
    const every = Array.from(bytes, (_byte, index) => index);
    expect(framesOf(bytes, every)).toEqual(frames);
    for (const first of every) {
      expect(framesOf(bytes, [first])).toEqual(frames);
      if (bytes.length > 48) continue;
      for (const second of every.slice(first + 1)) expect(framesOf(bytes, [first, second])).toEqual(frames);
    }
  });
});

describe('any bytes in any chunks', () => {
  const scraps = [
    '\r\n',
    '\n',
    '\r',
    '\0',
    ' ',
    '> ',
    '>',
    'OK\r\n',
    '\r\nSEND OK\r\n',
    'AT+X\r\r\n',
    '+++',
    '"',
    ':',
    ',',
    '+QIRD: 3\r\n',
    '+QIRD: 0\r\n',
    '+QIRD: 9999\r\n',
    '+IPD,0,4:',
    '+IPD,2:',
    '+IPD,',
    '+CIPRECVDATA:2,"1.2.3.4",5,',
    '\r\n+QIURC: "recv",0,7\r\n',
    'pay',
    'payload',
    'p',
    'a line of more than twenty characters',
    '\xc3\xa9\x80\xff',
  ];
  const scrap = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...scraps) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes).toString('latin1')) },
  );
  const stream = fc.array(scrap, { maxLength: 40 }).map((parts) => bytesOf(parts.join('')));
  const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
  const options = { maxLine: 20, maxBlock: 100, echo: bytesOf('payload') };

  test('give the same frames', () => {
    fc.assert(
      fc.property(stream, cuts, (bytes, fractions) => {
        const places = fractions.map((fraction) => Math.floor(fraction * bytes.length)).sort((a, b) => a - b);
        const whole = framesOf(bytes, [], options);
        expect(framesOf(bytes, places, options)).toEqual(whole);
        expect(framesOf(bytes, [...bytes.keys()], options)).toEqual(whole);
      }),
      { numRuns: 2000 },
    );
  });

  test('give lines without their ends, and blocks within the limit', () => {
    fc.assert(
      fc.property(stream, (bytes) => {
        for (const frame of framesOf(bytes, [], options)) {
          if (frame.startsWith('line ')) expect(frame).toMatch(/^line [^\r\n\0](?:[^\n]{0,18}[^\r\n\0])?$/);
          if (frame.startsWith('overlong ')) expect(frame).toHaveLength('overlong '.length + 20);
          if (frame.startsWith('block ')) expect(frame.slice(frame.indexOf('|') + 2).length).toBeLessThanOrEqual(100);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a line without end', () => {
  test('is cut at the limit, and the next one is whole again', () => {
    const bytes = bytesOf(`${'x'.repeat(30)}\r\nOK\r\n`);
    expect(framesOf(bytes, [], { maxLine: 20 })).toEqual([`overlong ${'x'.repeat(20)}`, 'line OK']);
    for (const cut of bytes.keys()) {
      expect(framesOf(bytes, [cut], { maxLine: 20 })).toEqual([`overlong ${'x'.repeat(20)}`, 'line OK']);
    }
  });

  test('is told once, however long it gets, and takes no memory', () => {
    let frames = 0;
    const framer = new Framer(() => frames++);
    const chunk = Buffer.alloc(65_536, 'x');
    for (let round = 0; round < 256; round++) framer.push(chunk);
    expect(frames).toBe(1);
  });

  test('does not take long when it is full of line feeds that are none', () => {
    const bytes = bytesOf(`a${'\r'.repeat(8000)}b\n`.repeat(100));
    const since = performance.now();
    expect(framesOf(bytes)).toHaveLength(100);
    expect(performance.now() - since).toBeLessThan(500);
  });
});

describe('block rules', () => {
  test('a rule that throws makes its line a line', () => {
    const lines: string[] = [];
    const framer = new Framer((frame) => lines.push(frame.kind === 'line' ? frame.text : frame.kind));
    framer.blockRules = [
      {
        prefix: '+QIRD:',
        length: () => {
          throw new Error('garbled');
        },
      },
    ];
    framer.push(bytesOf('+QIRD: x\r\nOK\r\n'));
    expect(lines).toEqual(['+QIRD: x', 'OK']);
  });

  test('a header whose end is told by the byte behind it, cut just there', () => {
    const rule = {
      prefix: '+CIPRECVDATA:',
      headerEnd: (text: string): number | 'more' => /^\+CIPRECVDATA:\d+,(?=.)/.exec(text)?.[0].length ?? 'more',
      length: () => 4,
    };
    const frames: string[] = [];
    const framer = new Framer((frame) => frames.push(frame.kind));
    framer.blockRules = [rule];
    framer.push(Buffer.from('+CIPRECVDATA:4,'));
    framer.push(Buffer.from('ping\r\nOK\r\n'));
    expect(frames).toEqual(['block', 'line']);
  });

  test('what a rule had to see behind the end of its header is given its place', () => {
    const frames: string[] = [];
    const framer = new Framer((frame) => frames.push(frame.kind === 'line' ? frame.text : frame.kind));
    const headerEnd = (text: string): number | 'more' => (text.length < 8 ? 'more' : 2);
    framer.blockRules = [{ prefix: '+', headerEnd, length: () => 3 }];
    for (const byte of '+IPD,4:ping\r\nOK\r\n') framer.push(bytesOf(byte));
    expect(frames).toEqual(['block', '4:ping', 'OK']);
  });

  test('hold from the next line on', () => {
    const frames: string[] = [];
    const framer = new Framer((frame) => frames.push(frame.kind === 'line' ? frame.text : frame.kind));
    framer.push(bytesOf('+IPD,4:pi'));
    framer.blockRules = [{ prefix: '+IPD,', headerEnd: (text) => text.indexOf(':') + 1 || 'more', length: () => 4 }];
    framer.push(bytesOf('ng\r\n+IPD,4:pong'));
    expect(frames).toEqual(['+IPD,4:ping', 'block']);
  });

  test('reset forgets a half block and a half line', () => {
    const frames: string[] = [];
    const framer = new Framer((frame) => frames.push(frame.kind === 'line' ? frame.text : frame.kind));
    framer.blockRules = [{ prefix: '+QIRD:', length: () => 4 }];
    framer.push(bytesOf('+QIRD: 4\r\nab'));
    expect(framer.isInBlock).toBe(true);
    framer.reset();
    expect(framer.isInBlock).toBe(false);
    framer.push(bytesOf('half'));
    framer.reset();
    framer.push(bytesOf('\r\nRDY\r\n'));
    expect(frames).toEqual(['RDY']);
  });
});
