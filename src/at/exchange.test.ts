import { describe, expect, test } from '@jest/globals';
import { command, order } from './command.ts';
import { basic, exec, read, set } from './command-line.ts';
import { Exchange } from './exchange.ts';

function exchangeOf(what: Parameters<typeof command>[0]): { exchange: Exchange; ended: unknown[] } {
  const ended: unknown[] = [];
  const exchange = new Exchange(
    command(what),
    (value) => ended.push(value),
    (reason) => ended.push(reason),
    () => ({ transcript: ['0.000 > AT'] }),
  );
  return { exchange, ended };
}

const inventory = {
  line: read('+X'),
  timeoutMs: 300,
  lines: { '+X': (params: { int(): number }) => params.int(), __proto__: undefined },
  bareLines: 1,
  result: (answer: unknown) => answer,
} as unknown as Parameters<typeof command>[0];

describe('an exchange', () => {
  test('takes the lines whose prefix it claims, whole', () => {
    const { exchange, ended } = exchangeOf(inventory);
    const lines = ['+X: 1', '+X:2', '+XY: 3', '+Y: 4', 'constructor: 5', '__proto__: 6', 'toString'];
    expect(lines.map((line) => exchange.takeLine(line))).toEqual(['yes', 'yes', 'no', 'no', 'no', 'no', 'no']);
    expect(exchange.takeFinal('OK')).toBe('final');
    expect(ended).toEqual([{ lines: { '+X': [1, 2] }, bare: [], blocks: [] }]);
  });

  test('takes as many bare lines as it may have, and none that looks like a URC', () => {
    const { exchange } = exchangeOf(inventory);
    const lines = ['+NEW: 1', '%NEW', '#NEW', '^NEW', 'EC25', 'EC25'];
    expect(lines.map((line) => exchange.takeBare(line))).toEqual(['no', 'no', 'no', 'no', 'yes', 'no']);
  });

  test('takes any line where its answer has no shape', () => {
    const { exchange } = exchangeOf({ ...inventory, prefixedLines: true, bareLines: 2 });
    expect([exchange.takeBare('+NEW: 1'), exchange.takeBare('x'), exchange.takeBare('y')]).toEqual([
      'yes',
      'yes',
      'no',
    ]);
  });

  test('knows its echo, once', () => {
    const { exchange } = exchangeOf({ ...inventory, line: basic('E', 0) });
    expect(['ate0', 'ATE0 ', 'ATE', 'ATE0', 'ATE0'].map((line) => exchange.takeEcho(line))).toEqual([
      false,
      false,
      false,
      true,
      false,
    ]);
  });

  describe('whose payload is asked for by a line', () => {
    const upload = {
      ...inventory,
      payload: { bytes: Buffer.from('hello'), promptLine: 'CONNECT' },
    };

    test('gives it at that line and at no other, once', () => {
      const { exchange, ended } = exchangeOf(upload);
      expect([exchange.awaitsPrompt, exchange.awaitsMark, exchange.mayEchoPayload]).toEqual([true, false, true]);
      expect(exchange.takeFinal('CONNECTED')).toBe('no');
      expect(exchange.takeFinal('CONNECT')).toBe('prompt');
      expect(exchange.takePayload()?.toString()).toBe('hello');
      expect([exchange.takePayload(), exchange.takeFinal('CONNECT')]).toEqual([undefined, 'no']);
      expect(exchange.takeFinal('OK')).toBe('final');
      expect(ended).toHaveLength(1);
    });

    test('is refused when it ends without having asked', () => {
      const { exchange, ended } = exchangeOf(upload);
      expect(exchange.takeFinal('OK')).toBe('final');
      expect(ended).toMatchObject([{ code: 'AT_REFUSED' }]);
    });

    test('may be asked by the OK that would end it otherwise, which is then the prompt and not the end', () => {
      const { exchange, ended } = exchangeOf({ ...upload, payload: { bytes: Buffer.from('x'), promptLine: 'OK' } });
      expect(exchange.takeFinal('OK')).toBe('prompt');
      expect(exchange.takePayload()?.toString()).toBe('x');
      expect([ended.length, exchange.takeFinal('OK'), ended.length]).toEqual([0, 'final', 1]);
    });
  });

  test('ends once, whatever comes after', () => {
    const { exchange, ended } = exchangeOf(inventory);
    let told = 0;
    const abort = new AbortController();
    exchange.heed(abort.signal, () => told++);
    exchange.fail('first');
    exchange.fail('second');
    abort.abort();
    expect([exchange.takeFinal('ERROR'), exchange.takeFinal('OK')]).toEqual(['final', 'final']);
    expect([ended, told]).toEqual([['first'], 0]);
  });

  test('takes only its own blocks', () => {
    const { exchange } = exchangeOf({ ...inventory, block: { prefix: '+QIRD:', length: () => 1 } });
    expect(exchange.takeBlock('+QIURC: "recv",0,1', new Uint8Array(1))).toBe('no');
    expect(exchange.takeBlock('+QIRD: 1', new Uint8Array(1))).toBe('yes');
    expect(exchangeOf(inventory).exchange.takeBlock('+QIRD: 1', new Uint8Array(1))).toBe('no');
  });

  test.each([
    ['OK', 'final'],
    ['OK ', 'no'],
    ['NOT OK', 'no'],
    ['ERROR', 'final'],
    ['ERROR: 5', 'no'],
    ['SEND FAIL', 'final'],
    ['SEND FAIL!', 'no'],
    ['+CME ERROR:3', 'final'],
    ['+CME ERROR', 'no'],
    ['+CMX ERROR: 3', 'no'],
    ['x+CME ERROR: 3', 'no'],
    ['+CMS ERROR: 300', 'final'],
  ])('a final result code is a whole line: %s', (line, taken) => {
    expect(exchangeOf({ ...inventory, failures: ['SEND FAIL'] }).exchange.takeFinal(line)).toBe(taken);
  });

  test('success before the payload was asked for is none; OK may be something else', () => {
    const bytes = new Uint8Array(2);
    const payload = { ...inventory, line: set('+QISEND', 0, 2), successes: ['SEND OK'] };
    const quectel = exchangeOf({ ...payload, payload: { bytes } });
    expect([quectel.exchange.takeFinal('OK'), quectel.exchange.takeFinal('SEND OK')]).toEqual(['no', 'final']);
    expect(quectel.ended).toMatchObject([{ code: 'AT_REFUSED', transcript: ['0.000 > AT'] }]);
    const esp = exchangeOf({ ...payload, payload: { bytes, okBeforePrompt: true } });
    expect([esp.exchange.takeFinal('OK'), esp.exchange.takePayload(), esp.exchange.takePayload()]).toEqual([
      'yes',
      bytes,
      undefined,
    ]);
    expect(esp.exchange.takeFinal('SEND OK')).toBe('final');
  });
});

describe('lines that were glued', () => {
  const { exchange } = exchangeOf(inventory);
  test.each([
    ['+X: 1+X: 2+X:3', ['+X: 1', '+X: 2', '+X:3']],
    ['+X: 1,"+X: 2"', ['+X: 1,"+X: 2"']],
    ['+X: "+X: 2"+X: "3"', ['+X: "+X: 2"', '+X: "3"']],
    ['+X: 1', ['+X: 1']],
    ['+Y: 1+Y: 2', ['+Y: 1+Y: 2']],
    ['OK', ['OK']],
  ])('%s', (line, parts) => {
    expect(exchange.unglue(line)).toEqual(parts);
  });
});

test('an order answers nothing', () => {
  expect(order(exec('+A'), 1).result({ lines: {}, bare: [], blocks: [] })).toBeUndefined();
});
